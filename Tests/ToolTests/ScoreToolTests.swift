import Foundation
import NMTSystem
import NMTTestSupport
import Testing

/// `nmt-score` as a process: what it prints, and how it fails.
@Suite struct ScoreToolTests {
  private let directory = TemporaryDirectory()
  private let version = "version:tolmacs-\(toolVersion)"

  private func run(
    _ arguments: [String], stdin: ToolInput = .bytes([]), stdout: ToolOutput = .captured
  ) throws -> ToolResult {
    try ToolRunner.run("nmt-score", arguments, stdin: stdin, stdout: stdout)
  }

  /// One line on stderr that holds all of `parts`, and this exit code.
  private func expectFailure(_ result: ToolResult, _ status: Int32, _ parts: [String]) {
    #expect(result.status == status, "\(result.errorText)")
    #expect(result.output.isEmpty)
    let lines = result.errorText.split(separator: "\n")
    #expect(lines.count == 1, "\(result.errorText)")
    for part in parts { #expect(result.errorText.contains(part), "\(part) is not in \(result.errorText)") }
  }

  private func reference(_ text: String = "a b c d e\nf g h i j\n") throws -> String {
    try directory.write(text, to: "reference")
  }

  @Test func textWithSignature() throws {
    let result = try run(["--reference", reference()], stdin: .text("a b c d x\nf g h i j\n"))
    #expect(result.status == 0)
    // Matches 9/10, 7/8, 5/6, 3/4: the geometric mean is 0.83759.
    #expect(
      result.outputText
        == "BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|\(version) = 83.8 90.0/87.5/83.3/75.0 "
        + "(BP = 1.000 ratio = 1.000 hyp_len = 10 ref_len = 10)\n")
    #expect(result.errorText.isEmpty)
  }

  @Test func jsonHasTheKeysOfSacreBLEU() throws {
    let result = try run(
      ["--reference", reference(), "--json", "--width", "4"], stdin: .text("a b c d x\nf g h i j\n"))
    #expect(
      result.outputText == """
        {
         "name": "BLEU",
         "score": 83.7592,
         "signature": "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|\(version)",
         "verbose_score": "90.0/87.5/83.3/75.0 (BP = 1.000 ratio = 1.000 hyp_len = 10 ref_len = 10)",
         "nrefs": "1",
         "case": "mixed",
         "eff": "no",
         "tok": "13a",
         "smooth": "exp",
         "version": "tolmacs-\(toolVersion)"
        }

        """)
  }

  @Test func whatSacreBLEUUsersType() throws {
    let hypothesis = try directory.write("A b c d x\nf g h i j\n", to: "hypothesis")
    let long = try run([
      "--reference", reference(), "--hypothesis", hypothesis, "--lowercase", "--tokenize", "intl", "--smooth-method",
      "floor", "--smooth-value", "0.2", "--width", "6", "--short",
    ])
    let short = try run([
      reference(), "-i", hypothesis, "-lc", "-tok", "intl", "-s", "floor", "-sv", "0.2", "-w", "6", "-sh", "-m", "bleu",
    ])
    #expect(long.status == 0 && short.status == 0, "\(short.errorText)")
    #expect(long.outputText == short.outputText)
    #expect(long.outputText.hasPrefix("BLEU|#:1|c:lc|e:no|tok:intl|s:floor[0.20]|v:tolmacs-\(toolVersion) = 83.7"))
    let number = try run([reference(), "-i", hypothesis, "-lc", "-b"])
    #expect(number.outputText == "83.8\n")
  }

  @Test func sentenceLevelAnswersLineForLine() throws {
    let hypotheses = "a b c d x\n\nf g h i j\n"
    let path = try reference("a b c d e\nx\nf g h i j\n")
    let result = try run(["--reference", path, "--sentence-level", "--score-only"], stdin: .text(hypotheses))
    #expect(result.outputLines == ["66.9", "0.0", "100.0"])
    let text = try run(["--reference", path, "--sentence-level"], stdin: .text(hypotheses))
    #expect(text.outputLines.count == 3)
    #expect(text.outputLines[2].hasPrefix("BLEU|nrefs:1|case:mixed|eff:yes|tok:13a|smooth:exp|\(version) = 100.0 "))
    let json = try run(["--reference", path, "--sentence-level", "--json"], stdin: .text(hypotheses))
    let scores = try json.outputLines.map { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    }
    #expect(scores.map { $0?["score"] as? Double } == [66.9, 0, 100])
  }

  @Test func severalReferences() throws {
    let second = try directory.write("a b c d x\nz\n", to: "second")
    let files = try run(
      ["--reference", reference(), "--reference", second, "-b"], stdin: .text("a b c d x\nf g h i j\n"))
    #expect(files.outputText == "100.0\n")
    let tabs = try directory.write("a b c d e\ta b c d x\nf g h i j\tz\n", to: "tabs")
    let columns = try run([tabs, "--num-refs", "2"], stdin: .text("a b c d x\nf g h i j\n"))
    #expect(columns.outputText.hasPrefix("BLEU|nrefs:2|"))
    #expect(columns.outputText.contains(" = 100.0 "))
    expectFailure(try run([tabs, "--num-refs", "3"], stdin: .text("a\nb\n")), 65, ["tabs:1", "2 references", "3"])
  }

  @Test func severalMetrics() throws {
    let arguments = ["--reference", try reference("a b c d\n"), "--chrf-word-order", "2"]
    let text = try run(arguments + ["--metrics", "chrf,bleu"], stdin: .text("a b c d\n"))
    #expect(text.outputLines.count == 2)
    #expect(text.outputLines[0].hasSuffix("100.0/100.0/100.0/100.0 (BP = 1.000 ratio = 1.000 hyp_len = 4 ref_len = 4)"))
    #expect(text.outputLines[1] == "chrF2++|nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|\(version) = 100.0")
    let columns = text.outputLines.map { $0.utf8.firstIndex(of: 0x3D)?.utf16Offset(in: $0) }
    #expect(columns[0] == columns[1])
    let json = try run(arguments + ["-m", "bleu", "chrf", "--json"], stdin: .text("a b c d\n"))
    let scores = try JSONSerialization.jsonObject(with: Data(json.output)) as? [[String: Any]]
    #expect(scores?.map { $0["name"] as? String } == ["BLEU", "chrF2++"])
    #expect(scores?[1]["nw"] as? String == "2")
    expectFailure(
      try run(arguments + ["-m", "bleu", "chrf", "--sentence-level"]), 64, ["sentence-level", "one metric"])
  }

  @Test func linesEndAtLineFeedsOnly() throws {
    // U+2028, U+0085 and NUL are inside a line; CR LF ends one; a byte order mark is text.
    let text = "a\u{2028}b\u{85}c\u{0}d e f\r\n\u{FEFF}g h i j\n"
    let same = try run(["--reference", reference(text), "-b"], stdin: .text(text))
    #expect(same.outputText == "100.0\n")
    let marked = try run(["--reference", reference("a b c d\n"), "-b", "-w", "2"], stdin: .text("\u{FEFF}a b c d\n"))
    #expect(marked.outputText == "59.46\n")  // 3/4, 2/3, 1/2, 0 → exp smoothing 1/2: (1/8)^(1/4)
  }

  @Test func unequalCountsNameBothFiles() throws {
    let hypothesis = try directory.write("1\n2\n3\n", to: "hypothesis")
    let path = try reference()
    expectFailure(
      try run(["--reference", path, "--hypothesis", hypothesis]), 65, [hypothesis, "3 lines", path, "has 2"])
    expectFailure(try run(["--reference", path], stdin: .text("1\n")), 65, ["stdin", "1 lines", path, "has 2"])
  }

  @Test func inputThatCannotBeRead() throws {
    let missing = directory.file("missing")
    expectFailure(try run(["--reference", missing], stdin: .text("a\n")), 66, [missing, "no such file"])
    expectFailure(try run(["--reference", reference(), "-i", missing]), 66, [missing, "no such file"])
    expectFailure(try run(["--reference", directory.path], stdin: .text("a\n")), 66, [directory.path, "directory"])
    expectFailure(try run(["--reference", reference()], stdin: .file(directory.path)), 66, ["stdin", "directory"])
    expectFailure(try run(["--reference", reference()], stdin: .closed), 66, ["stdin"])
    let empty = try directory.write("", to: "empty")
    expectFailure(try run(["--reference", empty], stdin: .text("")), 65, ["stdin", "no line"])
  }

  @Test func outputThatCannotBeWritten() throws {
    for output in [ToolOutput.file("/dev/full"), .closed] {
      for level in [[], ["--sentence-level"]] {
        let result = try run(["--reference", reference()] + level, stdin: .text("a\nb\n"), stdout: output)
        #expect(result.status == 74, "\(result.errorText)")
        #expect(result.errorText.hasPrefix("nmt-score: stdout: "))
      }
    }
  }

  @Test func usageErrors() throws {
    expectFailure(try run([], stdin: .text("a\n")), 64, ["--reference is missing"])
    expectFailure(try run([reference(), "-m", "meteor"]), 64, ["meteor", "bleu"])
    expectFailure(try run([reference(), "-s", "laplace"]), 64, ["laplace", "add-k"])
    expectFailure(try run([reference(), "--width", "99"]), 64, ["width", "99"])
    expectFailure(try run([reference(), "--max-ngram-order", "0"]), 64, ["max-ngram-order", "1 to 100"])
    expectFailure(try run([reference(), "-i", reference(), reference()]), 64, ["given twice"])
    expectFailure(try run([reference(), "-i", reference(), "-f", "latex"]), 64, ["latex", "several systems"])
    expectFailure(try run(["--reference", "-"]), 64, ["stdin"])
    #expect(try run([reference(), "--no-such-flag"]).status == 64)
    expectFailure(try run([reference(), "-tok", "ja-mecab"]), 64, ["MeCab"])
    expectFailure(try run([reference(), "-tok", "flores200"]), 64, ["flores200:FILE"])
    expectFailure(try run([reference(), "-tok", "words"]), 64, ["words", "13a"])
  }

  @Test func invalidUTF8() throws {
    let bytes: [UInt8] = [0x61, 0xFF, 0x0A, 0x62, 0x0A]
    let path = try reference("a\u{FFFD}\nb\n")
    let replaced = try run(["--reference", path, "-b", "--max-ngram-order", "1"], stdin: .bytes(bytes))
    #expect(replaced.outputText == "100.0\n")
    #expect(replaced.errorText.contains("1 lines were not valid UTF-8"))
    expectFailure(
      try run(["--reference", path, "--invalid-utf8", "fail"], stdin: .bytes(bytes)), 65, ["stdin:1", "UTF-8"])
  }

  @Test func warnsOfTokenizedText() throws {
    let text = String(repeating: "a b c d .\n", count: 100)
    let path = try reference(text)
    #expect(try run([path], stdin: .text(text)).errorText.contains("tokenized"))
    #expect(try run([path, "--force"], stdin: .text(text)).errorText.isEmpty)
  }
}
