import Foundation
import NMTSystem

/// The findings as pages: `index.html` in both languages, `study.md`, `study.hu.md`, a picture for each chart, and
/// `results.json` with every figure's numbers.
public enum StudyPages {
  private static let title = Bilingual(
    "What the seminar says about networks for sequences, measured",
    "Amit a szeminárium a sorozatok hálóiról mond, mérve")
  private static let introduction = Bilingual(
    "Every number below comes from this run: fixed seeds, this toolkit's own layers.",
    "Alább minden szám ebből a futásból való: rögzített véletlenmagok, az eszközkészlet saját rétegei.")

  /// Writes all files into `directory`, which is made where it is missing.
  public static func write(_ findings: [Finding], options: StudyOptions, to directory: String) throws {
    try DurableFile.createDirectory(directory)
    func save(_ text: String, _ name: String) throws {
      try DurableFile.write(Array(text.utf8), to: "\(directory)/\(name)")
    }
    for finding in findings {
      for (k, chart) in finding.charts.enumerated() { try save(chart.svg() + "\n", picture(finding, k)) }
    }
    try save(html(findings, options), "index.html")
    try save(markdown(findings, options, \.english), "study.md")
    try save(markdown(findings, options, \.hungarian), "study.hu.md")
    try DurableFile.write(try json(findings, options), to: "\(directory)/results.json")
  }

  private static func picture(_ finding: Finding, _ k: Int) -> String {
    finding.charts.count == 1 ? "\(finding.name).svg" : "\(finding.name)-\(k + 1).svg"
  }

  private static func size(_ options: StudyOptions) -> Bilingual {
    options.isQuick
      ? Bilingual(
        "This was the quick run: short delays, one seed.", "Ez a gyors futás: rövid késleltetések, egy véletlenmag.")
      : Bilingual("", "")
  }

  // MARK: Markdown

  private static func markdown(
    _ findings: [Finding], _ options: StudyOptions, _ language: KeyPath<Bilingual, String>
  ) -> String {
    var text =
      "# \(title[keyPath: language])\n\n\(introduction[keyPath: language]) \(size(options)[keyPath: language])\n"
    for (number, finding) in findings.enumerated() {
      text += "\n## \(number + 1). \(finding.title[keyPath: language])\n\n\(finding.question[keyPath: language])\n"
      for k in finding.charts.indices {
        text += "\n![\(finding.charts[k].title)](\(picture(finding, k)))\n"
      }
      text += "\n\(finding.answer[keyPath: language])\n"
      for table in finding.tables {
        let rows = [table.columns, table.columns.map { _ in "---" }] + table.rows
        text += "\n" + rows.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n") + "\n"
      }
    }
    return text
  }

  // MARK: HTML

  private static let style = """
    body { font: 16px/1.5 sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
    svg { max-width: 100%; height: auto; } table { border-collapse: collapse; font-size: 14px; }
    td, th { border: 1px solid #ccc; padding: 2px 8px; text-align: left; }
    #hu:checked ~ main [lang=en], #en:checked ~ main [lang=hu] { display: none; }
    """

  private static func both(_ tag: String, _ text: Bilingual, number: String = "") -> String {
    let (english, hungarian) = (escapedMarkup(text.english), escapedMarkup(text.hungarian))
    return "<\(tag) lang=\"en\">\(number)\(english)</\(tag)>\n<\(tag) lang=\"hu\">\(number)\(hungarian)</\(tag)>\n"
  }

  private static func html(_ findings: [Finding], _ options: StudyOptions) -> String {
    var page = """
      <!DOCTYPE html>
      <html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>\(title.english)</title><style>\(style)</style></head><body>
      <input type="radio" name="language" id="en" checked><label for="en">English</label>
      <input type="radio" name="language" id="hu"><label for="hu">magyar</label>
      <main>\n
      """
    page += both("h1", title) + both("p", introduction) + both("p", size(options))
    for (number, finding) in findings.enumerated() {
      page += "<section id=\"\(finding.name)\">\n" + both("h2", finding.title, number: "\(number + 1). ")
      page += both("p", finding.question) + finding.charts.map { $0.svg() }.joined() + both("p", finding.answer)
      for table in finding.tables {
        page += "<table><tr>" + table.columns.map { "<th>\(escapedMarkup($0))</th>" }.joined() + "</tr>\n"
        for row in table.rows { page += "<tr>" + row.map { "<td>\(escapedMarkup($0))</td>" }.joined() + "</tr>\n" }
        page += "</table>\n"
      }
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
    struct Entry: Encodable {
      var name: String
      var title: Bilingual
      var facts: [String: Double]
      var figures: [Figure]
      var tables: [StudyTable]
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
            title: chart.title,
            series: chart.series.map { Results.Curve(name: $0.name, points: $0.points.map { [$0.x, $0.y] }) })
        }, tables: finding.tables)
    }
    return [UInt8](try encoder.encode(Results(quick: options.isQuick, seed: options.seed, findings: entries))) + [0x0A]
  }
}
