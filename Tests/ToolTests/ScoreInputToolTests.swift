import Foundation
import NMTSystem
import NMTTestModels
import NMTTestSupport
import Testing

/// What `nmt-score` accepts, drops, counts and refuses of its input and its arguments.
@Suite struct ScoreInputToolTests {
  private let directory = TemporaryDirectory()

  init() throws {
    try directory.write("a b c d\ne f g h\n", to: "r")
    try directory.write("a b c d\ne f g x\n", to: "one")
    try directory.write("a b x d\ne f g h\n", to: "two")
  }

  private func run(
    _ arguments: [String], stdin: ToolInput = .bytes([]), environment: [String: String] = [:]
  ) throws -> ToolResult { try runScore(arguments, in: directory, stdin: stdin, environment: environment) }

  @Test func theBaselineNamedAgainIsLeftOut() throws {
    for test in [["-pbs", "-pbsn", "30"], ["-par", "-parn", "30"]] {
      let once = try run(["r", "-i", "one", "two"] + test)
      let again = try run(["r", "-i", "one", "one", "two", "one"] + test)
      #expect(once.status == 0 && again.status == 0, "\(again.errorText)")
      #expect(once.outputText == again.outputText)
      let others = try run(["r", "-i", "one", "two", "two"] + test)
      #expect(others.status == 64 && others.errorText.contains("two is given twice"), "\(others.errorText)")
      let nothing = try run(["r", "-i", "one", "one"] + test)
      #expect(nothing.status == 64 && nothing.errorText.contains("a baseline"), "\(nothing.errorText)")
    }
    // Without a test the first system is no baseline.
    #expect(try run(["r", "-i", "one", "one", "two"]).status == 64)
  }

  @Test func emptyReferencesBetweenTabs() throws {
    let empty = try directory.write("a b c d\t\n\te f g h\nc d e f\tx y z w\n", to: "tabs")
    let hypotheses = ToolInput.text("a b c d\ne f g h\nx y z w\n")
    let skipped = try run([empty, "-nr", "2", "--skip-empty-references"], stdin: hypotheses)
    #expect(skipped.outputText.hasPrefix("BLEU|nrefs:var|"), "\(skipped.errorText)")
    #expect(skipped.outputText.contains(" = 100.0 "))
    // White space is no reference either; a missing field is still an error, and so is an empty one for sacreBLEU.
    try directory.write("a b c d\t \n", to: "space")
    let one = try run(["space", "-nr", "2", "--skip-empty-references"], stdin: .text("a b c d\n"))
    #expect(one.outputText.hasPrefix("BLEU|nrefs:1|") && one.outputText.contains("ref_len = 4)"), "\(one.errorText)")
    try directory.write(" \tb\n", to: "first")
    let first = try run(["first", "-nr", "2", "--skip-empty-references"], stdin: .text("b\n"))
    #expect(first.outputText.hasPrefix("BLEU|nrefs:1|"), "\(first.errorText)")
    try directory.write("a b c d\n", to: "none")
    for arguments in [["none", "-nr", "2", "--skip-empty-references"], ["space", "-nr", "2"]] {
      let result = try run(arguments, stdin: .text("a b c d\n"))
      #expect(result.status == 65 && result.errorText.contains("1 references"), "\(result.errorText)")
    }
    try directory.write("\t\n", to: "nothing")
    let nothing = try run(["nothing", "-nr", "2", "--skip-empty-references"], stdin: .text("a\n"))
    #expect(nothing.status == 65 && nothing.errorText.contains("no reference for the line"), "\(nothing.errorText)")
  }

  /// Each system has 60 hypotheses that look tokenized, on different lines.
  @Test func tokenizedTextIsCountedBySystem() throws {
    try directory.write(String(repeating: "a b .\n", count: 120), to: "many")
    try directory.write(String(repeating: "a b .\na b.\n", count: 60), to: "odd")
    try directory.write(String(repeating: "a b.\na b .\n", count: 60), to: "even")
    #expect(try run(["many", "-i", "odd", "even"]).errorText.isEmpty)
    let named = try run(["many", "-i", "odd", "many"])
    #expect(named.errorText.hasPrefix("nmt-score: 120 hypotheses of many end in a period after a space"))
    #expect(named.errorText.split(separator: "\n").count == 1)
    // Only BLEU minds.
    #expect(try run(["odd", "-i", "many", "-m", "chrf", "ter"]).errorText.isEmpty)
    #expect(try run(["odd", "-i", "many", "-m", "chrf", "bleu"]).errorText.contains("120 hypotheses end"))
    #expect(try run(["odd", "-i", "many", "--quiet"]).errorText.isEmpty)
  }

  @Test func forceSilencesNothingElse() throws {
    let bytes = Array(repeating: Array("a b .\n".utf8), count: 100).joined() + [0x61, 0xFF, 0x0A]
    try directory.write(String(repeating: "a b .\n", count: 100) + "a\n", to: "many")
    let result = try run(["many", "--force"], stdin: .bytes(Array(bytes)))
    #expect(result.errorText == "nmt-score: 1 lines were not valid UTF-8; their invalid bytes were read as U+FFFD\n")
    #expect(try run(["many"], stdin: .bytes(Array(bytes))).errorText.split(separator: "\n").count == 2)
  }

  /// A line counts where the header does not; the other file has its own name for what it lacks.
  @Test func linesBelowAHeader() throws {
    try directory.write("reference\tone\na b\ta b\nc d\tc d\n", to: "table")
    let arguments = ["--tsv", "table", "--tsv-header", "--reference-columns", "1", "--hypothesis-columns", "2"]
    for (source, count) in [("x\n", 1), ("x\ny\nz\n", 3)] {
      try directory.write(source, to: "source")
      let result = try run(arguments + ["--source", "source"])
      #expect(result.status == 65)
      #expect(
        result.errorText.contains(
          "table: has 2 lines below the header, but source has \(count) (expected as many lines"),
        "\(result.errorText)")
    }
    try directory.write("x\ny\n", to: "source")
    #expect(try run(arguments + ["--source", "source"]).status == 0)
  }

  @Test func namesOfOneMetric() throws {
    let twice = try run(["r", "-i", "one", "-m", "chrf", "chrf++", "-cw", "2"])
    #expect(twice.outputLines.count == 1 && twice.outputText.hasPrefix("chrF2++|"), "\(twice.outputText)")
    let both = try run(["r", "-i", "one", "-m", "chrf++", "chrf"])
    #expect(both.outputLines.map { $0.drop { $0 == " " }.prefix { $0 != "|" } } == ["chrF2", "chrF2++"])
    let paired = try run(["r", "-i", "one", "two", "-m", "chrf++", "bleu", "chrf", "-cw", "2", "-pbs", "-pbsn", "5"])
    #expect(paired.outputLines.filter { $0.hasPrefix(" - ") }.count == 2, "\(paired.outputText)")
    let json = try run(["r", "-i", "one", "two", "-m", "chrf", "chrf++", "-cw", "2", "--json"])
    #expect(json.outputText.components(separatedBy: "\"chrF2++\"").count == 3)
  }

  @Test func seedsOfTheEnvironment() throws {
    let arguments = ["r", "-i", "one", "--confidence", "-cin", "10"]
    let bad = try run(arguments, environment: ["SACREBLEU_SEED": "abc"])
    #expect(bad.status == 64 && bad.errorText.contains("SACREBLEU_SEED is abc"))
    let flag = try run(arguments + ["--seed", "3"], environment: ["SACREBLEU_SEED": "abc"])
    #expect(flag.outputText.contains("|bs:10|seed:3|"))
    #expect(try run(arguments, environment: ["SACREBLEU_SEED": "4"]).outputText.contains("|bs:10|seed:4|"))
    let wrong = try run(["r", "-i", "one", "--seed", "abc"])
    #expect(wrong.status == 64 && wrong.errorText.contains("--seed is abc"), "\(wrong.errorText)")
    // A flag of ours wins over sacreBLEU's variable.
    let json = try run(["r", "-i", "one", "--json"], environment: ["SACREBLEU_FORMAT": "text"])
    #expect(json.outputText.hasPrefix("{\n"))
  }

  /// A byte order mark is text, and a bad byte counted, for both tools.
  @Test func translateScoresReferencesAsThisToolDoes() throws {
    let model = TemporaryDirectory()
    try TinyModel.save(to: model.path)
    let text = Array((TinyModel.sentences.prefix(6).joined(separator: "\n") + "\n").utf8)
    func translate(_ arguments: [String]) throws -> ToolResult {
      try ToolRunner.run("nmt-translate", ["--model", model.path, "--quiet"] + arguments, stdin: .bytes(text))
    }
    let translations = try translate([]).output
    try directory.write(translations, to: "translations")
    let marked: [UInt8] = [0xEF, 0xBB, 0xBF] + Array(translations.dropLast()) + [0xFF, 0x0A]
    try directory.write(marked, to: "references")
    let result = try translate(["--reference", directory.file("references")])
    #expect(result.status == 0 && result.output == translations, "\(result.errorText)")
    #expect(result.errorText.contains("nmt-translate: 1 lines of the references were not valid UTF-8"))
    let scores = try run(["references", "-i", "translations", "-m", "bleu", "chrf"])
    #expect(
      result.errorText.split(separator: "\n").filter { $0.contains("|nrefs:") }
        == scores.outputLines.map { $0.drop { $0 == " " } })
  }
}
