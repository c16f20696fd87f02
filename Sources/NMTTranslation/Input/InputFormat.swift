import Foundation
package import NMTSearch
import NMTSystem

/// Format of input lines.
package enum InputFormat: Sendable, Equatable {
  /// Each line is the text to translate.
  case text
  /// Each line consists of tab-separated columns, at most one per name; only a final `include`, `exclude` or `ignore`
  /// also covers all columns after it. Empty columns have no effect.
  case columns([InputColumn])
  /// Each line is a JSON object with `source` and optionally `prefix`, `include` and `exclude`, which are lists of
  /// phrases; a phrase of `include` is a string, or an object with `text` and `isStem`. Line ends inside a string
  /// become spaces, so that one input line yields one output line.
  case json

  /// - Parameter place: location of the line, for messages.
  package func input(_ line: String, place: @autoclosure () -> String) throws -> TranslationInput {
    switch self {
    case .text: return TranslationInput(line)
    case .columns(let columns): return try Self.input(line, columns, place: place())
    case .json:
      do {
        let object = try JSONDecoder().decode(JSONInput.self, from: Data(line.utf8))
        var input = TranslationInput(
          oneLine(object.source),
          constraints: LineConstraints(
            prefix: oneLine(object.prefix ?? ""), include: (object.include ?? []).map(\.phrase),
            exclude: (object.exclude ?? []).map(oneLine)))
        input.place = place()
        return input
      } catch {
        throw Failure(
          .badData, "is not a JSON object with a source", at: place(), expected: #"{"source": "…", "include": ["…"]}"#)
      }
    }
  }

  private static func input(_ line: String, _ columns: [InputColumn], place: String) throws -> TranslationInput {
    let cells = line.utf8.split(separator: 0x09, omittingEmptySubsequences: false).map { String($0)! }
    guard cells.count >= columns.firstIndex(of: .source).map({ $0 + 1 }) ?? 1 else {
      throw Failure(.badData, "has \(cells.count) columns", at: place, expected: "the source among them")
    }
    guard cells.count <= columns.count || columns.last?.goesOn == true else {
      throw Failure(
        .badData, "has \(cells.count) columns", at: place,
        expected: "\(columns.count): \(columns.map(\.rawValue).joined(separator: ", "))")
    }
    var input = TranslationInput("")
    input.place = place
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

/// Content of an input column.
package enum InputColumn: String, Sendable, CaseIterable {
  case source, prefix, include, exclude, ignore

  /// Whether a line may have several columns of this kind.
  var goesOn: Bool { self != .source && self != .prefix }
}

/// The text with line feeds and carriage returns replaced by spaces.
private func oneLine(_ text: String) -> String {
  String(decoding: text.utf8.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self)
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
      phrase = RequiredPhrase(oneLine(text))
    } else {
      let object = try Object(from: decoder)
      phrase = RequiredPhrase(oneLine(object.text), isStem: object.isStem ?? false)
    }
  }
}
