/// Reasons to drop a pair, checked in the order of `DropRule.all`.
package enum DropReason: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
  /// A TSV line lacks the requested columns.
  case missingColumn
  /// A side is not valid UTF-8, under `--invalid-utf8 drop`.
  case invalidUTF8
  /// A side is empty after normalization.
  case emptySide
  /// Too few of a side's letters are in the script of its language.
  case wrongScript
  /// Both sides are the same text after normalization.
  case identicalSides
  /// A side has too many subwords, or too many bytes to be split into subwords.
  case tooLong
  /// One side has too many subwords relative to the other.
  case lengthRatio
  /// An equal pair came earlier.
  case duplicate

  /// Readable form: `"length ratio"`.
  package var label: String {
    switch self {
    case .missingColumn: "missing column"
    case .invalidUTF8: "invalid UTF-8"
    case .emptySide: "empty side"
    case .wrongScript: "wrong script"
    case .identicalSides: "identical sides"
    case .tooLong: "too long"
    case .lengthRatio: "length ratio"
    case .duplicate: "duplicate"
    }
  }
}

/// A reason to drop a training pair, with the check that detects it.
///
/// `all` is the only list of filters. Its order decides under which reason a pair with several faults is counted.
/// <doc:AddingAFilter> describes how to add one.
package struct DropRule: Sendable {
  /// Input of a check, earliest first. A pair reaches a state only after passing all checks of earlier ones, since
  /// normalization and segmentation take far longer than any check. Each check returns true to drop the pair.
  package enum Check: Sendable {
    /// The line as read.
    case raw(@Sendable (RawPair, FilterContext) -> Bool)
    /// Both sides as text, and whether a side was invalid UTF-8.
    case decoded(@Sendable (DecodedPair, FilterContext) -> Bool)
    /// Both sides normalized.
    case normalized(@Sendable (_ source: String, _ target: String, FilterContext) -> Bool)
    /// Subword counts of both sides.
    case subwords(@Sendable (_ source: Int, _ target: Int, FilterContext) -> Bool)
    /// All earlier pairs: `DuplicateFilter` decides, in corpus order.
    case corpus
  }

  package let reason: DropReason
  package let check: Check

  package init(_ reason: DropReason, _ check: Check) {
    self.reason = reason
    self.check = check
  }

  /// Every filter in the order in which they run, state by state. A pair counts once, under the first filter that drops
  /// it.
  package static let all: [DropRule] = [
    DropRule(.missingColumn, .raw { pair, _ in !pair.hasBothColumns }),
    DropRule(
      .invalidUTF8, .decoded { pair, context in pair.isRepaired && context.filters.invalidUTF8 == .drop }),
    // Before normalization, so that a line of many megabytes costs no more than reading and decoding it.
    DropRule(.tooLong, .decoded { pair, context in pair.longestSide > context.filters.maximumBytes }),
    DropRule(.emptySide, .normalized { source, target, _ in source.utf8.isEmpty || target.utf8.isEmpty }),
    DropRule(
      .wrongScript,
      .normalized { source, target, context in
        !context.isWritten(source, in: context.sourceScripts) || !context.isWritten(target, in: context.targetScripts)
      }),
    DropRule(
      .identicalSides,
      .normalized { source, target, context in
        context.filters.dropsIdenticalSides && source.utf8.elementsEqual(target.utf8)
      }),
    DropRule(.emptySide, .subwords { source, target, _ in source == 0 || target == 0 }),
    DropRule(.tooLong, .subwords { source, target, context in max(source, target) > context.filters.maximumLength }),
    DropRule(.lengthRatio, .subwords { source, target, context in !context.filters.isWithinRatio(source, target) }),
    DropRule(.duplicate, .corpus),
  ]
}
