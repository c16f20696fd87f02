import Foundation
import NMTTranslation

// Loads a model, translates on two threads and ends by `exit`, wherever `ulimit -v` stands: each step is a result or an
// error that is caught, and the exit code is the program's own, 7. Without Swift concurrency, whose own threads wait for
// ever where the system gives none.

func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

do {
  let model = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? ".")
  let translator = try Translator(modelDirectory: model, options: TranslationOptions(threads: 2))
  say("loaded")
  let lines = (0..<400).map { "The door number \($0) is open, and my friend is a very good baker." }
  say("translated \(try translator.translate(lines).count) lines")
  say("\(try translator.score([(source: lines[0], target: "Az ajtó nyitva van.")]).count) score")
} catch let failure as Failure {
  say("caught: \(failure)")
} catch {
  say("caught something else: \(error)")
  exit(1)
}
exit(7)
