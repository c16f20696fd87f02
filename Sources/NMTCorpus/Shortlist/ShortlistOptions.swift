package import NMTSettings

/// How `nmt-preprocess --shortlist` learns which target subwords a source subword becomes.
package struct ShortlistOptions: Codable, Sendable, Equatable {
  /// Most target subwords kept for a source subword; default 100.
  package var best = 100
  /// Most frequent target subwords that every sentence may use; default 400.
  package var frequent = 400
  /// Target subwords less probable than this are not kept; default 0.0005.
  package var threshold = 0.0005
  /// Rounds of EM; default 5.
  package var iterations = 5
  /// Pairs that are looked at, spread over the corpus; default 500,000.
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
