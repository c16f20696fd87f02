package import NMTSettings

/// Options of `nmt-preprocess --shortlist`, which learns the likely translations of each source subword.
package struct ShortlistOptions: Codable, Sendable, Equatable {
  /// Most target subwords kept per source subword; default 100.
  package var best = 100
  /// Most frequent target subwords that every sentence may use; default 400.
  package var frequent = 400
  /// Smallest probability of a target subword to be kept; default 0.0005.
  package var threshold = 0.0005
  /// Rounds of EM; default 5.
  package var iterations = 5
  /// Pairs to use, evenly spaced over the corpus; default 500,000.
  package var pairs = 500_000

  package init() {}
}

extension ShortlistOptions: CheckedOptions {
  package static let rules: [OptionRule<ShortlistOptions>] = [
    .range(\.best, 1...1000),
    .range(\.frequent, 0...100_000),
    .range(\.threshold, 0...1),
    .range(\.iterations, 1...100),
    .range(\.pairs, 1...),
  ]
}
