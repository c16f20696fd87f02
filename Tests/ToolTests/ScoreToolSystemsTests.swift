import Foundation
import NMTSystem
import NMTTestSupport
import Testing

/// `nmt-score` with several systems, tests of significance and columns.
@Suite struct ScoreToolSystemsTests {
  private let directory = TemporaryDirectory()
  private let version = "version:tolmacs-\(toolVersion)"
  private let references = "the cat sat on the mat .\na dog ran fast in the park & home\nhe said 50% of that\n"
  private let first = "the cat sat on the mat .\na dog ran_fast in the park & home\nhe said 50% of it\n"
  private let second = "the cat sat on a mat .\na dog runs fast in a park & home\nhe said 60% of it\n"

  private func run(_ arguments: [String], stdin: ToolInput = .bytes([])) throws -> ToolResult {
    try ToolRunner.run("nmt-score", arguments, stdin: stdin)
  }

  /// Reference, two systems.
  private func files() throws -> [String] {
    [
      try directory.write(references, to: "r"), "-i", try directory.write(first, to: "h1"),
      try directory.write(second, to: "h_2"),
    ]
  }

  /// What sacreBLEU 2.6.0 prints for these files, called `h1` and `h_2`; paths are as long as they are.
  @Test func tableOfSystems() throws {
    let result = try run(files() + ["-m", "bleu", "chrf"])
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.outputLines.first?.hasPrefix("╒═") == true)
    #expect(result.outputLines[3].contains("/h1 │  78.6  │  87.3   │"))
    #expect(result.outputLines[5].contains("/h_2 │  27.7  │  55.3   │"))
    #expect(result.outputText.contains(" - chrF2      nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|\(version)\n"))
    let latex = try run(files() + ["-m", "bleu", "-f", "latex"])
    #expect(latex.outputLines[0] == "\\begin{tabular}{rc}")
    #expect(latex.outputText.contains("/h\\_2 &  27.7  \\\\"))
    let json = try run(files() + ["--json"])
    let systems = try JSONSerialization.jsonObject(with: Data(json.output)) as? [[String: Any]]
    #expect(systems?.map { $0["BLEU"] as? String } == ["78.6", "27.7"])
  }

  @Test func pairedTests() throws {
    // sacreBLEU 2.6.0: 79.26606595446795 and 0.000999…, 9.999000099990002e-05.
    let bootstrap = try run(files() + ["--paired-bs", "--json"])
    let systems = try #require(try JSONSerialization.jsonObject(with: Data(bootstrap.output)) as? [[String: Any]])
    #expect((systems[0]["system"] as? String)?.hasPrefix("Baseline: ") == true)
    let scores = systems.compactMap { $0["BLEU"] as? [String: Any] }
    #expect(abs((scores[0]["mean"] as? Double ?? 0) - 79.26606595446795) < 1e-9)
    #expect(scores[0]["p_value"] is NSNull)
    #expect(abs((scores[1]["p_value"] as? Double ?? 0) - 1.0 / 1001) < 1e-12)
    let randomized = try run(files() + ["-par", "-w", "2"])
    #expect(randomized.outputText.contains("(p = 0.0001)*"))
    #expect(randomized.outputText.contains("nrefs:1|ar:10000|seed:12345|case:mixed|"))
    let one = try run([files()[0], "-i", directory.file("h1"), "--confidence"])
    #expect(one.outputText.hasPrefix("BLEU|nrefs:1|bs:1000|seed:12345|case:mixed|eff:no|tok:13a|smooth:exp|"))
    #expect(one.outputText.contains(" = 78.6 (μ = 79.3 ± 17.1) 91.3/"))
    let seeded = try run(files() + ["-pbs", "--seed", "1", "-pbsn", "50", "--short"])
    #expect(seeded.outputText.contains("#:1|bs:50|rs:1|c:mixed|"))
  }

  @Test func columnsOfStandardInput() throws {
    let path = try directory.write("a b c d\ne f g h\n", to: "r")
    let result = try run([path, "--json"], stdin: .text("a b c d\ta b c x\ne f g h\t\n"))
    let systems = try #require(try JSONSerialization.jsonObject(with: Data(result.output)) as? [[String: String]])
    #expect(systems.map { $0["system"] } == ["System 1", "System 2"])
    #expect(systems[0]["BLEU"] == "100.0")
    let short = try run([path], stdin: .text("a\tb\nc\n"))
    #expect(short.status == 65)
    #expect(short.errorText.contains("stdin:2: has 1 fields (expected 2"), "\(short.errorText)")
    // A tab that only a later line has is white space, as it is for one system in a file.
    let one = try run([path, "-b"], stdin: .text("a b c d\ne f\tg h\n"))
    #expect(one.outputText == "100.0\n")
  }

  @Test func columnsOfATable() throws {
    let table = try directory.write(
      "id\treference\tone\ttwo\n1\ta b c d\ta b c d\ta b c x\n2\te f g h\te f g h\t\n", to: "table.tsv")
    let arguments = ["--tsv", table, "--reference-columns", "2", "--hypothesis-columns", "3,4"]
    let result = try run(arguments + ["--tsv-header", "--json"])
    let systems = try #require(try JSONSerialization.jsonObject(with: Data(result.output)) as? [[String: String]])
    #expect(systems.map { $0["system"] } == ["one", "two"])
    #expect(systems[0]["BLEU"] == "100.0")
    let missing = try run(["--tsv", table, "--reference-columns", "2", "--hypothesis-columns", "5"])
    #expect(missing.status == 65 && missing.errorText.contains("table.tsv:1: has 4 columns (expected at least 5"))
    for (words, part) in [
      (["--tsv", table], "--tsv without --reference-columns or --hypothesis-columns"),
      (arguments + ["--reference", table], "--tsv together with reference or hypothesis files"),
      (["--tsv", table, "--reference-columns", "0", "--hypothesis-columns", "2"], "--reference-columns is 0"),
    ] {
      let result = try run(words)
      #expect(result.status == 64 && result.errorText.contains(part), "\(words): \(result.errorText)")
    }
  }

  @Test func emptyReferences() throws {
    let both = [try directory.write("a b c d\ne f g h\n", to: "r"), try directory.write("a b c x\n\n", to: "s")]
    let hypotheses = "a b c d\ne f g\n"
    let counted = try run(both, stdin: .text(hypotheses))
    #expect(counted.outputText.hasPrefix("BLEU|nrefs:2|"))
    let skipped = try run(both + ["--skip-empty-references"], stdin: .text(hypotheses))
    #expect(skipped.outputText.hasPrefix("BLEU|nrefs:var|"))
    #expect(skipped.outputText.contains("ref_len = 8)"))
    let none = try run([both[1], "--skip-empty-references"], stdin: .text(hypotheses))
    #expect(none.status == 65 && none.errorText.contains("no reference for the line"))
  }

  @Test func wrongCombinations() throws {
    for (arguments, part) in [
      (["--paired-bs", "--paired-ar"], "--paired-bs together with --paired-ar"), (["--confidence"], "one system"),
      (["--sentence-level"], "--sentence-level together with several systems"),
      (["--num-refs", "2", "--reference", "s"], "--num-refs together with several --reference files"),
      (["--metrics", "bleu,meteor"], "--metrics is bleu,meteor"), (["--seed", "x", "-pbs"], "seed is x"),
      (["-pbs", "-pbsn", "0"], "1 to"),
    ] {
      let result = try run(files() + arguments)
      #expect(result.status == 64, "\(arguments) \(result.errorText)")
      #expect(result.errorText.contains(part), "\(result.errorText)")
    }
    let alone = try run([files()[0], "--paired-bs"], stdin: .text(first))
    #expect(alone.status == 64 && alone.errorText.contains("a baseline"))
    let unequal = try run(files() + [directory.write("x\n", to: "short")])
    #expect(unequal.status == 65 && unequal.errorText.contains("h1: has 3 lines, but"))
  }
}
