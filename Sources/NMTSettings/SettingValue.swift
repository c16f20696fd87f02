/// A value that one flag or one YAML key can hold.
package protocol SettingValue: Sendable {
  /// Description of a valid text for messages: `"a whole number"`.
  static var expected: String { get }
  /// All valid texts if they can be listed, for completions; else empty.
  static var choices: [String] { get }
  /// Placeholder for the value in `--help`: `<n>`.
  static var placeholder: String { get }
  /// Parses a text; nil if it is not valid.
  init?(settingText: String)
  /// Text that reads back as the same value; empty if there is none.
  var settingText: String { get }
}

extension SettingValue {
  package static var choices: [String] { [] }
  package static var placeholder: String { "value" }
}

extension Int: SettingValue {
  package static var expected: String { "a whole number" }
  package static var placeholder: String { "n" }
  package init?(settingText: String) { self.init(settingText) }
  package var settingText: String { String(self) }
}

extension UInt64: SettingValue {
  package static var expected: String { "a whole number, 0 or more" }
  package static var placeholder: String { "n" }
  package init?(settingText: String) { self.init(settingText) }
  package var settingText: String { String(self) }
}

extension Double: SettingValue {
  package static var expected: String { "a number" }
  package static var placeholder: String { "x" }
  package init?(settingText: String) {
    guard let value = Double(settingText), value.isFinite else { return nil }
    self = value
  }
  package var settingText: String { "\(self)" }
}

extension Float: SettingValue {
  package static var expected: String { "a number" }
  package static var placeholder: String { "x" }
  package init?(settingText: String) {
    guard let value = Float(settingText), value.isFinite else { return nil }
    self = value
  }
  package var settingText: String { "\(self)" }
}

extension Bool: SettingValue {
  package static var expected: String { "true or false" }
  package static var choices: [String] { ["true", "false"] }
  package init?(settingText: String) { self.init(settingText) }
  package var settingText: String { String(self) }
}

extension String: SettingValue {
  package static var expected: String { "text" }
  package static var placeholder: String { "text" }
  package init?(settingText: String) { self = settingText }
  package var settingText: String { self }
}

extension SettingValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  package static var expected: String { choices.joined(separator: " | ") }
  package static var choices: [String] { allCases.map(\.rawValue) }
  package static var placeholder: String { "choice" }
  package init?(settingText: String) { self.init(rawValue: settingText) }
  package var settingText: String { rawValue }
}

/// A setting that has no value by default.
extension Optional: SettingValue where Wrapped: SettingValue {
  package static var expected: String { Wrapped.expected }
  package static var choices: [String] { Wrapped.choices }
  package static var placeholder: String { Wrapped.placeholder }
  package init?(settingText: String) {
    guard let value = Wrapped(settingText: settingText) else { return nil }
    self = .some(value)
  }
  package var settingText: String { self?.settingText ?? "" }
}

/// A value that can appear in a comma-separated list.
package protocol SettingListElement: SettingValue {}

extension Int: SettingListElement {}
extension Float: SettingListElement {}

extension Array: SettingValue where Element: SettingListElement {
  package static var expected: String { "values separated by commas, each " + Element.expected }
  package static var placeholder: String { Element.placeholder + ",…" }

  package init?(settingText: String) {
    let parts = settingText.isEmpty ? [] : settingText.split(separator: ",", omittingEmptySubsequences: false)
    guard let values = parts.map({ Element(settingText: String($0)) }) as? [Element] else { return nil }
    self = values
  }

  package var settingText: String { map(\.settingText).joined(separator: ",") }
}
