import Foundation
import NMTCharts
import NMTSystem

/// Curves over updates with a common scale.
struct CurvesPanel {
  struct Curve {
    /// Empty if a legend names the curve.
    let name: String
    let color: Int
    let points: [(x: Double, y: Double)]
  }

  let title: String
  let curves: [Curve]

  /// Creates a panel without the curves that have no points.
  init(_ title: String, _ curves: [Curve]) {
    self.title = title
    self.curves = curves.filter { !$0.points.isEmpty }
  }
}

/// Panels stacked vertically, as SVG. A style sheet in the picture sets the colors, with different values for viewers
/// that prefer dark.
struct CurvesPicture {
  private static let width = 760.0
  private static let panelHeight = 210.0
  private static let left = 70.0
  private static let right = 20.0
  private static let top = 30.0
  private static let bottom = 30.0
  private static let legendColumns = 3
  private static let legendLine = 18.0

  private static let lightColors = [
    "#0b62a8", "#c2410c", "#15803d", "#7e22ce", "#a16207", "#be185d", "#0f766e", "#525252",
  ]
  private static let darkColors = [
    "#6cb6ff", "#ff9e64", "#6ee7a0", "#c4a1ff", "#f2cc60", "#ff8fc0", "#5eead4", "#bdbdbd",
  ]
  static let colorCount = lightColors.count

  private let panels: [CurvesPanel]
  private let last: Double
  private let legend: [String]

  /// - Parameters:
  ///   - last: update at the right end.
  ///   - legend: names of the colors; empty if the curves have names.
  init(panels: [CurvesPanel], last: Double, legend: [String] = []) {
    self.panels = panels.filter { !$0.curves.isEmpty }
    self.last = last
    self.legend = legend
  }

  private var legendHeight: Double {
    let lines = (legend.count + Self.legendColumns - 1) / Self.legendColumns
    return lines == 0 ? 0 : Double(lines) * Self.legendLine + 10
  }

  /// The picture as UTF-8.
  var svg: [UInt8] {
    let height = legendHeight + Self.panelHeight * Double(max(panels.count, 1))
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(Self.width)) \(number(height))" font-family="sans-serif" font-size="12">
      <style>
      \(rules(ink: "#1c1c1c", paper: "#ffffff", grid: "#dddddd", Self.lightColors))
      path { fill: none; stroke-width: 1.6; }
      @media (prefers-color-scheme: dark) {
      \(rules(ink: "#e8e8e8", paper: "#16181c", grid: "#3a3d42", Self.darkColors))
      }
      </style>
      <rect class="paper" width="100%" height="100%"/>

      """
    for (index, name) in legend.enumerated() { svg += legendEntry(name, index) }
    for (index, panel) in panels.enumerated() {
      svg += draw(panel, y: legendHeight + Double(index) * Self.panelHeight)
    }
    return Array((svg + "</svg>\n").utf8)
  }

  /// Plain rules, since some SVG viewers do not support variables.
  private func rules(ink: String, paper: String, grid: String, _ colors: [String]) -> String {
    let used = 1 + (panels.flatMap { $0.curves.map(\.color) } + legend.indices).reduce(0, max)
    let classes = colors.prefix(used).enumerated().map {
      "path.c\($0) { stroke: \($1); } text.c\($0) { fill: \($1); }"
    }
    return ".paper { fill: \(paper); } text { fill: \(ink); } .grid { stroke: \(grid); }\n"
      + classes.joined(separator: "\n")
  }

  private func legendEntry(_ name: String, _ index: Int) -> String {
    let column = Double(index % Self.legendColumns)
    let x = Self.left + (Self.width - Self.left - Self.right) / Double(Self.legendColumns) * column
    let y = Double(index / Self.legendColumns + 1) * Self.legendLine
    return
      "<text class=\"c\(index)\" x=\"\(number(x))\" y=\"\(number(y))\" font-weight=\"bold\">\(escapedMarkup(name))</text>\n"
  }

  private func draw(_ panel: CurvesPanel, y: Double) -> String {
    let values = panel.curves.flatMap { $0.points.map(\.y) }
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let margin = high > low ? (high - low) * 0.05 : max(abs(high) * 0.05, 1e-9)
    let range = (low - margin)...(high + margin)
    let plot = (top: y + Self.top, bottom: y + Self.panelHeight - Self.bottom)
    func place(_ point: (x: Double, y: Double)) -> String {
      let x = Self.left + (Self.width - Self.left - Self.right) * point.x / last
      let share = (point.y - range.lowerBound) / (range.upperBound - range.lowerBound)
      return "\(number(x)) \(number(plot.bottom - (plot.bottom - plot.top) * share))"
    }
    var svg = "<text x=\"\(number(Self.left))\" y=\"\(number(y + 18))\" font-weight=\"bold\">\(panel.title)</text>\n"
    for step in 0...4 {
      svg += gridLine(share: Double(step) / 4, range: range, plot: plot)
      svg += tick(share: Double(step) / 4, y: plot.bottom + 16)
    }
    for (index, curve) in panel.curves.enumerated() {
      svg += "<path class=\"c\(curve.color)\" d=\"M\(curve.points.map(place).joined(separator: " L"))\"/>\n"
      guard !curve.name.isEmpty else { continue }
      let x = Self.width - Self.right - 190 * Double(panel.curves.count - 1 - index)
      svg += "<text class=\"c\(curve.color)\" x=\"\(number(x))\" y=\"\(number(y + 18))\""
      svg += " text-anchor=\"end\">\(escapedMarkup(curve.name))</text>\n"
    }
    return svg
  }

  private func gridLine(share: Double, range: ClosedRange<Double>, plot: (top: Double, bottom: Double)) -> String {
    let y = number(plot.bottom - (plot.bottom - plot.top) * share)
    let value = range.lowerBound + (range.upperBound - range.lowerBound) * share
    let (start, end) = (number(Self.left), number(Self.width - Self.right))
    return "<line class=\"grid\" x1=\"\(start)\" x2=\"\(end)\" y1=\"\(y)\" y2=\"\(y)\"/>\n"
      + "<text x=\"\(number(Self.left - 6))\" y=\"\(y)\" dy=\"4\" text-anchor=\"end\">"
      + "\(String(format: "%.3g", value))</text>\n"
  }

  private func tick(share: Double, y: Double) -> String {
    let x = Self.left + (Self.width - Self.left - Self.right) * share
    return
      "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"middle\">\(formatCount(Int(last * share)))</text>\n"
  }

  private func number(_ value: Double) -> String { String(format: "%.1f", value) }
}
