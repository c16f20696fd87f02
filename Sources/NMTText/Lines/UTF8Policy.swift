import NMTSettings
import NMTSystem

/// Treatment of a line that is not valid UTF-8.
public enum InvalidUTF8Policy: String, Codable, Sendable, CaseIterable {
  /// Each maximal invalid part becomes U+FFFD (Unicode 15, section 3.9, "substitution of maximal subparts").
  case replace
  /// The run ends with a `Failure(.badData)` that names the line.
  case fail
}

extension InvalidUTF8Policy: SettingValue {}

/// Decodes a line.
///
/// - Parameters:
/// - bytes: the line, without its line end.
/// - policy: treatment of a line that is not valid UTF-8.
/// - place: location for the message, such as `train.en:17`; called only for an invalid line.
/// - counter: incremented for each repaired line.
/// - Throws: `Failure(.badData)` for an invalid line under `.fail`.
public func decodeUTF8(
  _ bytes: [UInt8], policy: InvalidUTF8Policy, place: () -> String, counter: inout Int
) throws -> String {
  if let text = String(validating: bytes, as: UTF8.self) { return text }
  if policy == .fail {
    throw Failure(
      .badData, "the line is not valid UTF-8", at: place(),
      remedy: "convert the file with iconv or pass --invalid-utf8 replace")
  }
  counter += 1
  return String(decoding: bytes, as: UTF8.self)
}
