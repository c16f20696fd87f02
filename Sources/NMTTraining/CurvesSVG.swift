import Foundation
import NMTSystem

/// `curves.svg`: loss, validation loss, BLEU and learning rate over updates, one panel each.
///
/// The colours are a style sheet inside the picture, with other values where the viewer prefers dark.
package enum CurvesSVG {
  private static let width = 760.0
  private static let panelHeight = 210.0
  private static let left = 70.0
  private static let right = 20.0
  private static let top = 30.0
  private static let bottom = 30.0

  private struct Series {
    let name: String
    let style: String
    let points: [(x: Double, y: Double)]
  }

  /// The picture of a log as UTF-8.
  package static func picture(_ entries: [LogEntry]) -> [UInt8] {
    let panels = Self.panels(entries)
    let height = panelHeight * Double(max(panels.count, 1))
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" font-family="sans-serif" font-size="12">
      <style>
      \(rules(ink: "#1c1c1c", paper: "#ffffff", grid: "#dddddd", a: "#0b62a8", b: "#c2410c"))
      path { fill: none; stroke-width: 1.6; }
      @media (prefers-color-scheme: dark) {
      \(rules(ink: "#e8e8e8", paper: "#16181c", grid: "#3a3d42", a: "#6cb6ff", b: "#ff9e64"))
      }
      </style>
      <rect class="paper" width="100%" height="100%"/>

      """
    let last = Double(entries.map(\.update).max() ?? 1)
    for (index, panel) in panels.enumerated() {
      svg += draw(panel.title, panel.series, until: max(1, last), y: Double(index) * panelHeight)
    }
    return Array((svg + "</svg>\n").utf8)
  }

  /// Plain rules: not every viewer of SVG knows variables.
  private static func rules(ink: String, paper: String, grid: String, a: String, b: String) -> String {
    """
    .paper { fill: \(paper); } text { fill: \(ink); } .grid { stroke: \(grid); }
    path.a { stroke: \(a); } path.b { stroke: \(b); } text.a { fill: \(a); } text.b { fill: \(b); }
    """
  }

  private static func panels(_ entries: [LogEntry]) -> [(title: String, series: [Series])] {
    let training = entries.filter { $0.kind == .training }
    let validation = entries.filter { $0.kind == .validation }
    let all: [(String, [Series])] = [
      (
        "Loss a target token",
        [
          series("training (smoothed labels)", "a", training) { $0.loss },
          series("validation", "b", validation) { $0.loss },
        ]
      ),
      (
        "Validation BLEU",
        [
          series("newest weights", "a", validation) { $0.bleu },
          series("averaged weights", "b", validation) { $0.averagedBLEU },
        ]
      ),
      ("Learning rate", [series("", "a", training) { $0.learningRate }]),
    ]
    return all.map { ($0.0, $0.1.filter { !$0.points.isEmpty }) }.filter { !$0.1.isEmpty }
  }

  private static func series(
    _ name: String, _ style: String, _ entries: [LogEntry], _ value: (LogEntry) -> Double?
  ) -> Series {
    let points = entries.compactMap { entry in
      value(entry).flatMap { $0.isFinite ? (x: Double(entry.update), y: $0) : nil }
    }
    return Series(name: name, style: style, points: points)
  }

  private static func draw(_ title: String, _ series: [Series], until last: Double, y: Double) -> String {
    let values = series.flatMap { $0.points.map(\.y) }
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let margin = high > low ? (high - low) * 0.05 : max(abs(high) * 0.05, 1e-9)
    let range = (low - margin)...(high + margin)
    let plot = (top: y + top, bottom: y + panelHeight - bottom)
    func place(_ point: (x: Double, y: Double)) -> String {
      let x = left + (width - left - right) * point.x / last
      let share = (point.y - range.lowerBound) / (range.upperBound - range.lowerBound)
      return "\(number(x)) \(number(plot.bottom - (plot.bottom - plot.top) * share))"
    }
    var svg = "<text x=\"\(number(left))\" y=\"\(number(y + 18))\" font-weight=\"bold\">\(title)</text>\n"
    for step in 0...4 {
      svg += gridLine(share: Double(step) / 4, range: range, plot: plot)
      svg += tick(share: Double(step) / 4, last: last, y: plot.bottom + 16)
    }
    for (index, line) in series.enumerated() {
      svg += "<path class=\"\(line.style)\" d=\"M\(line.points.map(place).joined(separator: " L"))\"/>\n"
      let x = width - right - 190 * Double(series.count - 1 - index)
      svg += "<text class=\"\(line.style)\" x=\"\(number(x))\" y=\"\(number(y + 18))\""
      svg += " text-anchor=\"end\">\(line.name)</text>\n"
    }
    return svg
  }

  private static func gridLine(share: Double, range: ClosedRange<Double>, plot: (top: Double, bottom: Double)) -> String
  {
    let y = number(plot.bottom - (plot.bottom - plot.top) * share)
    let value = range.lowerBound + (range.upperBound - range.lowerBound) * share
    return "<line class=\"grid\" x1=\"\(number(left))\" x2=\"\(number(width - right))\" y1=\"\(y)\" y2=\"\(y)\"/>\n"
      + "<text x=\"\(number(left - 6))\" y=\"\(y)\" dy=\"4\" text-anchor=\"end\">\(String(format: "%.3g", value))</text>\n"
  }

  private static func tick(share: Double, last: Double, y: Double) -> String {
    let x = left + (width - left - right) * share
    return
      "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"middle\">\(formatCount(Int(last * share)))</text>\n"
  }

  private static func number(_ value: Double) -> String { String(format: "%.1f", value) }
}
