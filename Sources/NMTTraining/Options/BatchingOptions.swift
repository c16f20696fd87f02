package import NMTCorpus
import NMTModelStore
package import NMTSettings

/// What one update is made of. Under a limit of memory `sentences` or `tokens` are lowered and `accumulation` raised.
public struct BatchingOptions: Codable, Sendable, Equatable {
  /// Sentence pairs in a batch; used when `tokens` is 0.
  public var sentences = 32
  /// Tokens of the longer side in a batch, eos included; 0 to bound by `sentences` instead.
  public var tokens = 0
  /// Batches that make one update, their gradients added.
  public var accumulation = 1
  /// Training pairs with a longer side, in subwords, are left out; one of `ModelProvenance.sourceLengths`.
  public var maximumLength = 100
  /// Share of the pairs that an epoch takes from the data's sampled encodings (subword regularisation, Kudo 2018).
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
