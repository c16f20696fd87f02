import Foundation
import NMTTranslation

// A command-line tool: translates a file on all cores and writes what a program may want to know of each line.

func run() throws {
  let arguments = CommandLine.arguments
  guard arguments.count == 3 else { throw Failure(.usage, "usage: translate-file MODEL FILE", at: "") }
  var options = TranslationOptions()
  options.search.nBest = 3
  options.includesAlignment = true
  let translator = try Translator(modelDirectory: URL(fileURLWithPath: arguments[1]), options: options)
  let lines = try String(contentsOfFile: arguments[2], encoding: .utf8).split(
    separator: "\n", omittingEmptySubsequences: false)
  let translations = try translator.translate(lines.map(String.init)) { progress in
    FileHandle.standardError.write(Data("\r\(progress.finished) of \(progress.total) lines".utf8))
  }
  var report = ""
  for translation in translations {
    report += translation.text + "\n"
    for candidate in translation.candidates.dropFirst() { report += "  or: \(candidate.text) (\(candidate.score))\n" }
    for word in translation.candidates[0].words { report += "  \(word.text): \(word.logProbability)\n" }
  }
  try FileHandle.standardOutput.write(contentsOf: Data(report.utf8))
}

do {
  try run()
} catch {
  // A Failure says what, where, and what to do about it.
  FileHandle.standardError.write(Data("translate-file: \(error)\n".utf8))
  exit((error as? Failure)?.code.rawValue ?? 1)
}
