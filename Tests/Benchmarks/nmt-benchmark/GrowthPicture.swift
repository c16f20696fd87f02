import Foundation
import NMTSystem

/// Four panels of target tokens per second, one curve per precision, both axes logarithmic, so that doubling the cost
/// is the same step down everywhere.
struct GrowthPicture {
  private let report: GrowthReport
  private let precisions: [String]

  private static let panel = (width: 400.0, height: 270.0)
  private static let margin = (left: 62.0, right: 22.0, top: 42.0, bottom: 44.0)
  private static let head = 44.0

  init(_ report: GrowthReport) {
    self.report = report
    precisions = report.points.reduce(into: []) { if !$0.contains($1.precision) { $0.append($1.precision) } }
  }

  /// The picture as UTF-8.
  var svg: [UInt8] {
    let (width, height) = (2 * Self.panel.width, 2 * Self.panel.height + Self.head)
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.number(width)) \(Self.number(height))" font-family="sans-serif" font-size="12">
      <style>
      \(Self.rules(ink: "#1c1c1c", paper: "#ffffff", grid: "#dddddd", a: "#0b62a8", b: "#c2410c"))
      path { fill: none; stroke-width: 1.8; }
      @media (prefers-color-scheme: dark) {
      \(Self.rules(ink: "#e8e8e8", paper: "#16181c", grid: "#3a3d42", a: "#6cb6ff", b: "#ff9e64"))
      }
      </style>
      <rect class="paper" width="100%" height="100%"/>
      <text x="\(Self.number(Self.margin.left))" y="26" font-size="14" font-weight="bold">Training: target tokens a second, \(report.threads) \(report.threads == 1 ? "thread" : "threads"), \(report.instructions)</text>

      """
    for (index, name) in precisions.enumerated() {
      let x = width - Self.margin.right - 90 * Double(precisions.count - 1 - index)
      svg += Self.text(name, x: x, y: 26, anchor: "end", more: " class=\"\(Self.style(index))\" font-weight=\"bold\"")
    }
    for (index, axis) in GrowthAxis.allCases.enumerated() {
      svg += draw(
        axis, x: Double(index % 2) * Self.panel.width, y: Self.head + Double(index / 2) * Self.panel.height)
    }
    return Array((svg + "</svg>\n").utf8)
  }

  /// Plain rules, since some SVG viewers do not support variables.
  private static func rules(ink: String, paper: String, grid: String, a: String, b: String) -> String {
    """
    .paper { fill: \(paper); } text { fill: \(ink); } .grid { stroke: \(grid); }
    path.a { stroke: \(a); } path.b { stroke: \(b); } circle.a, text.a { fill: \(a); } circle.b, text.b { fill: \(b); }
    """
  }

  private static func style(_ precision: Int) -> String { precision == 0 ? "a" : "b" }

  private func draw(_ axis: GrowthAxis, x: Double, y: Double) -> String {
    let points = report.points.filter { $0.axis == axis && $0.targetTokensPerSecond > 0 }
    guard let most = points.map(\.targetTokensPerSecond).max(), let least = points.map(\.targetTokensPerSecond).min()
    else { return "" }
    let across = LogScale(
      axis.values.map(Double.init), from: x + Self.margin.left, to: x + Self.panel.width - Self.margin.right)
    let bottom = y + Self.panel.height - Self.margin.bottom
    let up = LogScale(
      LogScale.ticks(least, most), from: bottom, to: y + Self.margin.top)
    var svg = Self.text(axis.title, x: x + Self.margin.left, y: y + 26, anchor: "start", more: " font-weight=\"bold\"")
    for tick in LogScale.ticks(least, most) {
      let height = Self.number(up.place(tick))
      svg += "<line class=\"grid\" x1=\"\(Self.number(across.from))\" x2=\"\(Self.number(across.to))\" "
      svg += "y1=\"\(height)\" y2=\"\(height)\"/>\n"
      svg += Self.text(formatCount(Int(tick)), x: across.from - 8, y: up.place(tick) + 4, anchor: "end")
    }
    for value in axis.values {
      let place = Self.number(across.place(Double(value)))
      svg += "<line class=\"grid\" x1=\"\(place)\" x2=\"\(place)\" y1=\"\(Self.number(bottom))\" "
      svg += "y2=\"\(Self.number(bottom + 5))\"/>\n"
      svg += Self.text(formatCount(value), x: across.place(Double(value)), y: bottom + 20, anchor: "middle")
    }
    for (index, precision) in precisions.enumerated() {
      svg += curve(points.filter { $0.precision == precision }, Self.style(index), across, up)
    }
    return svg
  }

  private func curve(_ points: [GrowthPoint], _ style: String, _ across: LogScale, _ up: LogScale) -> String {
    let places = points.map { (across.place(Double($0.value)), up.place($0.targetTokensPerSecond)) }
    let line = places.map { "\(Self.number($0.0)) \(Self.number($0.1))" }.joined(separator: " L")
    return "<path class=\"\(style)\" d=\"M\(line)\"/>\n"
      + places.map {
        "<circle class=\"\(style)\" cx=\"\(Self.number($0.0))\" cy=\"\(Self.number($0.1))\" r=\"3\"/>\n"
      }.joined()
  }

  private static func text(_ text: String, x: Double, y: Double, anchor: String, more: String = "") -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\"\(more)>\(text)</text>\n"
  }

  private static func number(_ value: Double) -> String { String(format: "%.1f", value) }
}

/// A logarithmic axis for positive values.
private struct LogScale {
  let from: Double
  let to: Double
  private let low: Double
  private let high: Double

  /// Places the smallest and the largest of `values` at the ends.
  init(_ values: [Double], from: Double, to: Double) {
    (self.from, self.to) = (from, to)
    low = log(values.min() ?? 1)
    high = max(log(values.max() ?? 1), low + 1e-9)
  }

  func place(_ value: Double) -> Double { from + (to - from) * (log(value) - low) / (high - low) }

  /// Round numbers from just below `least` to just above `most`: 1, 2 and 5 times powers of ten, and more if the range
  /// is less than a factor of four.
  static func ticks(_ least: Double, _ most: Double) -> [Double] {
    let steps = most < 4 * least ? [1, 1.5, 2, 3, 4, 5, 7] : [1.0, 2, 5]
    let all = (0...12).flatMap { power in steps.map { $0 * pow(10, Double(power)) } }
    let first = all.last { $0 <= least } ?? 1
    let last = all.first { $0 >= most } ?? most
    return all.filter { first <= $0 && $0 <= last }
  }
}
