import Foundation
import NMTCharts
import NMTStudy
import NMTSystem
import NMTTestSupport
import Testing

/// The page is made of what was measured, in two languages, and nothing in it can break it.
struct StudyPagesTests {
  private static let finding = Finding(
    "copy", title: Bilingual("A <title> & more", "Egy <cím>"), question: Bilingual("Question?", "Kérdés?"),
    answer: Bilingual("99.5 % right", "99,5% jó"),
    charts: [
      StudyChart(
        Bilingual("Chart", "Ábra"), x: Bilingual("delay", "késleltetés"), y: Bilingual("accuracy", "pontosság"),
        isLogX: true, isLogY: true,
        series: [
          StudyChart.Series(Bilingual("one", "egy"), [(1, 0.5), (10, 0), (100, .infinity), (1000, 2e5)])
        ])
    ],
    tables: [
      StudyTable(
        [Bilingual("network", "háló"), Bilingual(both: "|h|")], [[Bilingual(both: "2 < 3"), .number("61.5 %")]])
    ],
    facts: ["lstm": 0.995, "lost": .infinity])

  @Test func everyFileIsWrittenAndHoldsTheNumbers() throws {
    let directory = TemporaryDirectory()
    let path = directory.file("study")
    try StudyPages.write([Self.finding], options: StudyOptions(), to: path)
    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }
    let page = try text("index.html")
    #expect(page.contains("99.5 % right") && page.contains("99,5% jó") && page.contains("A &lt;title&gt; &amp; more"))
    #expect(page.contains("<svg") && page.contains("2 &lt; 3"))
    #expect(!page.contains("https://") && !page.replacing("http://www.w3.org/2000/svg", with: "").contains("http://"))
    let (english, hungarian) = (try text("study.md"), try text("study.hu.md"))
    #expect(english.contains("![Chart](copy.svg)") && english.contains("99.5 % right"))
    #expect(english.contains(#"| network | \|h\| |"#) && english.contains("| 2 < 3 | 61.5 % |"))
    #expect(hungarian.contains("![Ábra](copy.hu.svg)") && hungarian.contains("99,5% jó"))
    #expect(hungarian.contains("| háló |") && hungarian.contains("| 61,5% |"))
    let results = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: "\(path)/results.json")))
        as? [String: Any])
    let findings = try #require(results["findings"] as? [[String: Any]])
    #expect((findings.first?["facts"] as? [String: Any])?["lstm"] as? Double == 0.995)
  }

  /// Whatever a reader of one language sees, is in that language: in the page's elements and in the pictures.
  @Test func eachLanguageHasItsOwnWords() throws {
    let directory = TemporaryDirectory()
    let path = directory.file("study")
    try StudyPages.write([Self.finding], options: StudyOptions(), to: path)
    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }
    let (english, hungarian) = (["Chart", "delay", "accuracy", "one"], ["Ábra", "késleltetés", "pontosság", "egy"])
    let pictures = (try text("copy.svg"), try text("copy.hu.svg"))
    for word in english { #expect(pictures.0.contains(">\(word)<") && !pictures.1.contains(">\(word)<"), "\(word)") }
    for word in hungarian { #expect(pictures.1.contains(">\(word)<") && !pictures.0.contains(">\(word)<"), "\(word)") }
    let page = try text("index.html")
    for (own, other, language) in [(english, hungarian, "en"), (hungarian, english, "hu")] {
      let figures = page.components(separatedBy: "<figure lang=\"\(language)\">").dropFirst()
      let figure = try #require(figures.first?.components(separatedBy: "</figure>").first)
      #expect(figures.count == 1 && own.allSatisfy { figure.contains(">\($0)<") }, "\(language)")
      #expect(!other.contains { figure.contains(">\($0)<") }, "\(language)")
    }
    #expect(page.contains("<table lang=\"hu\"><tr><th>háló</th>") && page.contains("<td>61,5%</td>"))
  }

  /// Points that a logarithm cannot show are left out; what is drawn lies inside the picture.
  @Test func chartsShowWhatTheyCan() {
    let svg = Self.finding.charts[0].lineChart(.english).svg()
    #expect(svg.components(separatedBy: "<circle").count == 3)
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }

  @Test func axesHaveTheLanguagesDecimals() {
    let chart = StudyChart(
      Bilingual(both: "c"), x: Bilingual(both: "x"), y: Bilingual(both: "y"),
      series: [StudyChart.Series(Bilingual(both: "s"), [(0, 0), (1, 1)])])
    let (english, hungarian) = (chart.lineChart(.english).svg(), chart.lineChart(.hungarian).svg())
    #expect(english.contains(">0.5<") && !english.contains(">0,5<"))
    #expect(hungarian.contains(">0,5<") && !hungarian.contains(">0.5<"))
  }
}
