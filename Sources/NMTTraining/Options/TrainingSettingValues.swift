import NMTCorpus
import NMTKernels
import NMTLayers
import NMTModels
import NMTSettings
import NMTTensor

extension WallTime: SettingValue {
  package static var expected: String { "a length of time such as 90m or 1h30m" }
  package static var placeholder: String { "time" }
  package init?(settingText: String) { self.init(settingText) }
  package var settingText: String { text }
}

extension ByteSize: SettingValue {
  package static var expected: String { "a size such as 512M or 4G" }
  package static var placeholder: String { "size" }
  package init?(settingText: String) { self.init(settingText) }
  package var settingText: String { text }
}

extension BudgetClock: SettingValue {}
extension ScheduleKind: SettingValue {}
extension OptimizerOptions.Kind: SettingValue {}
extension ValidationOptions.Measure: SettingValue {}
extension AveragingOptions.Kind: SettingValue {}
extension ModelPreset: SettingValue {}
extension TyingChoice: SettingValue {}
extension CellKind: SettingValue {}
extension Activation: SettingValue {}
extension NormPlacement: SettingValue {}
extension AttentionKind: SettingValue {}
extension BridgeKind: SettingValue {}
extension DropoutKind: SettingValue {}
