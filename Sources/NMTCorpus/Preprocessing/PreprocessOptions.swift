package import NMTSettings
import NMTSystem
package import NMTText

/// Every option that has a part in the bytes of a data directory; it stands in the manifest.
package struct PreprocessOptions: Codable, Sendable, Equatable {
  /// Normalization, casing and subwords.
  package var text = TextPipelineOptions()
  package var filters = PairFilters()
  /// Nil when nothing is sampled; then the key is absent, as in directories made before there was sampling.
  package var regularization: SubwordRegularization?
  /// Nil when no shortlist is learned; then the key is absent.
  package var shortlist: ShortlistOptions?

  package init() {
    // Enough for a vocabulary of 32,000, and bounded: half a gigabyte while the subwords are learned.
    text.sampleLines = 100_000
  }
}

extension PreprocessOptions: CheckedOptions {
  package static let rules =
    OptionRule<PreprocessOptions>.within(\.text) + OptionRule.within(\.filters) + OptionRule.within(\.regularization)
    + OptionRule.within(\.shortlist)
}

/// One run of `nmt-preprocess`: what to read, where to write, how to go about it.
package struct PreprocessJob: Sendable {
  package var options = PreprocessOptions()
  package var train: [PairInput]
  package var validation: [PairInput] = []
  /// The data directory to make.
  package var output: String
  /// Whether an existing data directory is replaced.
  package var replacesOutput = false
  /// A trained SentencePiece model for both sides, or for the source when `targetSubwordModel` is given; nil trains one.
  package var subwordModel: String?
  package var targetSubwordModel: String?
  /// Takes the place of `options.regularization` where that is nil and the corpus is small.
  package var smallCorpusRegularization: SubwordRegularization?
  /// Worker threads; they change no byte of the result.
  package var threads = Machine.coreCount
  /// Whether progress and summary are left out.
  package var isQuiet = false

  package init(train: [PairInput], output: String) {
    self.train = train
    self.output = output
  }
}

extension PreprocessJob: CheckedOptions {
  package static let rules =
    OptionRule<PreprocessJob>.within(\.options) + OptionRule.within(\.smallCorpusRegularization) + [
      .range(\.threads, 1...)
    ]
}
