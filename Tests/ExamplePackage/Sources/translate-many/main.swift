import Foundation
import NMTTranslation

// Many callers at once, as in a server: they share one translator, each may have options of its own, and no call keeps a
// thread of Swift concurrency.

let arguments = CommandLine.arguments.dropFirst()
guard let model = arguments.first else {
  FileHandle.standardError.write(Data("usage: translate-many MODEL SENTENCE …\n".utf8))
  exit(64)
}
let translator = try Translator(modelDirectory: URL(fileURLWithPath: model))
let sentences = Array(arguments.dropFirst())

let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
  for (number, sentence) in sentences.enumerated() {
    group.addTask {
      // A quick answer for every second caller.
      let options = TranslationOptions(search: SearchOptions(beam: number.isMultiple(of: 2) ? 5 : 1))
      // `translate` ends early with a CancellationError when its task is cancelled.
      return (number, try await translator.translate([sentence], options: options)[0].text)
    }
  }
  var answers: [Int: String] = [:]
  for try await (number, answer) in group { answers[number] = answer }
  return answers
}
let text = sentences.indices.map { (answers[$0] ?? "") + "\n" }.joined()
try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
