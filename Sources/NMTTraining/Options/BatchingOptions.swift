package import NMTCorpus
import NMTModelStore
package import NMTSettings

/// Contents of an update. Under a memory limit, `sentences` or `tokens` are lowered and `accumulation` is raised.
public struct BatchingOptions: Codable, Sendable, Equatable {
  /// Sentence pairs in a batch; used when `tokens` is 0.
  public var sentences = 32
  /// Tokens of the longer side in a batch, including EOS; 0 to use `sentences` instead.
  public var tokens = 0
  /// Batches per update, whose gradients are added.
  public var accumulation = 1
  /// Longest side of a training pair, in subwords; longer pairs are skipped. One of `ModelProvenance.sourceLengths`.
  public var maximumLength = 100
  /// Share of an epoch's pairs taken from the data's sampled encodings (subword regularization, Kudo 2018).
  public var sampledShare = SampledShare.auto

  /// Options with their defaults: batches of 32 sentence pairs.
  public init() {}

  package var plan: BatchOptions { tokens > 0 ? .tokens(tokens) : .sentences(sentences) }
}

extension BatchingOptions: CheckedOptions {
  package static let rules: [OptionRule<BatchingOptions>] = [
    .range(\.sentences, 1...),
    .range(\.tokens, 0...),
    .range(\.accumulation, 1...),
    .range(\.maximumLength, ModelProvenance.sourceLengths),
    .limit(\.sampledShare, SampledShare.expected) { (0...1).contains($0.value(samples: 0)) },
  ]
}
