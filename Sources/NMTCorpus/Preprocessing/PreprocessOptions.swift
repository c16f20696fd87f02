package import NMTSettings
import NMTSystem
package import NMTText

/// All options that affect the bytes of a data directory; recorded in the manifest.
package struct PreprocessOptions: Codable, Sendable, Equatable {
  /// Normalization, casing and subwords.
  package var text = TextPipelineOptions()
  package var filters = PairFilters()
  /// Nil if nothing is sampled; the key is then absent, as in directories that predate sampling.
  package var regularization: SubwordRegularization?
  /// Nil if no shortlist is learned; the key is then absent.
  package var shortlist: ShortlistOptions?

  package init() {
    // Enough for a vocabulary of 32,000, and bounded: half a gigabyte while subwords are learned.
    text.sampleLines = 100_000
  }
}

extension PreprocessOptions: CheckedOptions {
  package static let rules =
    OptionRule<PreprocessOptions>.within(\.text) + OptionRule.within(\.filters) + OptionRule.within(\.regularization)
    + OptionRule.within(\.shortlist)
}

/// One run of `nmt-preprocess`: inputs, output and execution.
package struct PreprocessJob: Sendable {
  package var options = PreprocessOptions()
  package var train: [PairInput]
  package var validation: [PairInput] = []
  /// Path of the data directory to create.
  package var output: String
  /// Whether to replace an existing data directory.
  package var replacesOutput = false
  /// A trained SentencePiece model for both sides, or for the source if `targetSubwordModel` is given; nil trains one.
  package var subwordModel: String?
  package var targetSubwordModel: String?
  /// Used for a small corpus if `options.regularization` is nil.
  package var smallCorpusRegularization: SubwordRegularization?
  /// Worker threads; their number does not affect the result.
  package var threads = Machine.coreCount
  /// Whether to suppress progress and summary.
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
