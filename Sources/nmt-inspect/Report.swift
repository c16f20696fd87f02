import Foundation
import NMTSystem

/// The findings as a tree, printed as indented text or as JSON; members keep their order.
indirect enum Report {
  case text(String)
  case integer(Int)
  case number(Double)
  case flag(Bool)
  case list([Report])
  case members([(key: String, value: Report)])

  /// A report of an encodable value, with sorted keys.
  init(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    self = try JSONDecoder().decode(Decoded.self, from: encoder.encode(value)).report
  }

  /// Lines of readable text: `key: value`, members and lists indented below their key.
  func lines(indent: Int = 0) -> [String] {
    let margin = String(repeating: "  ", count: indent)
    switch self {
    case .members(let members):
      return members.flatMap { key, value -> [String] in
        if let scalar = value.scalar { return ["\(margin)\(key): \(scalar)"] }
        let inner = value.lines(indent: indent + 1)
        return inner.isEmpty ? ["\(margin)\(key): none"] : ["\(margin)\(key):"] + inner
      }
    case .list(let elements):
      return elements.flatMap { element -> [String] in
        if let scalar = element.scalar { return ["\(margin)- \(scalar)"] }
        let inner = element.lines(indent: indent + 1)
        return inner.prefix(1).map { "\(margin)- \($0.drop { $0 == " " })" } + inner.dropFirst()
      }
    default:
      return [margin + (scalar ?? "")]
    }
  }

  /// The report as JSON, on one line.
  var json: String {
    switch self {
    case .text(let text): jsonLiteral(text)
    case .list(let elements): "[\(elements.map(\.json).joined(separator: ","))]"
    case .members(let members): "{\(members.map { "\(jsonLiteral($0.key)):\($0.value.json)" }.joined(separator: ","))}"
    case .integer(let value): "\(value)"
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .flag(let value): "\(value)"
    }
  }

  private var scalar: String? {
    switch self {
    case .text(let text): text
    case .integer(let value): formatCount(value)
    case .number(let value): String(format: "%.6g", value)
    case .flag(let value): value ? "yes" : "no"
    case .list, .members: nil
    }
  }
}

/// A report read back from JSON.
private struct Decoded: Decodable {
  let report: Report

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      report = .flag(value)
    } else if let value = try? container.decode(Int.self) {
      report = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      report = .number(value)
    } else if let value = try? container.decode(String.self) {
      report = .text(value)
    } else if let value = try? container.decode([Decoded].self) {
      report = .list(value.map(\.report))
    } else if container.decodeNil() {
      report = .text("none")
    } else {
      let members = try container.decode([String: Decoded].self)
      report = .members(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value.report) })
    }
  }
}
