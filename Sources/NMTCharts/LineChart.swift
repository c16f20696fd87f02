import Foundation

/// A line chart as SVG, readable offline, on light and dark backgrounds.
package struct LineChart: Sendable {
  package struct Series: Sendable {
    package var name: String
    package var points: [(x: Double, y: Double)]

    package init(_ name: String, _ points: [(x: Double, y: Double)]) { (self.name, self.points) = (name, points) }
  }
  package var title: String
  package var xLabel: String
  package var yLabel: String
  package var isLogX = false
  package var isLogY = false
  /// Decimal separator of the axis labels, by the language of the chart.
  package var decimalSeparator = "."
  package var series: [Series]

  package init(
    _ title: String, x: String, y: String, isLogX: Bool = false, isLogY: Bool = false, series: [Series]
  ) {
    (self.title, xLabel, yLabel, self.isLogX, self.isLogY, self.series) = (title, x, y, isLogX, isLogY, series)
  }

  private static let colors = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9", "#7a5195", "#7f7f7f", "#b22222",
  ]
  private static let plot = (left: 70.0, top: 34.0, width: 520.0, height: 260.0)

  /// Renders the chart as a complete `<svg>` element.
  package func svg() -> String {
    let (p, lines) = (Self.plot, visible)
    let x = Axis(lines.flatMap { $0.points.map(\.x) }, isLog: isLogX)
    let y = Axis(lines.flatMap { $0.points.map(\.y) }, isLog: isLogY)
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 350" font-family="sans-serif" font-size="12" \
      role="img" aria-label="\(escapedMarkup(title))">
      <rect width="800" height="350" fill="#fff"/>
      <text x="\(p.left)" y="20" font-weight="bold">\(escapedMarkup(title))</text>\n
      """
    for tick in y.ticks {
      let at = Self.number(p.top + p.height * (1 - y.share(tick)))
      svg += "<line x1=\"\(p.left)\" x2=\"\(p.left + p.width)\" y1=\"\(at)\" y2=\"\(at)\" stroke=\"#ddd\"/>\n"
      svg += "<text x=\"\(p.left - 6)\" y=\"\(at)\" dy=\"4\" text-anchor=\"end\">\(label(tick, y))</text>\n"
    }
    for tick in x.ticks {
      let at = Self.number(p.left + p.width * x.share(tick))
      svg += "<text x=\"\(at)\" y=\"\(p.top + p.height + 18)\" text-anchor=\"middle\">\(label(tick, x))</text>\n"
    }
    svg += "<text x=\"\(p.left + p.width / 2)\" y=\"340\" text-anchor=\"middle\">\(escapedMarkup(xLabel))</text>\n"
    svg += "<text x=\"14\" y=\"\(p.top + p.height / 2)\" text-anchor=\"middle\""
    svg += " transform=\"rotate(-90 14 \(p.top + p.height / 2))\">\(escapedMarkup(yLabel))</text>\n"
    for (k, line) in lines.enumerated() { svg += draw(line, number: k, x, y) }
    return svg + "</svg>"
  }

  /// Points that the axes can represent.
  private var visible: [Series] {
    series.map { line in
      Series(
        line.name,
        line.points.filter { $0.x.isFinite && $0.y.isFinite && (!isLogX || $0.x > 0) && (!isLogY || $0.y > 0) })
    }
  }

  private func draw(_ line: Series, number k: Int, _ x: Axis, _ y: Axis) -> String {
    let (p, color) = (Self.plot, Self.colors[k % Self.colors.count])
    let places = line.points.map { point in
      (Self.number(p.left + p.width * x.share(point.x)), Self.number(p.top + p.height * (1 - y.share(point.y))))
    }
    let dash = k >= Self.colors.count ? " stroke-dasharray=\"5 3\"" : ""
    var svg = ""
    if places.count > 1 {
      let path = places.map { "\($0.0) \($0.1)" }.joined(separator: " L")
      svg += "<path d=\"M\(path)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.6\"\(dash)/>\n"
    }
    if places.count <= 12 {
      for place in places { svg += "<circle cx=\"\(place.0)\" cy=\"\(place.1)\" r=\"3\" fill=\"\(color)\"/>\n" }
    }
    let row = p.top + 8 + 18 * Double(k)
    svg +=
      "<line x1=\"604\" x2=\"622\" y1=\"\(row)\" y2=\"\(row)\" stroke=\"\(color)\" stroke-width=\"2.5\"\(dash)/>\n"
    return svg + "<text x=\"628\" y=\"\(row)\" dy=\"4\">\(escapedMarkup(line.name))</text>\n"
  }

  private func label(_ tick: Double, _ axis: Axis) -> String {
    axis.label(tick).replacing(".", with: decimalSeparator)
  }

  private static func number(_ value: Double) -> String { String(format: "%.1f", value) }
}

/// Maps values to fractions of an axis.
private struct Axis {
  let isLog: Bool
  let low: Double
  let high: Double

  init(_ values: [Double], isLog: Bool) {
    self.isLog = isLog
    let scaled = values.map { isLog ? log10($0) : $0 }
    let (least, most) = (scaled.min() ?? 0, scaled.max() ?? 1)
    let margin = most > least ? (most - least) * 0.04 : max(abs(most) * 0.05, 0.05)
    (low, high) = (least - margin, most + margin)
  }

  func share(_ value: Double) -> Double { ((isLog ? log10(value) : value) - low) / (high - low) }

  /// Round values on the axis; on a logarithmic one powers of ten, or 1, 2 and 5 times them if it is short.
  var ticks: [Double] {
    guard isLog else { return Self.steps(low, high) }
    if high - low >= 2.5 {
      let every = max(1, Int(((high - low) / 6).rounded(.up)))
      return stride(from: Int(low.rounded(.up)), through: Int(high.rounded(.down)), by: every).map {
        pow(10, Double($0))
      }
    }
    let ends = (pow(10, low), pow(10, high))
    let values = (Int(floor(low))...Int(floor(high))).flatMap { n in [1, 2, 5].map { $0 * pow(10, Double(n)) } }
      .filter { ends.0 <= $0 && $0 <= ends.1 }
    return values.count > 2 ? values : Self.steps(ends.0, ends.1)
  }

  /// Three to seven multiples of 1, 2 or 5 times a power of ten.
  private static func steps(_ low: Double, _ high: Double) -> [Double] {
    let raw = (high - low) / 5
    let power = pow(10, floor(log10(raw)))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= raw } ?? raw
    return Array(stride(from: (low / step).rounded(.up) * step, through: high, by: step))
  }

  func label(_ value: Double) -> String {
    // Rounding error of a linear axis's steps is shown as zero.
    let shown = !isLog && abs(value) < 1e-12 ? 0 : value
    return String(format: abs(shown) >= 1e5 || (shown != 0 && abs(shown) < 1e-3) ? "%.0e" : "%.4g", shown)
  }
}
