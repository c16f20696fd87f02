import Foundation
import NMTSystem
import NMTTestModels
import NMTTestSupport
import NMTTranslation
import Testing

/// Every run of the library by itself, without a tool that has looked at its files before.
@Suite struct RunOutputTests {
  /// An output that is also an input, under its own name or another one's, is refused before it is opened.
  @Test func noRunEmptiesItsInput() throws {
    let translator = try Translator(model: TranslatorTests.model, pipeline: TranslatorTests.pipeline)
    var document = TranslationOptions()
    document.isDocument = true
    let documents = try Translator(
      model: TranslatorTests.model, pipeline: TranslatorTests.pipeline, options: document)
    let directory = TemporaryDirectory()
    let text = "the dog sees the bridge.\tnobody paints cold water.\n"
    let (input, other) = (try directory.write(text, to: "input"), try directory.write(text, to: "other"))
    let link = directory.file("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: input)
    for output in [input, link] {
      let frame = RunFrame(input: input, output: output, isQuiet: true)
      let runs: [(String, () throws -> Void)] = [
        ("lines", { try TranslationRun(frame).run(translator) }),
        ("wrapped", { try WrappedRun(frame).run(documents) }),
        ("interactive", { try InteractiveRun(frame).run(translator) }),
        ("pairs", { try ForcedScoringRun(frame).run(translator) }),
        (
          "targets",
          {
            let frame = RunFrame(input: other, output: output, isQuiet: true)
            try ForcedScoringRun(frame, targets: input).run(translator)
          }
        ),
      ]
      for (name, run) in runs {
        let failure = #expect(throws: Failure.self, "\(name)", performing: run)
        #expect(failure?.code == .usage && failure?.description.contains("is also the input") == true, "\(name)")
        #expect(try directory.read("input") == Array(text.utf8), "\(name) to \(output)")
      }
    }
  }
}
