import NMTSystem
import NMTText

/// Every option that has a part in the bytes of a data directory; it stands in the manifest.
public struct PreprocessOptions: Codable, Sendable, Equatable {
  /// Normalisation, casing and subwords.
  public var text = TextPipelineOptions()
  public var filters = PairFilters()
  /// Nil when nothing is sampled; then the key is absent, as in directories made before there was sampling.
  public var regularization: SubwordRegularization?
  /// Nil when no shortlist is learned; then the key is absent.
  public var shortlist: ShortlistOptions?

  public init() {
    // Enough for a vocabulary of 32,000, and bounded: half a gigabyte while the subwords are learned.
    text.sampleLines = 100_000
  }

  /// - Throws: `Failure` that names the flag or the key.
  package func validate() throws {
    try text.validate()
    try filters.validate()
    try regularization?.validate()
    try shortlist?.validate()
  }
}

/// One run of `nmt-preprocess`: what to read, where to write, how to go about it.
public struct PreprocessJob: Sendable {
  public var options = PreprocessOptions()
  public var train: [PairInput]
  public var validation: [PairInput] = []
  /// The data directory to make.
  public var output: String
  /// Whether an existing data directory is replaced.
  public var replacesOutput = false
  /// A trained SentencePiece model for both sides, or for the source when `targetSubwordModel` is given; nil trains one.
  public var subwordModel: String?
  public var targetSubwordModel: String?
  /// Takes the place of `options.regularization` where that is nil and the corpus is small.
  public var smallCorpusRegularization: SubwordRegularization?
  /// Worker threads; they change no byte of the result.
  public var threads = Machine.coreCount
  /// Whether progress and summary are left out.
  public var isQuiet = false

  public init(train: [PairInput], output: String) {
    self.train = train
    self.output = output
  }
}
