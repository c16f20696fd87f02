import Foundation

/// Options that can be decoded from JSON with missing values.
protocol CompletedOptions: Codable {
  /// The defaults.
  init()
}

extension TrainingOptions: CompletedOptions {}
extension BatchingOptions: CompletedOptions {}

extension CompletedOptions {
  /// Decodes options, using defaults for missing values at any depth.
  init(completing decoder: any Decoder) throws {
    do {
      try self.init(from: decoder)
    } catch DecodingError.keyNotFound {
      let defaults = try JSONDecoder().decode(JSONTree.self, from: JSONEncoder().encode(Self()))
      let whole = try JSONTree(from: decoder).completed(by: defaults)
      self = try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(whole))
    }
  }
}

/// A JSON value whose numbers keep their type, so that no digit is lost.
private indirect enum JSONTree: Codable {
  case null
  case truth(Bool)
  case natural(UInt64)
  case integer(Int64)
  case number(Double)
  case text(String)
  case list([JSONTree])
  case object([String: JSONTree])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let truth = try? value.decode(Bool.self) {
      self = .truth(truth)
    } else if let natural = try? value.decode(UInt64.self) {
      self = .natural(natural)
    } else if let integer = try? value.decode(Int64.self) {
      self = .integer(integer)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([JSONTree].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: JSONTree].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .truth(let truth): try container.encode(truth)
    case .natural(let natural): try container.encode(natural)
    case .integer(let integer): try container.encode(integer)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list)
    case .object(let fields): try container.encode(fields)
    }
  }

  /// Returns this value with members that its objects lack taken from `defaults`.
  func completed(by defaults: JSONTree) -> JSONTree {
    guard case .object(let own) = self, case .object(let others) = defaults else { return self }
    return .object(others.merging(own) { $1.completed(by: $0) })
  }
}
