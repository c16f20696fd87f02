import Foundation
import NMTSystem
import NMTTestModels
import NMTTestSupport
import NMTText
import Testing

/// One model directory for all tests of this file.
private final class SharedModel: Sendable {
  static let model = SharedModel()
  let directory = TemporaryDirectory()
  init() { try! TinyModel.save(to: directory.path) }
}

private func translate(
  _ arguments: [String] = [], stdin: ToolInput, stdout: ToolOutput = .captured
) throws -> ToolResult {
  try ToolRunner.run(
    "nmt-translate", ["--model", SharedModel.model.directory.path] + arguments, stdin: stdin, stdout: stdout,
    timeout: 300)
}

private func lineCount(_ path: String) throws -> Int {
  let reader = try LineReader(path: path)
  while try reader.next() != nil {}
  return reader.lineNumber
}

struct TranslateToolTests {
  private static let text = TinyModel.sentences.prefix(30).joined(separator: "\n") + "\n"

  @Test(
    .enabled(if: TestData.shared != nil, "no shared data: set TOLMACS_SHARED_DATA"),
    arguments: [
      "blns.txt.gz", "emoji-test-13.1.txt.gz", "mixed-scripts.flores200.txt.gz", "GraphemeBreakTest-14.0.0.txt.gz",
      "WordBreakTest-14.0.0.txt.gz", "SentenceBreakTest-14.0.0.txt.gz", "NormalizationTest-8.0.0.txt.gz",
    ])
  func adversarialLinesInAreLinesOut(_ name: String) throws {
    let file = try #require(TestData.file("adversarial/\(name)"))
    let result = try translate(["--beam", "1", "--max-length", "4", "--quiet"], stdin: .file(file.path))
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.outputLines.count == (try lineCount(file.path)))
    #expect(String(validating: result.output, as: UTF8.self) != nil)
  }

  @Test func strangeLinesInAreLinesOut() throws {
    let marks = "a" + String(repeating: "\u{301}\u{323}", count: 20_000)
    let long = String(repeating: "seven apples ", count: 2000)
    let lines: [[UInt8]] = [
      [0xEF, 0xBB, 0xBF] + Array("the dog".utf8), Array("the dog\r".utf8), [], [0x20], [0x0D], [0x00], [0x0B, 0x0C],
      Array("a\u{85}b\u{2028}c\u{2029}d".utf8), Array("tab\tin it".utf8), [0xFF, 0xFE], [0xC0, 0x80],
      [0xED, 0xA0, 0x80],
      Array("\u{202E}evil\u{200B}\u{FEFF}".utf8), Array("<s> </s> <unk> <pad> <0x0A>".utf8), Array("\u{2581}".utf8),
      Array(marks.utf8), Array(long.utf8), Array("no end".utf8),
    ]
    let result = try translate(
      ["--beam", "2", "--max-length", "6"], stdin: .bytes(Array(lines.joined(separator: [0x0A]))))
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.output.filter { $0 == 0x0A }.count == lines.count)
    #expect(result.outputLines[2] == "" && result.outputLines[3] == " ")
    #expect(result.errorText.contains("invalid UTF-8 in 3 lines"))
    #expect(result.errorText.contains("translated in pieces"))
  }

  @Test func invalidUTF8FailsWhereAsked() throws {
    let bytes = Array("one\ntwo\n".utf8) + [0xFF, 0x0A]
    let result = try translate(["--invalid-utf8", "fail"], stdin: .bytes(bytes))
    #expect(result.status == 65)
    #expect(result.errorText.contains("stdin:3"))
  }

  @Test func bytesDoNotDependOnThreadsOrBatches() throws {
    let expected = try translate(["--beam", "3", "--threads", "1"], stdin: .text(Self.text))
    #expect(expected.outputLines.count == 30)
    for arguments in [["--threads", "2"], ["--threads", "3", "--batch-tokens", "9"], ["--batch-tokens", "100000"]] {
      #expect(try translate(["--beam", "3"] + arguments, stdin: .text(Self.text)).output == expected.output)
    }
  }

  @Test func columnsAndNBestLists() throws {
    let plain = try translate(stdin: .text(Self.text)).outputLines
    let columns = try translate(["--scores", "--alignment"], stdin: .text(Self.text)).outputLines
    for (text, line) in zip(plain, columns) {
      let fields = line.components(separatedBy: "\t")
      #expect(fields.count == 3 && fields[0] == text && Double(fields[1]).map { $0 < 0 } == true)
      #expect(fields[2].split(separator: " ").allSatisfy { $0.split(separator: "-").allSatisfy { Int($0) != nil } })
    }
    let lists = try translate(["--n-best", "3"], stdin: .text(Self.text)).outputLines
    #expect(lists.count == 90)
    for (number, line) in lists.enumerated() {
      let fields = line.components(separatedBy: " ||| ")
      #expect(fields.count == 4 && fields[0] == "\(number / 3)")
      if number % 3 == 0 { #expect(fields[1] == plain[number / 3]) }
    }
  }

  @Test func givenTranslationsAreScored() throws {
    let directory = TemporaryDirectory()
    let targets = try directory.write(Self.text, to: "targets")
    let fromFiles = try translate(["--score-targets", targets], stdin: .text(Self.text))
    #expect(fromFiles.status == 0 && fromFiles.outputLines.count == 30)
    let pairs = TinyModel.sentences.prefix(30).map { "\($0)\t\($0)\n" }.joined()
    #expect(try translate(["--score-tsv"], stdin: .text(pairs)).output == fromFiles.output)
    let normalised = try translate(["--score-tsv", "--normalise"], stdin: .text(pairs)).outputLines
    for (line, plain) in zip(normalised, fromFiles.outputLines) {
      let (a, b) = (line.split(separator: "\t"), plain.split(separator: "\t"))
      let (score, sum, length) = (Double(a[0])!, Double(b[0])!, Double(b[1])!)
      let wanted: Double = sum * pow(6 / (5 + length), 1.5)
      #expect(abs(score - wanted) < 1e-4)
    }
    let unequal = try translate(["--score-targets", targets], stdin: .text("one\ntwo\n"))
    #expect(unequal.status == 65)
    #expect(unequal.errorText.contains("has 30 lines (expected 2"))
    let columns = try translate(["--score-tsv"], stdin: .text("a\tb\nno tab\n"))
    #expect(columns.status == 65 && columns.errorText.contains("stdin:2: has 1 columns"))
  }

  @Test(.enabled(if: !SlowSet.isSanitized)) func memoryDoesNotGrowWithTheInput() throws {
    func peak(_ count: Int) throws -> Int {
      let text = String(repeating: Self.text, count: count / 30)
      let result = try translate(["--beam", "2", "--max-length", "6", "--threads", "2"], stdin: .text(text))
      #expect(result.outputLines.count == count)
      return result.peakResidentBytes
    }
    // Both have more lines than a window.
    let (few, many) = (try peak(3000), try peak(15_000))
    #expect(many < few + 6 << 20, "\(few) and \(many) bytes")
  }

  @Test func samplesAndConfigurations() throws {
    let sample = ["--sample", "--top-k", "20", "--seed", "3", "--n-best", "2"]
    let expected = try translate(sample + ["--threads", "1"], stdin: .text(Self.text))
    #expect(expected.outputLines.count == 60)
    #expect(try translate(sample + ["--batch-tokens", "30"], stdin: .text(Self.text)).output == expected.output)
    // A line's samples do not depend on the lines around it.
    let third = TinyModel.sentences[2] + "\n"
    let alone = try translate(sample, stdin: .text(third)).outputLines
    #expect(alone.map { $0.dropFirst() } == expected.outputLines[4..<6].map { $0.dropFirst() })
    #expect(try translate(["--sample", "--seed", "4"], stdin: .text(Self.text)).output != expected.output)

    let directory = TemporaryDirectory()
    let dumped = try translate(sample + ["--dump-config"], stdin: .text("")).outputText
    let config = try directory.write(dumped, to: "translate.yaml")
    let again = try ToolRunner.run("nmt-translate", ["--config", config], stdin: .text(Self.text))
    #expect(again.output == expected.output, "\(again.errorText)")
    let wrong = try directory.write("beam: 4\nbaem: 5\n", to: "wrong.yaml")
    let refused = try translate(["--config", wrong], stdin: .text("a\n"))
    #expect(refused.status == 78 && refused.errorText.contains("wrong.yaml:2"))
  }

  @Test func ensemblesOfDirectories() throws {
    let expected = try translate(stdin: .text(Self.text)).output
    let twice = try translate(["--model", SharedModel.model.directory.path], stdin: .text(Self.text))
    #expect(twice.status == 0 && twice.output == expected)
    let weights = try translate(["--weights", "1,2"], stdin: .text("a\n"))
    #expect(weights.status == 64 && weights.errorText.contains("--weights is 1.0,2.0"), "\(weights.errorText)")
  }

  @Test func jsonLinesHoldEverything() throws {
    struct Word: Decodable { let text: String }
    struct Line: Decodable {
      let source: String
      let translation: String
      let score: Double
      let subwords: [String]
      let words: [Word]
      let alignment: String
      let word_alignment: String
      let attention: [[Double]]?
      let n_best: [Best]?
      struct Best: Decodable { let translation: String }
    }
    let plain = try translate(stdin: .text(Self.text)).outputLines
    let pairs = try translate(["--alignment"], stdin: .text(Self.text)).outputLines
    let json = try translate(["--json", "--attention", "--n-best", "2"], stdin: .text(Self.text)).outputLines
    #expect(json.count == 30)
    for (number, text) in json.enumerated() {
      let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
      #expect(line.source == TinyModel.sentences[number] && line.translation == plain[number] && line.score < 0)
      #expect(pairs[number].hasSuffix("\t" + line.alignment))
      #expect(line.n_best?.count == 2 && line.n_best?[0].translation == line.translation)
      #expect(line.attention?.count == line.subwords.count && !line.words.isEmpty)
    }
  }

  @Test func constraintsComeWithTheLines() throws {
    let lines = TinyModel.sentences.prefix(6).map { "\($0)\tseven apples\t\tcold" }.joined(separator: "\n") + "\n"
    let columns = ["--input-format", "tsv", "--columns", "source,include", "--beam", "4"]
    let found = try translate(columns, stdin: .text(lines))
    #expect(found.outputLines.count == 6, "\(found.errorText)")
    for line in found.outputLines { #expect(line.contains("seven apples") && line.contains("cold")) }
    let json = TinyModel.sentences.prefix(6).map { #"{"source": "\#($0)", "include": ["seven apples", "cold"]}"# }
    let same = try translate(
      ["--input-format", "json", "--beam", "4"], stdin: .text(json.joined(separator: "\n")))
    #expect(same.output == found.output, "\(same.errorText)")
    let prefixes = TinyModel.sentences.prefix(6).map { "\($0)\tOur tea" }.joined(separator: "\n") + "\n"
    for line in try translate(["--prefix"], stdin: .text(prefixes)).outputLines { #expect(line.hasPrefix("Our tea")) }
    let wrong = try translate(["--input-format", "json"], stdin: .text("{}\n"))
    #expect(wrong.status == 65 && wrong.errorText.contains("stdin:1"))

    let directory = TemporaryDirectory()
    let terms = try directory.write("the dog\tein Hund\n", to: "terms")
    let term = try translate(["--terminology", terms], stdin: .text("the dog sees cold water.\n"))
    #expect(term.outputText.contains("ein Hund"), "\(term.errorText)")
    #expect(try translate(["--terminology", "/absent"], stdin: .text("a\n")).status == 66)
  }

  @Test func streamsThatCannotBeUsed() throws {
    #expect(try translate(stdin: .text(Self.text), stdout: .file("/dev/full")).status == 74)
    #expect(try translate(stdin: .text(Self.text), stdout: .closed).status == 74)
    #expect(try translate(stdin: .file("/")).status == 66)
    #expect(try translate(stdin: .closed).status == 66)
    #expect(try translate(["--input", "/absent"], stdin: .text("")).status == 66)
    #expect(try translate(["--output", "/absent/file"], stdin: .text("a\n")).status == 73)
    #expect(try translate(stdin: .text("")).output.isEmpty)
  }

  @Test func wrongFlagsAreUsage() throws {
    let cases = [
      ["--beam", "0"], ["--beam", "x"], ["--n-best", "9"], ["--unknown"], ["--threads", "0"], ["--alpha", "nan"],
      ["--max-length", "-1"], ["--batch-tokens", "-1"], ["--ids"], ["--score-tsv", "--score-targets", "x"],
    ]
    for arguments in cases {
      let result = try translate(arguments, stdin: .text("a\n"))
      #expect(result.status == 64, "\(arguments): \(result.errorText)")
      #expect(result.output.isEmpty)
    }
  }

  @Test func damagedModelsAreRefusedByName() throws {
    let directory = TemporaryDirectory()
    try TinyModel.save(to: directory.path)
    func run() throws -> ToolResult {
      try ToolRunner.run("nmt-translate", ["--model", directory.path], stdin: .text("the dog\n"))
    }
    #expect(try run().status == 0)
    for name in directory.entries() where name != "README.md" {
      let whole = try directory.read(name)
      var flipped = whole
      flipped[whole.count * 2 / 3] ^= 4
      for (kind, bytes) in [("cut", Array(whole.dropLast(1))), ("empty", []), ("flipped", flipped)] {
        try directory.write(bytes, to: name)
        let result = try run()
        #expect(result.status == 65, "\(kind) \(name)")
        #expect(result.errorText.contains("/\(name)"), "\(kind) \(name): \(result.errorText)")
        #expect(result.errorText.split(separator: "\n").count == 1)
      }
      unlink(directory.file(name))
      let missing = try run()
      #expect(missing.status == 65 && missing.errorText.contains(name), "missing \(name): \(missing.errorText)")
      try directory.write(whole, to: name)
    }
    try directory.write(Array("my own words\n".utf8), to: "README.md")
    #expect(try run().status == 0, "a model card is for people, who may edit it")
    let absent = try ToolRunner.run("nmt-translate", ["--model", "/absent"], stdin: .text("a\n"))
    #expect(absent.status == 66)
  }

  @Test(arguments: [(SIGTERM, 143), (SIGINT, 130)] as [(Int32, Int32)])
  func signalsLeaveWholeLines(_ signal: Int32, _ status: Int32) throws {
    let expected = try translate(["--beam", "1"], stdin: .text(Self.text)).output
    let directory = TemporaryDirectory()
    mkfifo(directory.file("input"), 0o600)
    // Lines keep coming, so that the tool is in the middle of its work.
    let feeder = Thread {
      guard let pipe = fopen(directory.file("input"), "w") else { return }
      Foundation.signal(SIGPIPE, SIG_IGN)
      for _ in 0..<200 where fputs(Self.text, pipe) >= 0 && fflush(pipe) == 0 { usleep(10_000) }
      fclose(pipe)
    }
    feeder.start()
    let result = try ToolRunner.run(
      "nmt-translate",
      ["--model", SharedModel.model.directory.path, "--beam", "1", "--input", directory.file("input")],
      interrupt: (signal, 1))
    #expect(result.status == status)
    #expect(result.output.last == 0x0A)
    let whole = Array(repeatElement(expected, count: 201).joined())
    #expect(result.output.elementsEqual(whole.prefix(result.output.count)))
  }
}

struct TranslateReferenceTests {
  @Test func referencesScoreWhatIsWritten() throws {
    let directory = TemporaryDirectory()
    let sources = Array(TinyModel.sentences.prefix(40))
    let text = sources.joined(separator: "\n") + "\n"
    let references = sources.map { $0 + " again" }
    let reference = try directory.write(references.joined(separator: "\n") + "\n", to: "references")
    let result = try translate(["--quiet", "--reference", reference], stdin: .bytes(Array(text.utf8)))
    #expect(result.status == 0, "\(result.errorText)")
    let translations = try directory.write(result.output, to: "translations")
    let scores = try ToolRunner.run("nmt-score", [reference, "-i", translations, "-m", "bleu", "chrf"])
    for line in result.errorText.split(separator: "\n") {
      let score = try #require(line.split(separator: "= ").last)
      #expect(scores.outputText.contains(score), "\(line) is not in \(scores.outputText)")
    }
    #expect(result.errorText.contains("BLEU|nrefs:1") && result.errorText.contains("chrF2|nrefs:1"))
  }

  @Test(arguments: [39, 41]) func otherNumbersOfReferencesLoseNoLine(_ count: Int) throws {
    let directory = TemporaryDirectory()
    let text = TinyModel.sentences.prefix(40).joined(separator: "\n") + "\n"
    let reference = try directory.write(String(repeating: "x\n", count: count), to: "references")
    let result = try translate(["--quiet", "--reference", reference], stdin: .bytes(Array(text.utf8)))
    #expect(result.status == Failure.Code.badData.rawValue)
    #expect(result.outputLines.count == 40)
    #expect(result.errorText.contains("the 40 translations"))
  }
}
