import Foundation
import NMTSystem

/// One input line of `nmt-translate --interactive`.
struct InteractiveMessage: Decodable {
  let id: MessageIdentifier?
  let request: CompletionRequest

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case id, source, prefix, position, completions, alternatives, unit
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let known = CodingKeys.allCases.map(\.rawValue)
    for key in try decoder.container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
      throw Failure(
        .badData, "unknown key '\(key.stringValue)'", at: "", expected: known.joined(separator: ", "))
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decodeIfPresent(MessageIdentifier.self, forKey: .id)
    var request = CompletionRequest(source: try container.decode(String.self, forKey: .source))
    request.prefix = try container.decodeIfPresent(String.self, forKey: .prefix) ?? request.prefix
    request.position = try container.decodeIfPresent(Int.self, forKey: .position)
    request.completions = try container.decodeIfPresent(Int.self, forKey: .completions) ?? request.completions
    request.alternatives = try container.decodeIfPresent(Int.self, forKey: .alternatives) ?? request.alternatives
    if let name = try container.decodeIfPresent(String.self, forKey: .unit) {
      guard let unit = CompletionRequest.Unit(rawValue: name) else {
        throw Failure(
          .badData, "is '\(name)'", at: "unit",
          expected: CompletionRequest.Unit.allCases.map(\.rawValue).joined(separator: " | "))
      }
      request.unit = unit
    }
    self.request = request
  }

  /// - Throws: a `Failure` that names the key.
  init(line: [UInt8]) throws {
    guard String(validating: line, as: UTF8.self) != nil else {
      throw Failure(.badData, "the request is not valid UTF-8", at: "")
    }
    do {
      self = try JSONDecoder().decode(InteractiveMessage.self, from: Data(line))
    } catch let failure as Failure {
      throw failure
    } catch DecodingError.keyNotFound(let key, _) {
      throw Failure(.badData, "is missing", at: key.stringValue)
    } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
      throw Failure(.badData, "has another type", at: context.codingPath[0].stringValue)
    } catch {
      throw Failure(.badData, "the request is not a JSON object", at: "", expected: #"{"source": "…", "prefix": "…"}"#)
    }
  }
}

/// A client's identifier of its request: a string or an integer.
enum MessageIdentifier: Codable, Sendable {
  case text(String)
  case number(Int)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    }
  }

  /// Reads the identifier of a request that may otherwise be invalid.
  init?(line: [UInt8]) {
    struct Envelope: Decodable { let id: MessageIdentifier }
    guard let envelope = try? JSONDecoder().decode(Envelope.self, from: Data(line)) else { return nil }
    self = envelope.id
  }
}

/// One output line of `nmt-translate --interactive`.
struct InteractiveReply: Encodable {
  let id: MessageIdentifier?
  let result: Result<CompletionAnswer, Failure>

  private enum CodingKeys: String, CodingKey {
    case id, prefix, cached, completions, alternatives, error
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(id, forKey: .id)
    switch result {
    case .failure(let failure): try container.encode(failure.description, forKey: .error)
    case .success(let answer):
      try container.encode(answer.prefix, forKey: .prefix)
      try container.encode(answer.isCached, forKey: .cached)
      try container.encode(answer.completions, forKey: .completions)
      try container.encode(answer.alternatives, forKey: .alternatives)
    }
  }

  func line() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
