import Foundation

/// A duration in user notation: `90m`, `1h30m`, `45s`, or plain seconds.
public struct WallTime: Codable, Sendable, Equatable {
  /// Duration in seconds.
  public var seconds: Double

  /// Creates a duration of this number of seconds.
  public init(seconds: Double) { self.seconds = seconds }

  /// Parses a duration; nil if `text` is not one.
  public init?(_ text: String) {
    if let seconds = Double(text) {
      guard seconds.isFinite, seconds >= 0 else { return nil }
      self.init(seconds: seconds)
      return
    }
    let units: [Unicode.Scalar: Double] = ["d": 86400, "h": 3600, "m": 60, "s": 1]
    var total = 0.0
    var digits = ""
    for scalar in text.unicodeScalars {
      if let unit = units[scalar] {
        guard let number = Double(digits), number.isFinite else { return nil }
        total += number * unit
        digits = ""
      } else {
        guard scalar.value < 128, scalar == "." || ("0"..."9").contains(scalar) else { return nil }
        digits.unicodeScalars.append(scalar)
      }
    }
    guard digits.isEmpty, !text.isEmpty else { return nil }
    self.init(seconds: total)
  }

  /// The shortest text that parses to this duration: `1h30m`.
  public var text: String {
    guard seconds == seconds.rounded(), seconds < 1e9 else { return "\(seconds)" }
    let whole = Int(seconds)
    let parts = [(whole / 3600, "h"), (whole / 60 % 60, "m"), (whole % 60, "s")]
    let text = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    return text.isEmpty ? "0" : text
  }
}
