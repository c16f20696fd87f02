import Foundation
import NMTSystem
import NMTTestSupport
import Testing

/// The tables, sentences and pages that `nmt-score` makes beside scores, on a corpus that can be counted by hand.
@Suite struct ScoreAnalysisToolTests {
  private let directory = TemporaryDirectory()

  /// The second system is better on line 2, worse on line 3, the same on line 1.
  init() throws {
    try directory.write("a b c d e\nx <y> z w v u\na a a rare\n", to: "r")
    try directory.write("a b c d e\nx q z w v u\na a a rare\n", to: "one")
    try directory.write("a b c d e\nx <y> z w v u\na a b rare\n", to: "two")
    try directory.write("eins\nzwei\ndrei\n", to: "source")
  }

  private func run(_ arguments: [String]) throws -> ToolResult {
    try runScore(["r", "-i", "one", "two", "-tok", "none"] + arguments, in: directory)
  }

  private func object(_ arguments: [String]) throws -> [String: Any] {
    let result = try run(arguments + ["--json"])
    #expect(result.status == 0, "\(result.errorText)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
  }

  /// The lines behind the signatures, without the table's rules.
  private func tables(_ arguments: [String]) throws -> [String] {
    let lines = try run(arguments).outputLines
    let signature = try #require(lines.lastIndex { $0.hasPrefix(" - ") })
    return lines[(signature + 1)...].filter { line in !["╒", "╞", "├", "╘"].contains { line.hasPrefix($0) } }
  }

  @Test func diff() throws {
    let lines = [
      "", "two against one", "BLEU of single sentences: 1 better, 1 worse, 1 the same", "", "Most improved:",
      "  line 2: 53.73 → 100.00", "    source     zwei", "    reference  x <y> z w v u",
      "    baseline   x [-q-] z w v u",
      "    system     x {+<y>+} z w v u", "", "Most degraded:", "  line 3: 100.00 → 35.36", "    source     drei",
      "    reference  a a a rare", "    baseline   a a [-a-] rare", "    system     a a {+b+} rare",
    ]
    #expect(try tables(["--diff", "5", "--source", "source", "-w", "2"]) == lines)
    #expect(try tables(["--diff", "5", "-w", "2"]) == lines.filter { !$0.contains(" source ") })
    #expect(try tables(["--diff", "0"]) == [])
    try directory.write("eins\n", to: "short")
    let unequal = try run(["--diff", "1", "--source", "short"])
    #expect(
      unequal.status == 65 && unequal.errorText.contains("one: has 3 lines, but short has 1"), "\(unequal.errorText)")
    let alone = try runScore(["r", "-i", "one", "--diff", "1"], in: directory)
    #expect(alone.status == 64 && alone.errorText.contains("two or more systems"))
  }

  @Test func ngrams() throws {
    #expect(
      try tables(["--ngrams"]) == [
        "", "N-gram precisions of BLEU",
        "│   System │  BLEU  │  1-grams  │  2-grams  │  3-grams  │  4-grams  │  brevity  │  length  │",
        "│      one │  79.7  │   93.3    │   83.3    │   77.8    │   66.7    │   1.000   │  1.000   │",
        "│      two │  84.3  │   93.3    │   83.3    │   77.8    │   83.3    │   1.000   │  1.000   │",
      ])
    let systems = try #require(try object(["--ngrams"])["ngrams"] as? [[String: Any]])
    #expect(systems.map { $0["matches"] as? [Int] } == [[14, 10, 7, 4], [14, 10, 7, 5]])
  }

  @Test func byLength() throws {
    // Nine words of two references with one edit by the second system; six words with one edit by the first.
    #expect(
      try tables(["-m", "ter", "--by-length"]) == [
        "", "TER by words of the reference", "│   Words │  segments  │  one  │  two  │",
        "│     0–5 │     2      │  0.0  │ 11.1  │", "│    6–10 │     1      │ 16.7  │  0.0  │",
      ])
  }

  @Test func byFrequency() throws {
    // b c d e x <y> z w v u rare stand once in the references, a four times.
    #expect(
      try tables(["--by-frequency"]) == [
        "", "F1 of words by their frequency in the references", "│   Frequency │  different words  │  one  │  two  │",
        "│           1 │        11         │ 95.2  │ 95.7  │", "│         3–4 │         1         │ 100.0 │ 85.7  │",
      ])
    try directory.write(String(repeating: "a rare\n", count: 12), to: "text")
    #expect(
      try tables(["--by-frequency", "--training-text", "text"]) == [
        "", "F1 of words by their frequency in the training text",
        "│   Frequency │  different words  │  one  │  two  │",
        "│           0 │        11         │ 90.0  │ 95.2  │", "│       10–99 │         2         │ 100.0 │ 88.9  │",
      ])
  }

  /// A data directory counts the words of its text; pairs that it holds once stand once in the text as well.
  @Test func byFrequencyInADataDirectory() throws {
    let corpus = try ToolCorpus(seed: 5)
    let lines = String(decoding: try corpus.directory.read("train.target"), as: UTF8.self).split(separator: "\n")
    var seen = Set<Substring>()
    let text = try directory.write(lines.filter { seen.insert($0).inserted }.map { $0 + "\n" }.joined(), to: "text")
    func table(_ training: [String]) throws -> [String: Any] {
      let target = corpus.directory.file("validation.target")
      let result = try runScore(
        [target, "-i", target, "-tok", "none", "--by-frequency", "--json"] + training, in: directory)
      let object = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
      return try #require(object?["by_frequency"] as? [String: Any], "\(result.errorText)")
    }
    let counted = try table(["--data", corpus.data])
    #expect(counted["counted_in"] as? String == "training text")
    #expect((counted["groups"] as? [Any])?.isEmpty == false)
    let expected = try table(["--training-text", text])
    #expect(NSDictionary(dictionary: counted) == NSDictionary(dictionary: expected))
  }

  @Test func trainingTextThatIsNotUTF8() throws {
    try directory.write([0x61, 0xFF, 0x0A, 0x61, 0x0A, 0xC3, 0x0A], to: "text")
    let replaced = try run(["--by-frequency", "--training-text", "text"])
    #expect(replaced.status == 0 && replaced.outputText.contains("training text"))
    #expect(
      replaced.errorText == "nmt-score: 2 lines of text were not valid UTF-8; their invalid bytes were read as U+FFFD\n"
    )
    #expect(try run(["--by-frequency", "--training-text", "text", "--quiet"]).errorText.isEmpty)
    let refused = try run(["--by-frequency", "--training-text", "text", "--invalid-utf8", "fail"])
    #expect(refused.status == 65 && refused.errorText.contains("text:1: "), "\(refused.errorText)")
  }

  /// Everything is on the page; stdout is the same with and without it.
  @Test func report() throws {
    for arguments in [
      [], ["--json"], ["-b"], ["-f", "latex"], ["--ngrams"], ["--json", "--by-length"], ["--diff", "1"],
      ["--by-frequency"],
    ] {
      let path = directory.file("page.html")
      try? FileManager.default.removeItem(atPath: path)
      let result = try run(arguments + ["--report", "page.html", "--source", "source"])
      #expect(result.status == 0, "\(result.errorText)")
      #expect(result.outputText == (try run(arguments + ["--source", "source"])).outputText, "\(arguments)")
      let page = String(decoding: try directory.read("page.html"), as: UTF8.self)
      for part in [
        "N-gram precisions", "BLEU by words of the reference", "Words by their frequency in the references",
        "<ins>&lt;y&gt;</ins>", "zwei", "tok:none",
      ] { #expect(page.contains(part), "\(part) is not on the page of \(arguments)") }
    }
    let number = try runScore(["r", "-i", "one", "-b", "--report", "page.html"], in: directory)
    #expect(number.outputLines.count == 1 && Double(number.outputLines[0]) != nil, "\(number.outputText)")
    let failed = try run(["--report", "missing/page.html"])
    #expect([73, 74].contains(failed.status) && failed.errorText.contains("missing/page.html"), "\(failed.errorText)")
  }

  @Test func reportExplainsWhatItShows() throws {
    func page(_ arguments: [String]) throws -> String {
      let result = try run(arguments + ["--report", "page.html", "--quiet"])
      #expect(result.status == 0, "\(result.errorText)")
      return String(decoding: try directory.read("page.html"), as: UTF8.self)
    }
    let bootstrap = try page(["-pbs", "-pbsn", "20"])
    #expect(bootstrap.contains("paired bootstrap resampling, 20 samples") && bootstrap.contains("half of their"))
    // Randomization has no interval, and BLEU counts no edits.
    let randomized = try page(["-par", "-parn", "20"])
    #expect(randomized.contains("approximate randomization, 20 samples") && !randomized.contains("±"))
    #expect(!randomized.contains("TER"))
    #expect(try page(["-m", "bleu", "ter"]).contains("TER counts edits"))
  }

  /// With tables behind it, a number alone is a member of an object, and with its interval a string.
  @Test func numbersAloneBesideTables() throws {
    func scores(_ arguments: [String]) throws -> Any? {
      let result = try runScore(["r", "-i", "one", "--json", "-b", "--ngrams"] + arguments, in: directory)
      let object = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
      #expect(object?["ngrams"] != nil, "\(result.outputText)")
      return object?["scores"]
    }
    let number = try #require(try scores([]) as? Double)
    #expect(abs(number - 69.7) < 1e-9)
    #expect((try scores(["-m", "bleu", "ter"]) as? [Double])?.count == 2)
    let interval = try #require(try scores(["--confidence", "-cin", "20"]) as? String)
    #expect(interval.hasPrefix("69.7 (μ = "))
  }
}
