/// Results as text for reading, or as a table for a paper.
struct TextReport {
  private let results: ScoreResults
  private let format: ScoreFormat

  init(_ results: ScoreResults, _ format: ScoreFormat) {
    self.results = results
    self.format = format
  }

  var lines: [String] {
    let scores = results.systems.count > 1 ? severalSystems : oneSystem
    return scores + AnalysisText(results, format).lines
  }

  private var oneSystem: [String] {
    let reports = results.metrics.map { $0.reports[0] }
    return aligned(
      reports.map { report in
        format.scoreOnly
          ? report.number(width: format.width)
          : report.text(width: format.width, shortSignature: format.shortSignature)
      })
  }

  /// Aligns lines at their first equals sign, as sacreBLEU does; lines without one (numbers without an interval) come
  /// first.
  private func aligned(_ lines: [String]) -> [String] {
    let heads = lines.map { $0.unicodeScalars.prefix { $0 != "=" }.count }
    let hasSign = lines.map { $0.unicodeScalars.contains("=") }
    let widest = zip(heads, hasSign).filter(\.1).map(\.0).max() ?? 0
    return lines.indices.filter { !hasSign[$0] }.map { lines[$0] }
      + lines.indices.filter { hasSign[$0] }.map { String(repeating: " ", count: widest - heads[$0]) + lines[$0] }
  }

  private var severalSystems: [String] {
    var lines = format.kind == .latex ? table.latex : table.ruled
    lines.append("")
    if case .paired(let test) = results.resampling { lines += explanation(test) + [""] }
    lines += ["-----------------", "Metric signatures", "-----------------"]
    for metric in results.metrics {
      let name = metric.name + String(repeating: " ", count: max(0, 10 - metric.name.count))
      lines.append(" - \(name) \(metric.signature.text(short: format.shortSignature))")
    }
    return lines
  }

  private var table: TextTable {
    let hasIntervals = results.metrics[0].reports[0].comparison.interval != nil
    let titles = ["System"] + results.metrics.map { $0.name + (hasIntervals ? " (μ ± 95% CI)" : "") }
    let names = results.namesWithBaseline
    let rows = results.systems.indices.map { system in
      [cell(names[system], system)] + results.metrics.map { cell($0.reports[system], system) }
    }
    return TextTable(
      header: titles.map { TextTable.Cell($0, shown: Color.cyan($0, format.isColored)) }, rows: rows)
  }

  private func cell(_ text: String, _ system: Int) -> TextTable.Cell {
    let isBaseline = system == 0 && results.isPaired
    return TextTable.Cell(text, shown: isBaseline ? Color.yellow(text, format.isColored) : text)
  }

  private func cell(_ report: ScoreReport, _ system: Int) -> TextTable.Cell {
    var text = ScoreReport.decimal(report.value, format.width)
    if let interval = report.comparison.interval {
      let numbers = [interval.mean, interval.halfWidth].map { ScoreReport.decimal($0, format.width) }
      text += " (\(numbers[0]) ± \(numbers[1]))"
    }
    var cell = cell(text, system)
    if let pValue = report.comparison.pValue {
      let isSignificant = pValue <= 0.05
      let line = "(p = \(ScoreReport.decimal(pValue, 4)))" + (isSignificant ? "*" : "")
      let shown = isSignificant ? line : Color.red(line, format.isColored)
      if format.kind == .latex {
        cell = TextTable.Cell("\(text) \(line)")
      } else {
        cell.lines.append((line, shown))
      }
    }
    return cell
  }

  private func explanation(_ test: PairedTest) -> [String] {
    let name = test.method == .bootstrap ? "bootstrap resampling" : "approximate randomization"
    let draws = test.method == .bootstrap ? "resampled corpora" : "trials"
    return [
      "Paired \(name), \(test.samples) \(draws), each system against \(results.namesWithBaseline[0]).",
      "p: how often chance alone makes a difference this large or larger between equally good systems. * marks p ≤ 0.05.",
    ] + (test.method == .bootstrap ? ["In parentheses: mean of the resampled scores ± half of the 95 % interval."] : [])
  }
}

extension ScoreResults {
  var isPaired: Bool { if case .paired = resampling { true } else { false } }

  /// Names of the systems, with sacreBLEU's mark on the baseline.
  var namesWithBaseline: [String] {
    guard isPaired else { return systems }
    if systemsAreNumbered {
      return ["Baseline"] + (1..<systems.count).map { "System \($0)" }
    }
    return ["Baseline: \(systems[0])"] + systems.dropFirst()
  }
}
