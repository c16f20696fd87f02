import NMTText

/// How `nmt-preprocess --shortlist` learns which target subwords a source subword becomes.
package struct ShortlistOptions: Codable, Sendable, Equatable {
  /// Most target subwords kept for a source subword, 1…1000; default 100.
  package var best = 100
  /// Most frequent target subwords that every sentence may use, 0…100000; default 400.
  package var frequent = 400
  /// Target subwords less probable than this are not kept, 0…1; default 0.0005.
  package var threshold = 0.0005
  /// Rounds of EM, 1…100; default 5.
  package var iterations = 5
  /// Pairs that are looked at, spread over the corpus; at least 1, default 500,000.
  package var pairs = 500_000

  package init() {}

  package func validate() throws {
    func check(_ holds: Bool, _ flag: String, _ value: String, _ expected: String) throws {
      try PairFilters.require(holds, "--shortlist-\(flag)", value, expected)
    }
    try check((1...1000).contains(best), "best", "\(best)", "1…1000")
    try check((0...100_000).contains(frequent), "frequent", "\(frequent)", "0…100000")
    try check((0...1).contains(threshold), "threshold", "\(threshold)", "0…1")
    try check((1...100).contains(iterations), "iterations", "\(iterations)", "1…100")
    try check(pairs >= 1, "pairs", "\(pairs)", "1 or more")
  }
}
