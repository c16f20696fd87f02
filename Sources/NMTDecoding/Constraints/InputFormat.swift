import Foundation
import NMTSystem

/// How lines of input are read.
public enum InputFormat: Sendable, Equatable {
  /// A line is the text to translate.
  case text
  /// A line is columns separated by tabs; the last name stands for all columns behind it, too. Empty ones have no say.
  case columns([InputColumn])
  /// A line is a JSON object: `source`, and if wanted `prefix`, `include` and `exclude`, lists of phrases; a phrase of
  /// `include` is a text, or an object with `text` and `isStem`.
  case json

  /// - Parameter place: of the line, for messages.
  package func input(_ line: String, place: @autoclosure () -> String) throws -> TranslationInput {
    switch self {
    case .text: return TranslationInput(line)
    case .columns(let columns): return try Self.input(line, columns, place: place())
    case .json:
      do {
        let object = try JSONDecoder().decode(JSONInput.self, from: Data(line.utf8))
        return TranslationInput(
          object.source,
          constraints: LineConstraints(
            prefix: object.prefix ?? "", include: (object.include ?? []).map(\.phrase), exclude: object.exclude ?? []))
      } catch {
        throw Failure(
          .badData, "is no JSON object with a source", at: place(), expected: #"{"source": "…", "include": ["…"]}"#)
      }
    }
  }

  private static func input(_ line: String, _ columns: [InputColumn], place: String) throws -> TranslationInput {
    let cells = line.utf8.split(separator: 0x09, omittingEmptySubsequences: false).map { String($0)! }
    guard cells.count >= columns.firstIndex(of: .source).map({ $0 + 1 }) ?? 1 else {
      throw Failure(.badData, "has \(cells.count) columns", at: place, expected: "the source among them")
    }
    var input = TranslationInput("")
    for (number, cell) in cells.enumerated() {
      switch columns[min(number, columns.count - 1)] {
      case .source: input.text = cell
      case .prefix: input.constraints.prefix = cell
      case .include: if !cell.isEmpty { input.constraints.include.append(RequiredPhrase(cell)) }
      case .exclude: if !cell.isEmpty { input.constraints.exclude.append(cell) }
      case .ignore: break
      }
    }
    return input
  }
}

/// What a column of the input holds.
public enum InputColumn: String, Sendable, CaseIterable {
  case source, prefix, include, exclude, ignore
}

private struct JSONInput: Decodable {
  let source: String
  let prefix: String?
  let include: [JSONPhrase]?
  let exclude: [String]?
}

private struct JSONPhrase: Decodable {
  let phrase: RequiredPhrase

  private struct Object: Decodable {
    let text: String
    let isStem: Bool?
  }

  init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      phrase = RequiredPhrase(text)
    } else {
      let object = try Object(from: decoder)
      phrase = RequiredPhrase(object.text, isStem: object.isStem ?? false)
    }
  }
}
