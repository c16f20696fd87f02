/// A number of bytes in user notation: `512M`, `4G`, `1.5GiB`. K, M, G and T are powers of 1,024; bytes by default.
public struct ByteSize: Codable, Sendable, Equatable {
  /// Number of bytes.
  public var bytes: Int

  /// Creates a size of this number of bytes.
  public init(bytes: Int) { self.bytes = bytes }

  /// Parses a size; nil if `text` is not one.
  public init?(_ text: String) {
    var number = text
    if number.hasSuffix("iB") { number.removeLast(2) }
    var unit = 1.0
    if let last = number.last, let found = Self.units.first(where: { $0.name == last }) {
      unit = Double(found.bytes)
      number.removeLast()
    }
    let isPlain = number.utf8.allSatisfy {
      $0 == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
    guard isPlain, unit > 1 || number.utf8.count == text.utf8.count, let value = Double(number), value * unit < 1e18
    else { return nil }
    bytes = Int(value * unit)
  }

  /// The shortest text that parses to this size: `4G`.
  public var text: String {
    guard bytes > 0, let unit = Self.units.first(where: { bytes % $0.bytes == 0 }) else { return String(bytes) }
    return "\(bytes / unit.bytes)\(unit.name)"
  }

  private static let units: [(name: Character, bytes: Int)] = [
    ("T", 1 << 40), ("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10),
  ]
}
