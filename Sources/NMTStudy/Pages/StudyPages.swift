import Foundation
import NMTCharts
import NMTSystem

/// The findings as pages: `index.html` in both languages, `study.md`, `study.hu.md`, two pictures per chart, and
/// `results.json` with the numbers of every chart under English names.
package enum StudyPages {
  private static let title = Bilingual(
    "What the seminar says about networks for sequences, measured",
    "Amit a szeminárium a sorozatok hálóiról mond, mérve")
  private static let introduction = Bilingual(
    "Every number below comes from this run: fixed seeds, this toolkit's own layers.",
    "Alább minden szám ebből a futásból való: rögzített véletlenmagok, az eszközkészlet saját rétegei.")

  /// Writes all files into `directory`, creating it if missing.
  package static func write(_ findings: [Finding], options: StudyOptions, to directory: String) throws {
    try DurableFile.createDirectory(directory)
    func save(_ text: String, _ name: String) throws {
      try DurableFile.write(Array(text.utf8), to: "\(directory)/\(name)")
    }
    for finding in findings {
      for (k, chart) in finding.charts.enumerated() {
        for language in StudyLanguage.allCases {
          try save(chart.lineChart(language).svg() + "\n", picture(finding, k, language))
        }
      }
    }
    try save(html(findings, options), "index.html")
    try save(markdown(findings, options, .english), "study.md")
    try save(markdown(findings, options, .hungarian), "study.hu.md")
    try DurableFile.write(try json(findings, options), to: "\(directory)/results.json")
  }

  private static func picture(_ finding: Finding, _ k: Int, _ language: StudyLanguage) -> String {
    let name = finding.charts.count == 1 ? finding.name : "\(finding.name)-\(k + 1)"
    return language == .english ? "\(name).svg" : "\(name).\(language.rawValue).svg"
  }

  private static func size(_ options: StudyOptions) -> Bilingual {
    options.isQuick
      ? Bilingual(
        "This was the quick run: short delays, one seed.", "Ez a gyors futás: rövid késleltetések, egy véletlenmag.")
      : Bilingual("", "")
  }

  // MARK: Markdown

  private static func markdown(
    _ findings: [Finding], _ options: StudyOptions, _ language: StudyLanguage
  ) -> String {
    var text = "# \(title[language])\n\n\(introduction[language]) \(size(options)[language])\n"
    for (number, finding) in findings.enumerated() {
      text += "\n## \(number + 1). \(finding.title[language])\n\n\(finding.question[language])\n"
      for (k, chart) in finding.charts.enumerated() {
        text += "\n![\(chart.title[language])](\(picture(finding, k, language)))\n"
      }
      text += "\n\(finding.answer[language])\n"
      for table in finding.tables {
        let rows = ([table.columns] + table.rows).map { $0.map { $0[language].replacing("|", with: "\\|") } }
        let lines = [rows[0], table.columns.map { _ in "---" }] + rows.dropFirst()
        text += "\n" + lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n") + "\n"
      }
    }
    return text
  }

  // MARK: HTML

  private static let style = """
    body { font: 16px/1.5 sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
    figure { margin: 0; } svg { max-width: 100%; height: auto; } table { border-collapse: collapse; font-size: 14px; }
    td, th { border: 1px solid #ccc; padding: 2px 8px; text-align: left; }
    #hu:checked ~ main [lang=en], #en:checked ~ main [lang=hu] { display: none; }
    """

  /// One element per language; the page shows one at a time.
  private static func both(_ tag: String, _ content: (StudyLanguage) -> String) -> String {
    StudyLanguage.allCases.map { "<\(tag) lang=\"\($0.rawValue)\">\(content($0))</\(tag)>\n" }.joined()
  }

  private static func both(_ tag: String, _ text: Bilingual, number: String = "") -> String {
    both(tag) { number + escapedMarkup(text[$0]) }
  }

  private static func rows(_ table: StudyTable, _ language: StudyLanguage) -> String {
    func row(_ cells: [Bilingual], _ tag: String) -> String {
      "<tr>" + cells.map { "<\(tag)>\(escapedMarkup($0[language]))</\(tag)>" }.joined() + "</tr>\n"
    }
    return row(table.columns, "th") + table.rows.map { row($0, "td") }.joined()
  }

  private static func html(_ findings: [Finding], _ options: StudyOptions) -> String {
    var page = """
      <!DOCTYPE html>
      <html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>\(title.english) · \(title.hungarian)</title><style>\(style)</style></head><body>
      <input type="radio" name="language" id="en" checked><label for="en">English</label>
      <input type="radio" name="language" id="hu"><label for="hu">magyar</label>
      <main>\n
      """
    page += both("h1", title) + both("p", introduction) + both("p", size(options))
    for (number, finding) in findings.enumerated() {
      page += "<section id=\"\(finding.name)\">\n" + both("h2", finding.title, number: "\(number + 1). ")
      page += both("p", finding.question)
      for chart in finding.charts { page += both("figure") { chart.lineChart($0).svg() } }
      page += both("p", finding.answer)
      for table in finding.tables { page += both("table") { rows(table, $0) } }
      page += "</section>\n"
    }
    return page + "</main></body></html>\n"
  }

  // MARK: JSON

  private struct Results: Encodable {
    struct Curve: Encodable {
      var name: String
      var points: [[Double]]
    }
    struct Figure: Encodable {
      var title: String
      var series: [Curve]
    }
    struct Table: Encodable {
      var columns: [String]
      var rows: [[String]]
    }
    struct Entry: Encodable {
      var name: String
      var title: Bilingual
      var facts: [String: Double]
      var figures: [Figure]
      var tables: [Table]
    }
    var quick: Bool
    var seed: UInt64
    var findings: [Entry]
  }

  private static func json(_ findings: [Finding], _ options: StudyOptions) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    let entries = findings.map { finding in
      Results.Entry(
        name: finding.name, title: finding.title, facts: finding.facts,
        figures: finding.charts.map { chart in
          Results.Figure(
            title: chart.title.english,
            series: chart.series.map { Results.Curve(name: $0.name.english, points: $0.points.map { [$0.x, $0.y] }) })
        },
        tables: finding.tables.map { table in
          Results.Table(columns: table.columns.map(\.english), rows: table.rows.map { $0.map(\.english) })
        })
    }
    return [UInt8](try encoder.encode(Results(quick: options.isQuick, seed: options.seed, findings: entries))) + [0x0A]
  }
}
