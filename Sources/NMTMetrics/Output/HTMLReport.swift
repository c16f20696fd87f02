import NMTCharts
import NMTSystem

/// The results as one self-contained HTML page.
public struct HTMLReport {
  private let results: ScoreResults
  private let width: Int

  /// A report on results, with scores rounded to `width` decimals.
  public init(_ results: ScoreResults, width: Int = 1) {
    self.results = results
    self.width = width
  }

  /// Writes the page to a file, replacing an existing one.
  public func write(to path: String) throws { try DurableFile.write(Array(page.utf8), to: path) }

  /// The complete page: scores, tables and example sentences of the results, then the signatures.
  public var page: String {
    let count = results.systems.count
    let title = "\(count) \(count == 1 ? "system" : "systems") on \(formatCount(results.segmentCount)) segments"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>\(title)</title>
      <style>
      \(HTMLStyle.sheet)
      </style>
      </head>
      <body>
      <h1>\(title)</h1>
      \(scores)
      \(ngrams)
      \(lengths)
      \(frequencies)
      \(HTMLSentences(results.differences, number: number).sections)
      <h2>Signatures</h2>
      \(results.metrics.map { "<p>\($0.name)<br><code>\(escapedMarkup($0.signature.description))</code></p>" }
        .joined(separator: "\n"))
      </body>
      </html>

      """
  }

  private func number(_ value: Double) -> String { ScoreReport.decimal(value, width) }

  // MARK: Scores

  private var scores: String {
    let names = results.namesWithBaseline
    let rows = results.systems.indices.map { system in
      [HTML.Cell("\(HTML.letter(system))\(escapedMarkup(names[system]))", isName: true)]
        + results.metrics.map { HTML.Cell(score($0, system)) }
    }
    return explanation + HTML.table(["System"] + results.metrics.map(\.name), rows, metrics: narrowColumns)
  }

  /// Number of metrics to show below a system's name on a narrow screen. Nil if that many columns of `26.6 ± 0.7` do
  /// not fit 400 pixels, about 54 characters; the table then scrolls instead.
  private var narrowColumns: Int? {
    let columns = results.metrics.count
    return columns * (10 + 2 * width) <= 56 ? columns : nil
  }

  /// A score with a bar relative to the highest of all systems, its interval and its p-value.
  private func score(_ metric: MetricResult, _ system: Int) -> String {
    let report = metric.reports[system]
    let largest = metric.reports.map(\.value).max() ?? 0
    let share = largest > 0 ? max(0, min(1, report.value / largest)) : 0
    var cell = "\(number(report.value))<span class=\"track\"><span style=\"width: \(Int(share * 100))%\"></span></span>"
    if let interval = report.comparison.interval {
      cell += "<span class=\"small\">\(number(interval.mean)) ± \(number(interval.halfWidth))</span>"
    }
    if let pValue = report.comparison.pValue {
      let mark = pValue <= 0.05 ? " *" : ""
      cell += "<span class=\"small\">p = \(ScoreReport.decimal(pValue, 4))\(mark)</span>"
    }
    return cell
  }

  /// Explains what the cells contain besides scores.
  private var explanation: String {
    var sentences = [String]()
    if case .paired(let test) = results.resampling {
      let name = test.method == .bootstrap ? "paired bootstrap resampling" : "approximate randomization"
      sentences.append(
        "p is how often chance alone makes a difference to the baseline this large or larger "
          + "(\(name), \(formatCount(test.samples)) samples); * marks p&nbsp;≤&nbsp;0.05.")
    }
    let reports = results.metrics.flatMap(\.reports)
    if reports.contains(where: { $0.comparison.interval != nil }) {
      sentences.append("Mean of the scores of resampled corpora&nbsp;± half of their 95&nbsp;% interval.")
    }
    for metric in results.metrics {
      if case .lowerIsBetter(let counted) = metric.direction {
        sentences.append("\(metric.name) counts \(counted): lower is better.")
      }
    }
    if results.systems.count > 1 { sentences.append("Bars compare the systems.") }
    return sentences.isEmpty ? "" : "<p class=\"soft\">\(sentences.joined(separator: " "))</p>\n"
  }

  // MARK: Tables

  private var ngrams: String {
    guard let ngrams = results.ngrams else { return "" }
    let header = ["System", "BLEU"] + ngrams[0].precisions.indices.map { "\($0 + 1)-grams" } + ["brevity", "length"]
    let rows = ngrams.enumerated().map { system, score in
      let cells =
        [HTML.letter(system), number(score.value)] + score.precisions.map(number)
        + [ScoreReport.decimal(score.brevityPenalty, 3), ScoreReport.decimal(score.lengthRatio, 3)]
      return cells.map { HTML.Cell($0) }
    }
    return "<h2>N-gram precisions of BLEU</h2>\n" + HTML.table(header, rows)
  }

  private var letters: [String] { results.systems.indices.map(HTML.letter) }

  private var lengths: String {
    guard let lengths = results.lengths else { return "" }
    return results.metrics.enumerated().map { index, metric in
      let rows = lengths.groups.map { group in
        [HTML.Cell(group.name), HTML.Cell(formatCount(group.segments))]
          + heated(group.scores[index], metric.higherIsBetter)
      }
      return "<h2>\(metric.name) by words of the reference</h2>\n"
        + HTML.table(["Words", "segments"] + letters, rows)
    }.joined(separator: "\n")
  }

  private var frequencies: String {
    guard let frequencies = results.frequencies else { return "" }
    let rows = frequencies.groups.map { group in
      [HTML.Cell(group.name), HTML.Cell(formatCount(group.types))] + heated(group.systems.map(\.f1), true)
    }
    return """
      <h2>Words by their frequency in the \(frequencies.origin)</h2>
      <p class="soft">F1 of the words in percent: how many of both sides' words the systems and the references share.</p>
      """ + HTML.table(["Frequency", "different words"] + letters, rows)
  }

  /// Cells of one row of numbers, with a stronger background for better ones.
  private func heated(_ values: [Double], _ higherIsBetter: Bool) -> [HTML.Cell] {
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    return values.map { value in
      let share = (value - low) / (high - low)
      return HTML.Cell(number(value), heat: high > low ? 0.04 + 0.36 * (higherIsBetter ? share : 1 - share) : nil)
    }
  }
}

/// HTML building blocks.
enum HTML {
  /// A system's short name: A, B, …, Z, 27, 28, ….
  static func letter(_ system: Int) -> String {
    let letter = system < 26 ? String(UnicodeScalar(UInt8(0x41 + system))) : String(system + 1)
    return "<span class=\"letter\">\(letter)</span>"
  }

  struct Cell {
    let html: String
    /// Strength of the background, 0 to 1.
    var heat: Double?
    /// Whether the text may be long and can be broken anywhere.
    var isName = false

    init(_ html: String, heat: Double? = nil, isName: Bool = false) {
      self.html = html
      self.heat = heat
      self.isName = isName
    }

    fileprivate var element: String {
      if let heat { return "<td class=\"heat\" style=\"--share: \(ScoreReport.decimal(heat, 2))\">\(html)</td>" }
      return isName ? "<td class=\"name\">\(html)</td>" : "<td>\(html)</td>"
    }
  }

  /// - Parameter metrics: number of columns after the names in a table of scores; on narrow screens the names stand
  ///   above them.
  static func table(_ header: [String], _ rows: [[Cell]], metrics: Int? = nil) -> String {
    let form = metrics.map { " class=\"scores\" style=\"--metrics: \($0)\"" } ?? ""
    let head = header.map { "<th scope=\"col\">\($0)</th>" }.joined()
    let body = rows.map { row in "<tr>\(row.map(\.element).joined())</tr>" }
    return """
      <div class="scroll" tabindex="0"><table\(form)>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }
}
