import NMTCorpus
import NMTKernels
import NMTLayers
import NMTModels
import NMTTensor

/// A value that one flag or one YAML key can hold.
package protocol SettingValue: Sendable {
  /// What a valid text is, for messages: `"a whole number"`.
  static var expected: String { get }
  init?(settingText: String)
  /// Reads back as the same value.
  var settingText: String { get }
}

extension Int: SettingValue {
  package static var expected: String { "a whole number" }
  package init?(settingText: String) { self.init(settingText) }
  package var settingText: String { String(self) }
}

extension UInt64: SettingValue {
  package static var expected: String { "a whole number, 0 or more" }
  package init?(settingText: String) { self.init(settingText) }
  package var settingText: String { String(self) }
}

extension Double: SettingValue {
  package static var expected: String { "a number" }
  package init?(settingText: String) {
    guard let value = Double(settingText), value.isFinite else { return nil }
    self = value
  }
  package var settingText: String { "\(self)" }
}

extension Float: SettingValue {
  package static var expected: String { "a number" }
  package init?(settingText: String) {
    guard let value = Float(settingText), value.isFinite else { return nil }
    self = value
  }
  package var settingText: String { "\(self)" }
}

extension Bool: SettingValue {
  package static var expected: String { "true or false" }
  package init?(settingText: String) { self.init(settingText) }
  package var settingText: String { String(self) }
}

extension String: SettingValue {
  package static var expected: String { "text" }
  package init?(settingText: String) { self = settingText }
  package var settingText: String { self }
}

extension WallTime: SettingValue {
  package static var expected: String { "a length of time such as 90m or 1h30m" }
  package init?(settingText: String) { self.init(settingText) }
  package var settingText: String { text }
}

extension ByteSize: SettingValue {
  package static var expected: String { "a size such as 512M or 4G" }
  package init?(settingText: String) { self.init(settingText) }
  package var settingText: String { text }
}

extension SettingValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  package static var expected: String { allCases.map(\.rawValue).joined(separator: " | ") }
  package init?(settingText: String) { self.init(rawValue: settingText) }
  package var settingText: String { rawValue }
}

extension PrecisionChoice: SettingValue {}
extension BudgetClock: SettingValue {}
extension ScheduleKind: SettingValue {}
extension OptimizerOptions.Kind: SettingValue {}
extension ValidationOptions.Measure: SettingValue {}
extension AveragingOptions.Kind: SettingValue {}
extension ModelPreset: SettingValue {}
extension EmbeddingTying: SettingValue {}
extension CellKind: SettingValue {}
extension NormPlacement: SettingValue {}
extension AttentionKind: SettingValue {}
extension BridgeKind: SettingValue {}
extension DropoutKind: SettingValue {}
