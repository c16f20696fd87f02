import Foundation
import NMTCharts
import Testing

@Suite struct LineChartTests {
  @Test func logarithmicAxesHaveRoundNumbers() {
    func svg(_ points: [(x: Double, y: Double)]) -> String {
      LineChart("c", x: "x", y: "y", isLogX: true, isLogY: true, series: [LineChart.Series("s", points)]).svg()
    }
    let deep = svg([(10, 1e-22), (300, 1)])
    #expect(["1e-22", "1e-18", "0.01"].allSatisfy { deep.contains(">\($0)<") } && !deep.contains(">0<"), "\(deep)")
    #expect(["10", "20", "50", "100", "200"].allSatisfy { deep.contains(">\($0)<") }, "\(deep)")
    #expect(svg([(10, 3), (300, 4)]).contains(">3.5<"))
  }

  @Test func aChartWithoutPointsIsWhole() {
    let svg = LineChart("empty", x: "x", y: "y", series: []).svg()
    #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>") && !svg.contains("nan"))
  }

  /// Every series is a path of its own; labels from anywhere cannot end an element.
  @Test func labelsAreEscaped() {
    let lines = ["a<b", "c&d"].map { LineChart.Series($0, [(0, 1), (1, 2), (2, 0)]) }
    let svg = LineChart("</svg>", x: "\"x\"", y: "y\u{1}", series: lines).svg()
    #expect(svg.components(separatedBy: "<path").count == 3)
    #expect(svg.contains(">a&lt;b<") && svg.contains(">c&amp;d<") && svg.contains("&quot;x&quot;"))
    #expect(svg.components(separatedBy: "</svg>").count == 2 && svg.contains(">y\u{FFFD}<"))
  }

  @Test(arguments: [
    ("plain ő 漢", "plain ő 漢"), ("<&>\"", "&lt;&amp;&gt;&quot;"),
    ("\u{0}\u{7F}\u{85}\u{FFFE}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
  ])
  func markupIsSafeText(text: String, escaped: String) { #expect(escapedMarkup(text) == escaped) }
}
