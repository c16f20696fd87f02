import NMTSystem

/// Numbers of pairs read, kept and dropped in one part, and lengths of the kept ones.
package struct PairCounts: Codable, Sendable, Equatable {
  /// Input lines: `kept` plus all of `dropped`.
  package var read = 0
  package var kept = 0
  /// Pairs dropped by reason; reasons that never occurred are present with 0.
  package var dropped = Dictionary(uniqueKeysWithValues: DropReason.allCases.map { ($0, 0) })
  /// Kept pairs with a side whose invalid UTF-8 was repaired.
  package var repairedUTF8 = 0
  /// Kept pairs with an empty side; only in validation, which is not filtered.
  package var emptyKept = 0
  /// Pairs not remembered because the duplicate filter was full.
  package var notRemembered = 0
  /// Subwords of the kept pairs, without bos and eos.
  package var sourceTokens = 0
  package var targetTokens = 0
  /// Length of the longest kept side, in subwords.
  package var longestSource = 0
  package var longestTarget = 0

  package init() {}

  package var droppedTotal: Int { dropped.values.reduce(0, +) }

  /// Readable list of the reasons that occurred: `"300 identical sides, 12 too long"`.
  package var reasons: String {
    DropReason.allCases.compactMap { reason in
      dropped[reason].flatMap { $0 > 0 ? "\(formatCount($0)) \(reason.label)" : nil }
    }.joined(separator: ", ")
  }

  package mutating func drop(_ reason: DropReason) {
    read += 1
    dropped[reason, default: 0] += 1
  }

  package mutating func keep(source: Int, target: Int) {
    read += 1
    kept += 1
    sourceTokens += source
    targetTokens += target
    longestSource = max(longestSource, source)
    longestTarget = max(longestTarget, target)
  }
}
