import Foundation
import NMTModelStore
import NMTModels
import NMTTestModels
import NMTTestSupport
import Testing

/// What may be asked of `nmt-translate`, and what is refused, by the process's own words.
struct TranslateRequestToolTests {
  private static let model: TemporaryDirectory = {
    let directory = TemporaryDirectory()
    try! TinyModel.save(to: directory.path)
    return directory
  }()
  private static let text = TinyModel.sentences.prefix(12).joined(separator: "\n") + "\n"

  private let directory = TemporaryDirectory()

  private func translate(_ arguments: [String], _ text: String = TranslateRequestToolTests.text) throws -> ToolResult {
    try ToolRunner.run(
      "nmt-translate", ["--model", Self.model.path, "--beam", "2"] + arguments, stdin: .text(text), timeout: 300)
  }

  private func expectLines(_ count: Int, _ result: ToolResult, _ location: SourceLocation = #_sourceLocation) {
    #expect(
      result.status == 0 && result.output.filter { $0 == 0x0A }.count == count, "\(result.errorText)",
      sourceLocation: location)
  }

  // MARK: Lines

  @Test func lineEndsInJSONAreSpaces() throws {
    let json = ["--input-format", "json", "--max-length", "8"]
    for (flags, line) in [
      ([], #"{"source":"\n"}"#), ([], #"{"source":"the dog\r\nsees\rthe bridge.\n"}"#),
      (["--document"], #"{"source":"Hello.\nWorld."}"#), (["--document"], #"{"source":"the dog.\n\n\n1. \n---"}"#),
      (["--markup"], #"{"source":"<a\nhref='x'>dog</a>"}"#),
      (["--placeholders", "variables"], #"{"source":"{a}\n{b}"}"#),
      ([], #"{"source":"dog","prefix":"a\nb","include":["c\nd",{"text":"e\nf"}],"exclude":["g\nh"]}"#),
    ] as [([String], String)] {
      let result = try translate(json + flags, line + "\n" + line + "\n")
      expectLines(2, result)
      #expect(!result.output.contains(0x0D), "\(line)")
    }
    #expect(try translate(json, #"{"source":"\n"}"#).outputText == " \n")
    let tag = try translate(json + ["--markup"], #"{"source":"<a\nhref='x'>dog</a>"}"#)
    #expect(tag.outputText.contains("<a href='x'>") && tag.outputText.contains("</a>"))
    // It is the line that has a space there.
    let plain = try translate(["--max-length", "8"], "the dog sees the bridge.\n")
    #expect(try translate(json, #"{"source":"the dog\nsees the bridge."}"#).output == plain.output)
  }

  @Test func columnsWithoutANameAreRefused() throws {
    let cases: [(flags: [String], text: String, place: String)] = [
      (["--input-format", "tsv"], "a\nb\tc\n", "stdin:2: has 2 columns (expected 1: source)"),
      (["--prefix"], "a\tb\tc\n", "stdin:1: has 3 columns (expected 2: source, prefix)"),
      (["--input-format", "tsv", "--columns", "include,source"], "a\tb\tc\n", "stdin:1: has 3 columns"),
      (["--input-format", "tsv", "--columns", "source,prefix"], "a\tb\t\n", "stdin:1: has 3 columns"),
    ]
    for one in cases {
      let result = try translate(one.flags, one.text)
      #expect(result.status == 65 && result.errorText.contains(one.place), "\(one.flags): \(result.errorText)")
    }
    for last in ["include", "exclude", "ignore"] {
      let columns = ["--input-format", "tsv", "--columns", "source,\(last)", "--max-length", "12"]
      expectLines(1, try translate(columns, "the dog\tcold\ttrain\tbird\n"))
    }
    expectLines(2, try translate(["--input-format", "tsv"], "a\n\n"))
  }

  @Test func aLinesOwnConstraintsAreToldWithTheLine() throws {
    let many = (0..<65).map { "w\($0)" }.joined(separator: "\t")
    let columns = try translate(["--input-format", "tsv", "--columns", "source,include"], "a\na\t\(many)\n")
    #expect(columns.status == 65 && columns.errorText.contains("stdin:2: include: "), "\(columns.errorText)")
    let json = try translate(["--input-format", "json", "--sample"], #"{"source": "a", "include": ["b"]}"#)
    #expect(json.status == 78 && json.errorText.contains("stdin:1: sample: "), "\(json.errorText)")
  }

  // MARK: Terms

  @Test func termsBeyondTheLimitEndNothing() throws {
    let terms = try directory.write("dog\tbird\n", to: "terms")
    let many = Array(repeating: "dog", count: 70).joined(separator: " ")
    let flags = ["--terminology", terms, "--max-source-length", "400"]
    let result = try translate(flags, "a dog\n\(many)\nthe bridge\n")
    expectLines(3, result)
    #expect(result.errorText.contains("\(terms): 6 terms in 1 lines were not required"), "\(result.errorText)")
    #expect(result.outputLines[1].components(separatedBy: "bird").count > 64)
    #expect(try translate(flags + ["--quiet"], many + "\n").errorText == "")
    #expect(!(try translate(flags, "a dog\n").errorText.contains("terms")))
  }

  @Test func termsWhateverTheirCase() throws {
    let terms = try directory.write("DOG\tHund\n", to: "terms")
    let flags = ["--terminology", terms, "--max-length", "12"]
    #expect(!(try translate(flags, "the dog\n").outputText.contains("Hund")))
    #expect(try translate(flags + ["--terminology-ignore-case"], "the dog\n").outputText.contains("Hund"))
  }

  // MARK: Flags that change a translation

  @Test func alignmentOfWords() throws {
    struct Line: Decodable {
      let alignment: String
      let word_alignment: String
    }
    let json = try translate(["--json"]).outputLines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    let words = try translate(["--alignment", "--alignment-level", "word"]).outputLines
    #expect(words.count == json.count)
    for (line, found) in zip(json, words) { #expect(found.hasSuffix("\t" + line.word_alignment)) }
    #expect(json.contains { $0.alignment != $0.word_alignment })
  }

  @Test func longestSources() throws {
    let whole = try translate([])
    let cut = try translate(["--max-source-length", "4"])
    expectLines(12, cut)
    #expect(cut.errorText.contains("longer than 4 subwords were translated in pieces"), "\(cut.errorText)")
    #expect(!whole.errorText.contains("in pieces") && cut.output != whole.output)
  }

  @Test func meansOfAnEnsemble() throws {
    let pipeline = try TinyModel.pipeline()
    try ModelDirectory.save(
      model: try TinyModel.model(TinyModel.options(pipeline), seed: 9), pipeline: pipeline,
      provenance: ModelProvenance(maximumSourceLength: 40), to: directory.file("other"))
    let both = ["--model", directory.file("other"), "--scores"]
    let logarithms = try translate(both + ["--ensemble-mean", "log-probabilities"])
    let probabilities = try translate(both + ["--ensemble-mean", "probabilities"])
    expectLines(12, probabilities)
    #expect(try translate(both).output == logarithms.output)
    #expect(logarithms.output != probabilities.output)
  }

  @Test func placeholdersThatTheModelReads() throws {
    // Under a prefix what the model can read it reads.
    let text = "the dog sees {name} and the bridge.\tthe\n"
    let marks = ["--prefix", "--placeholders", "variables", "--max-length", "20"]
    for (inText, placed) in [("variables", 0), ("urls", 1)] {
      let result = try translate(marks + ["--placeholders-in-text", inText], text)
      #expect(result.outputText.components(separatedBy: "{name}").count == 2, "\(inText): \(result.outputText)")
      #expect(result.errorText.contains("1 placeholders copied, \(placed) of them placed"), "\(result.errorText)")
    }
    #expect(try translate(marks + ["--placeholders-in-text", "words"], text).status == 64)
  }

  @Test func sourcesThatAreKept() throws {
    let requests = [0, 1, 0].map { #"{"source": "\#(TinyModel.sentences[$0])"}"# }.joined(separator: "\n") + "\n"
    func cached(_ flags: [String]) throws -> [Bool] {
      try translate(["--interactive"] + flags, requests).outputLines.map { $0.contains(#""cached":true"#) }
    }
    #expect(try cached(["--interactive-cache", "1"]) == [false, false, false])
    #expect(try cached(["--interactive-cache", "2"]) == [false, false, true])
  }

  // MARK: Refused

  @Test func scoringHasNoPlaceForOtherOutput() throws {
    let targets = try directory.write(Self.text, to: "targets")
    let expected = try translate(["--score-targets", targets])
    expectLines(12, expected)
    #expect(try translate(["--score", targets]).output == expected.output)
    for flags in [["--reference", targets], ["--json"], ["--n-best", "2"], ["--guard"], ["--document"], ["--markup"]] {
      let result = try translate(["--score", targets] + flags)
      #expect(result.status == 64 && result.output.isEmpty, "\(flags): \(result.errorText)")
    }
  }

  @Test func aFilesWrongValueIsBadConfiguration() throws {
    for line in ["min-length: -1", "alpha: 20", "max-length-ratio: 200", "sample: true\nterminology: absent"] {
      let config = try directory.write(line + "\n", to: "config.yaml")
      let result = try translate(["--config", config])
      #expect(result.status == 78 && result.output.isEmpty, "\(line): \(result.errorText)")
    }
    let flags = try translate(["--sample", "--terminology", "absent"])
    #expect(flags.status == 64 && flags.errorText.contains("terminology"), "\(flags.errorText)")
  }

  @Test func anInputIsNotOverwritten() throws {
    let file = try directory.write(Self.text, to: "lines")
    let terms = try directory.write("dog\tHund\n", to: "terms")
    let config = try directory.write("beam: 2\n", to: "config.yaml")
    #expect(symlink(file, directory.file("link")) == 0)
    let cases = [
      ["--input", file, "--output", file], ["--input", file, "--output", directory.file("link")],
      ["--input", directory.file("link"), "--output", file], ["--terminology", terms, "--output", terms],
      ["--config", config, "--output", config], ["--reference", file, "--output", file],
      ["--score-targets", file, "--output", file],
      ["--input", file, "--output", Self.model.file("config.json")],
    ]
    for arguments in cases {
      let result = try translate(arguments)
      #expect(
        result.status == 64 && result.errorText.contains("is also the input"), "\(arguments): \(result.errorText)")
      #expect(result.errorText.contains(arguments.last!) && result.output.isEmpty)
    }
    let stdin = try ToolRunner.run("nmt-translate", ["--model", Self.model.path, "--output", file], stdin: .file(file))
    #expect(stdin.status == 64 && stdin.errorText.contains("is also the input stdin"), "\(stdin.errorText)")
    #expect(try directory.read("lines") == Array(Self.text.utf8))
    #expect(try directory.read("terms") == Array("dog\tHund\n".utf8))
    #expect(try translate(["--input", file, "--output", directory.file("out")]).status == 0)
    #expect(try translate(["--output", directory.file("again")]).status == 0)
    #expect(try directory.read("again") == directory.read("out"))
  }

  @Test func noModelIsForLongerSourcesThanAreTranslated() throws {
    try TinyModel.save(to: directory.file("model"), maximumSourceLength: 20_000)
    let result = try ToolRunner.run(
      "nmt-translate", ["--model", directory.file("model")], stdin: .text("the dog\n"))
    #expect(result.status == 65, "\(result.errorText)")
    #expect(result.errorText.contains("config.json: provenance.maximumSourceLength is 20000 (expected 1 to 10000)"))
    let training = ["--data", directory.file("absent"), "--model", directory.file("new"), "--max-length", "20000"]
    let refused = try ToolRunner.run("nmt-train", training)
    #expect(refused.status == 64 && refused.errorText.contains("--max-length is 20000"), "\(refused.errorText)")
  }
}
