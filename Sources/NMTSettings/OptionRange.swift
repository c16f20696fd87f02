/// Allowed values of an option, and their description.
package struct OptionRange<Value: Comparable & SettingValue>: Sendable {
  /// Description for messages and `--help`: `"1 to 64"`.
  package let words: String
  private let holds: @Sendable (Value) -> Bool

  private init(_ words: String, _ holds: @escaping @Sendable (Value) -> Bool) {
    self.words = words
    self.holds = holds
  }

  /// Values above `bound`.
  package static func above(_ bound: Value) -> OptionRange {
    OptionRange("above \(text(bound))") { $0 > bound }
  }

  /// Values strictly between two bounds.
  package static func between(_ low: Value, _ high: Value) -> OptionRange {
    OptionRange("above \(text(low)), below \(text(high))") { $0 > low && $0 < high }
  }

  /// Values above `low`, up to and including `high`.
  package static func above(_ low: Value, upTo high: Value) -> OptionRange {
    OptionRange("above \(text(low)), at most \(text(high))") { $0 > low && $0 <= high }
  }

  /// Returns true for an allowed value. Infinities and NaN are never allowed.
  package func contains(_ value: Value) -> Bool {
    if let number = value as? any BinaryFloatingPoint, !number.isFinite { return false }
    return holds(value)
  }

  /// Text of a number; 0.0 becomes `0`.
  private static func text(_ value: Value) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

/// Syntax of an option's range: `1...64`, `0...` or `0..<1`.
package protocol OptionRangeExpression<Value> {
  associatedtype Value: Comparable & SettingValue
  var optionRange: OptionRange<Value> { get }
}

extension ClosedRange: OptionRangeExpression where Bound: SettingValue {
  package var optionRange: OptionRange<Bound> { OptionRange(self) }
}

extension PartialRangeFrom: OptionRangeExpression where Bound: SettingValue {
  package var optionRange: OptionRange<Bound> { OptionRange(self) }
}

extension Range: OptionRangeExpression where Bound: SettingValue {
  package var optionRange: OptionRange<Bound> { OptionRange(self) }
}

extension OptionRange {
  fileprivate init(_ range: ClosedRange<Value>) {
    self.init("\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))", range.contains)
  }

  fileprivate init(_ range: PartialRangeFrom<Value>) {
    self.init("\(Self.text(range.lowerBound)) or more", range.contains)
  }

  fileprivate init(_ range: Range<Value>) {
    self.init("\(Self.text(range.lowerBound)) or more, below \(Self.text(range.upperBound))", range.contains)
  }
}
