import Foundation
import NMTTranslation

/// Translates the sentences that are its arguments with the model directory that is its first one, from several tasks at
/// once, and writes what a program may want to know of each.
@main
struct Example {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let model = arguments.first else { throw Usage() }
    var options = TranslationOptions()
    options.search.nBest = 3
    options.includesAlignment = true
    // Sendable: one translator serves all tasks.
    let translator = try Translator(modelDirectory: URL(fileURLWithPath: model), options: options)
    let sentences = Array(arguments.dropFirst())
    var found = [Int: Translation]()
    try await withThrowingTaskGroup(of: (Int, Translation).self) { group in
      for (number, sentence) in sentences.enumerated() {
        group.addTask { (number, try translator.translate([sentence])[0]) }
      }
      for try await (number, translation) in group { found[number] = translation }
    }
    var lines: [String] = []
    for number in sentences.indices {
      guard let translation = found[number] else { continue }
      lines.append(translation.text)
      lines += translation.candidates.dropFirst().map { "  or: \($0.text) (\($0.score))" }
      lines += translation.candidates[0].words.map { "  \($0.text): \($0.logProbability)" }
    }
    try FileHandle.standardOutput.write(contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
  }
}

struct Usage: Error, CustomStringConvertible {
  var description: String { "usage: example MODEL SENTENCE …" }
}
