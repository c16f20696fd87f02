import Foundation

/// Handwritten lines that have broken text readers, shared by the tests of every tool and `Scripts/soak.py`.
///
/// `Tests/Hostile/lines.json` is a list of objects: `name`, then `text` or, for invalid UTF-8, `hex`; repeated `times`
/// times, with `before` in front and `after` behind.
package enum HostileLines {
  private struct Entry: Decodable {
    let name: String
    var text: String?
    var hex: String?
    var times: Int?
    var before: String?
    var after: String?

    var bytes: [UInt8] {
      let digits = Array((hex ?? "").utf8)
      let raw = stride(from: 0, to: digits.count, by: 2).map { place in
        UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16)!
      }
      let middle = Array(repeatElement(Array((text ?? "").utf8) + raw, count: times ?? 1).joined())
      return Array((before ?? "").utf8) + middle + Array((after ?? "").utf8)
    }
  }

  /// All lines; none contains a line feed.
  package static let all: [(name: String, bytes: [UInt8])] = {
    let path = "\(TestData.packageRoot)/Tests/Hostile/lines.json"
    do {
      let entries = try JSONDecoder().decode([Entry].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
      return entries.map { ($0.name, $0.bytes) }
    } catch {
      fatalError("\(path): \(error)")
    }
  }()

  package static let lines: [[UInt8]] = all.map(\.bytes)
}
