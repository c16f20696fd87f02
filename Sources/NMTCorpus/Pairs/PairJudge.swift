package import NMTText

/// Both sides of a pair as text.
package struct DecodedPair: Sendable {
  package var source: String
  package var target: String
  /// Bytes of the longer side as read, before any repair.
  package var longestSide: Int
  /// Whether invalid UTF-8 was replaced in a side.
  package var isRepaired: Bool
}

/// Input of a check besides the pair: the options and what is derived from them.
package struct FilterContext: Sendable {
  package let filters: PairFilters
  /// Scripts that each side may be written in; nil allows every script.
  package let sourceScripts: [Script]?
  package let targetScripts: [Script]?

  /// - Throws: `Failure(.usage)` if scripts are checked and a side has none.
  init(_ filters: PairFilters, _ options: TextPipelineOptions) throws {
    self.filters = filters
    sourceScripts = try filters.scripts(filters.sourceScript, language: options.sourceLanguage, flag: "--source-script")
    targetScripts = try filters.scripts(filters.targetScript, language: options.targetLanguage, flag: "--target-script")
  }

  func isWritten(_ text: String, in scripts: [Script]?) -> Bool {
    guard let scripts else { return true }
    return scriptShare(text, of: scripts) >= filters.minimumScriptShare
  }
}

/// `DropRule.all`, grouped by the state of a pair that they check.
struct PairJudge: Sendable {
  private let context: FilterContext

  init(_ context: FilterContext) { self.context = context }

  func reason(toDrop pair: RawPair) -> DropReason? {
    first { if case .raw(let drops) = $0 { drops(pair, context) } else { false } }
  }

  func reason(toDrop pair: DecodedPair) -> DropReason? {
    first { if case .decoded(let drops) = $0 { drops(pair, context) } else { false } }
  }

  func reason(toDropNormalized source: String, _ target: String) -> DropReason? {
    first { if case .normalized(let drops) = $0 { drops(source, target, context) } else { false } }
  }

  func reason(toDropSubwords source: Int, _ target: Int) -> DropReason? {
    first { if case .subwords(let drops) = $0 { drops(source, target, context) } else { false } }
  }

  private func first(_ drops: (DropRule.Check) -> Bool) -> DropReason? {
    DropRule.all.first { drops($0.check) }?.reason
  }
}
