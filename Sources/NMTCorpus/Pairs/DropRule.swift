/// Why a pair is left out; checked in the order of `DropRule.all`.
package enum DropReason: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
  /// A line of a TSV file without the wanted columns.
  case missingColumn
  /// A side that is not UTF-8, under `--invalid-utf8 drop`.
  case invalidUTF8
  /// Nothing is left of a side after normalization.
  case emptySide
  /// Too few letters of a side are in the script that its language is written in.
  case wrongScript
  /// Both sides are the same text after normalization.
  case identicalSides
  /// A side has too many subwords, or so many bytes that its subwords are not counted.
  case tooLong
  /// One side has too many times the subwords of the other.
  case lengthRatio
  /// An equal pair came before.
  case duplicate

  /// For people: `"length ratio"`.
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

/// One reason to leave a training pair out, with the check that finds it.
///
/// `all` is the one list of filters: it gives their order, and so the reason that a pair with several faults is counted
/// under. <doc:AddingAFilter> names every step to another one.
package struct DropRule: Sendable {
  /// What a check looks at, earliest first. Each state is only made of pairs that passed all checks of earlier ones:
  /// normalizing and cutting into subwords take far longer than any check. Returns true for a pair to leave out.
  package enum Check: Sendable {
    /// The line as it was read.
    case raw(@Sendable (RawPair, FilterContext) -> Bool)
    /// Both sides as text, and whether a side was not UTF-8.
    case decoded(@Sendable (DecodedPair, FilterContext) -> Bool)
    /// Both sides normalized.
    case normalized(@Sendable (_ source: String, _ target: String, FilterContext) -> Bool)
    /// The numbers of subwords.
    case subwords(@Sendable (_ source: Int, _ target: Int, FilterContext) -> Bool)
    /// The pairs before it: `DuplicateFilter` judges, in the order of the corpus.
    case corpus
  }

  package let reason: DropReason
  package let check: Check

  package init(_ reason: DropReason, _ check: Check) {
    self.reason = reason
    self.check = check
  }

  /// Every filter in the order in which they run, state by state. A pair is counted once, under the first that drops it.
  package static let all: [DropRule] = [
    DropRule(.missingColumn, .raw { pair, _ in !pair.hasBothColumns }),
    DropRule(
      .invalidUTF8, .decoded { pair, context in pair.isRepaired && context.filters.invalidUTF8 == .drop }),
    // Before a side is normalized, so that a line of many megabytes costs no more than reading and decoding it.
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
