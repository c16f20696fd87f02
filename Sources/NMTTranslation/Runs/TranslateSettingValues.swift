package import NMTKernels
package import NMTSearch
import NMTSettings
package import NMTText

/// Names of input formats.
enum InputName: String, CaseIterable, SettingValue { case text, tsv, json }

extension TranslationFormat.AlignmentLevel: SettingValue {}
extension InputColumn: SettingListElement {}
extension PlaceholderKind: SettingListElement {}
extension PrecisionChoice: SettingValue {}
extension EnsembleOptions.Mean: SettingValue {}
extension LengthNormalization.Rule: SettingValue {}

extension StopRule: SettingValue {
  package static var expected: String { "first | best-possible | all | how many hypotheses have to end" }
  package static var placeholder: String { "rule" }

  package init?(settingText: String) {
    switch settingText {
    case "first": self = .first
    case "best-possible": self = .bestPossible
    case "all": self = .all
    default:
      guard let count = Int(settingText), count > 0 else { return nil }
      self = .finished(count)
    }
  }

  package var settingText: String {
    switch self {
    case .first: "first"
    case .bestPossible: "best-possible"
    case .all: "all"
    case .finished(let count): "\(count)"
    }
  }
}
