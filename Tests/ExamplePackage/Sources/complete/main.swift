import Foundation
import NMTTranslation

// An editor: somebody types a translation, and is offered how it may go on.

let arguments = CommandLine.arguments
guard arguments.count == 4 else {
  FileHandle.standardError.write(Data("usage: complete MODEL SOURCE TYPED\n".utf8))
  exit(64)
}

func suggestions(_ interactive: InteractiveTranslator, source: String, typed: String) async throws -> String {
  let request = CompletionRequest(source: source, prefix: typed, completions: 2, alternatives: 5)
  let answer = try await interactive.answer(request)
  var text = answer.completions.map { "completion: \(answer.prefix)|\($0.completion)\n" }.joined()
  for alternative in answer.alternatives {
    text += "next word: \(alternative.isEnd ? "(end)" : alternative.word) \(alternative.probability)\n"
  }
  return text
}

let translator = try Translator(modelDirectory: URL(fileURLWithPath: arguments[1]))
// Keeps the encoded states of the last sources: each further key only decodes.
let interactive = try InteractiveTranslator(translator)
let text = try await suggestions(interactive, source: arguments[2], typed: arguments[3])
try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
