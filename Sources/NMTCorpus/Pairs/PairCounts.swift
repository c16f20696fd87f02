import NMTSystem

/// How many pairs of a part were read, kept and dropped, and how long the kept ones are.
package struct PairCounts: Codable, Sendable, Equatable {
  /// Lines in: `kept` and all of `dropped` together.
  package var read = 0
  package var kept = 0
  /// Every reason, those that never occurred with 0.
  package var dropped = Dictionary(uniqueKeysWithValues: DropReason.allCases.map { ($0, 0) })
  /// Kept pairs with a side that was not UTF-8 and was repaired.
  package var repairedUTF8 = 0
  /// Kept pairs with an empty side: only where nothing is filtered, in validation.
  package var emptyKept = 0
  /// Pairs that were not remembered because the duplicate filter was full.
  package var notRemembered = 0
  /// Subwords of the kept pairs, without bos and eos.
  package var sourceTokens = 0
  package var targetTokens = 0
  /// Subwords of the longest kept sides.
  package var longestSource = 0
  package var longestTarget = 0

  package init() {}

  package var droppedTotal: Int { dropped.values.reduce(0, +) }

  /// The reasons that occurred, for people: `"300 identical sides, 12 too long"`.
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
