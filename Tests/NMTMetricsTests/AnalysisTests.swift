import Foundation
import NMTMetrics
import NMTSystem
import NMTTestSupport
import Testing

/// Tables and sentences beside the scores, on a corpus that can be counted by hand.
@Suite struct AnalysisTests {
  private let directory = TemporaryDirectory()

  /// Two systems: the second one is better on line 2, worse on line 3, the same on line 1.
  private func results(_ change: (inout AnalysisOptions) -> Void, metrics: [any Metric] = [BLEU()]) throws
    -> ScoreResults
  {
    let references = try directory.write("a b c d e\nx <y> z w v u\na a a rare\n", to: "r")
    let files = ScoreFiles(
      hypotheses: [
        try directory.write("a b c d e\nx q z w v u\na a a rare\n", to: "one"),
        try directory.write("a b c d e\nx <y> z w v u\na a b rare\n", to: "two"),
      ], references: [references])
    var run = ScoreRun(files: files, metrics: metrics)
    run.analysis.bleu = BLEU(options: BLEUOptions(tokenizer: .none))
    change(&run.analysis)
    return try run.results()
  }

  @Test func ngrams() throws {
    let scores = try #require(try results({ $0.ngrams = true }, metrics: [ChrF()]).ngrams)
    #expect(scores.map(\.statistics.matches) == [[14, 10, 7, 4], [14, 10, 7, 5]])
    #expect(scores[0].statistics.totals == [15, 12, 9, 6])
  }

  @Test func lengths() throws {
    let table = try #require(try results({ $0.byLength = true }, metrics: [TER()]).lengths)
    #expect(table.groups.map(\.name) == ["0–5", "6–10"])
    #expect(table.groups.map(\.segments) == [2, 1])
    // Nine words of two references, one edit by the second system; six words, one edit by the first one.
    #expect(table.groups[0].scores == [[0, 100 * (1.0 / 9)]])
    #expect(table.groups[1].scores == [[100 * (1.0 / 6), 0]])
  }

  @Test func frequencies() throws {
    let table = try #require(try results({ $0.byFrequency = true }).frequencies)
    #expect(table.origin == "references")
    #expect(table.groups.map(\.name) == ["1", "3–4"])
    // b c d e x <y> z w v u rare stand once, a four times.
    #expect(table.groups.map(\.types) == [11, 1])
    #expect(table.groups[0].systems[0] == accuracy(11, 10, 10))
    #expect(table.groups[0].systems[1] == accuracy(11, 12, 11))
    #expect(table.groups[1].systems[1] == accuracy(4, 3, 3))
    #expect(abs(table.groups[1].systems[1].f1 - 600.0 / 7) < 1e-9)
    let training = WordFrequencies(BLEU(options: BLEUOptions(tokenizer: .none)))
    for _ in 0..<12 { training.add(Array("a rare".utf8)) }
    let trained = try #require(
      try results({
        $0.byFrequency = true
        $0.training = training
      }).frequencies)
    #expect(trained.groups.map(\.name) == ["0", "10–99"])
    #expect(trained.groups[1].systems[0] == accuracy(5, 5, 5))
  }

  private func accuracy(_ reference: Int, _ hypothesis: Int, _ matches: Int) -> FrequencyTable.Accuracy {
    var result = FrequencyTable.Accuracy()
    (result.reference, result.hypothesis, result.matches) = (reference, hypothesis, matches)
    return result
  }

  @Test func differences() throws {
    let difference = try #require(try results({ $0.differences = 5 }).differences.first)
    #expect(difference.counts == (better: 1, worse: 1, same: 1))
    #expect(difference.better.map(\.line) == [2])
    #expect(difference.worse.map(\.line) == [3])
    #expect(abs((difference.better.first?.score ?? 0) - 100) < 1e-9)
    #expect(difference.worse.first?.hypothesis == "a a b rare")
    // Fewer edits are better.
    let ter = try #require(try results({ $0.differences = 5 }, metrics: [TER()]).differences.first)
    #expect(ter.better.map(\.line) == [2])
  }

  @Test func textShowsWhatChanged() throws {
    let found = try results { $0.differences = 1 }
    var format = ScoreFormat()
    let plain = format.lines(found)
    #expect(plain.contains("    baseline   x [-q-] z w v u"))
    #expect(plain.contains("    system     x {+<y>+} z w v u"))
    #expect(!plain.joined().contains("\u{1B}"))
    format.isColored = true
    #expect(format.lines(found).contains("    system     x \u{1B}[32m<y>\u{1B}[0m z w v u"))
  }

  @Test func jsonHoldsTables() throws {
    let found = try results {
      ($0.differences, $0.ngrams, $0.byLength, $0.byFrequency) = (1, true, true, true)
    }
    var format = ScoreFormat()
    format.kind = .json
    let text = format.lines(found).joined(separator: "\n")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(Set(object.keys) == ["scores", "ngrams", "by_length", "by_frequency", "diff"])
    #expect((object["scores"] as? [[String: Any]])?.count == 2)
    let lengths = try #require(object["by_length"] as? [[String: Any]])
    #expect(lengths.map { $0["words"] as? String } == ["0–5", "6–10"])
  }

  @Test func report() throws {
    let page = HTMLReport(
      try results { ($0.differences, $0.ngrams, $0.byLength, $0.byFrequency) = (2, true, true, true) }
    ).page
    #expect(page.contains("<ins>&lt;y&gt;</ins>"))
    #expect(page.contains("prefers-color-scheme: dark"))
    #expect(page.contains("<code>nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:tolmacs-\(toolVersion)</code>"))
    // Nothing is fetched.
    for part in ["http://", "https://", "<script", "<img", "<link", "url(", "@import"] { #expect(!page.contains(part)) }
    for tag in ["table", "tr", "td", "div", "dl", "dd", "h2", "span", "del", "ins"] {
      #expect(count("<\(tag)", in: page, endsWith: " >") == count("</\(tag)", in: page, endsWith: ">"), "\(tag)")
    }
  }

  /// On a narrow screen scores stand below names; numbers that are too long for that scroll.
  @Test(arguments: [(2, true), (9, false)]) func longNumbersScroll(width: Int, isStacked: Bool) throws {
    let page = HTMLReport(try results({ _ in }, metrics: [BLEU(), ChrF(), TER()]), width: width).page
    #expect(page.contains("<table class=\"scores\"") == isStacked)
  }

  /// How often an opening or closing tag stands in a page.
  private func count(_ tag: String, in page: String, endsWith ends: String) -> Int {
    page.components(separatedBy: tag).dropFirst().filter { rest in rest.first.map { ends.contains($0) } ?? false }.count
  }

  @Test func hostileTextStaysText() throws {
    let hypotheses = try directory.write("<script>\u{1B}[31m & \"\u{0}\n", to: "h")
    let files = ScoreFiles(
      hypotheses: [hypotheses, try directory.write("b\n", to: "i")], references: [try directory.write("b c\n", to: "j")]
    )
    var run = ScoreRun(files: files, metrics: [ChrF()])
    run.analysis.differences = 1
    let results = try run.results()
    #expect(!HTMLReport(results).page.contains("<script"))
    #expect(HTMLReport(results).page.contains("&lt;script&gt;\u{FFFD}[31m &amp; &quot;\u{FFFD}"))
    #expect(!ScoreFormat().lines(results).joined().contains("\u{1B}"))
  }
}
