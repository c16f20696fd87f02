import Foundation
import NMTStudy
import NMTSystem
import NMTTestSupport
import Testing

/// The page is made of what was measured, and nothing in it can break it.
struct StudyPagesTests {
  private static let finding = Finding(
    "copy", title: Bilingual("A <title> & more", "Egy <cím>"), question: Bilingual("Question?", "Kérdés?"),
    answer: Bilingual("99.5 % right", "99,5 % jó"),
    charts: [
      LineChart(
        "Chart", x: "x", y: "y", isLogX: true, isLogY: true,
        series: [LineChart.Series("one", [(1, 0.5), (10, 0), (100, .infinity), (1000, 2e5)])])
    ],
    tables: [StudyTable(["a", "b"], [["1", "2 < 3"]])], facts: ["lstm": 0.995, "lost": .infinity])

  @Test func everyFileIsWrittenAndHoldsTheNumbers() throws {
    let directory = TemporaryDirectory()
    let path = directory.file("study")
    try StudyPages.write([Self.finding], options: StudyOptions(), to: path)
    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }
    let page = try text("index.html")
    #expect(page.contains("99.5 % right") && page.contains("99,5 % jó") && page.contains("A &lt;title&gt; &amp; more"))
    #expect(page.contains("<svg") && page.contains("2 &lt; 3"))
    #expect(!page.contains("https://") && !page.replacing("http://www.w3.org/2000/svg", with: "").contains("http://"))
    #expect(try text("study.md").contains("![Chart](copy.svg)") && text("study.md").contains("99.5 % right"))
    #expect(try text("study.hu.md").contains("99,5 % jó") && !text("study.hu.md").contains("99.5 %"))
    let results = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: "\(path)/results.json")))
        as? [String: Any])
    let findings = try #require(results["findings"] as? [[String: Any]])
    #expect((findings.first?["facts"] as? [String: Any])?["lstm"] as? Double == 0.995)
  }

  /// Points that a logarithm cannot show are left out; what is drawn lies inside the picture.
  @Test func chartsShowWhatTheyCan() {
    let svg = Self.finding.charts[0].svg()
    #expect(svg.components(separatedBy: "<circle").count == 3)
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    #expect(LineChart("empty", x: "x", y: "y", series: []).svg().hasSuffix("</svg>"))
  }
}
