import NMTSystem

/// JSON fragments as written by Python's `json.dumps`.
enum JSONText {
  /// A number with `width` decimals.
  static func rounded(_ value: Double, _ width: Int) -> String {
    (Double(ScoreReport.decimal(value, width)) ?? value).description
  }

  static func optional(_ value: Double?) -> String { value?.description ?? "null" }

  static func array(_ values: [String]) -> String { "[" + values.joined(separator: ", ") + "]" }

  static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(jsonLiteral($0)): \($1)" }.joined(separator: ", ") + "}"
  }
}
