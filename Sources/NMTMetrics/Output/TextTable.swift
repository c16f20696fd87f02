/// A table for reading or for LaTeX (booktabs), byte for byte like sacreBLEU's.
///
/// The first column is right-aligned, the others centered. A cell may have several lines.
struct TextTable {
  struct Cell {
    /// Lines of text, each plain and as shown on a terminal.
    var lines: [(text: String, shown: String)]

    init(_ text: String, shown: String? = nil) { lines = [(text, shown ?? text)] }

    var width: Int { lines.map { $0.text.unicodeScalars.count }.max() ?? 0 }
  }

  let header: [Cell]
  let rows: [[Cell]]

  private var widths: [Int] {
    header.indices.map { column in max(header[column].width + 2, rows.map { $0[column].width }.max() ?? 0) }
  }

  var ruled: [String] {
    let widths = self.widths
    func rule(_ left: String, _ line: String, _ middle: String, _ right: String) -> String {
      left + widths.map { String(repeating: line, count: $0 + 2) }.joined(separator: middle) + right
    }
    var lines = [rule("╒", "═", "╤", "╕")]
    lines += Self.lines(header, widths).map { "│ " + $0.joined(separator: " │ ") + " │" }
    lines.append(rule("╞", "═", "╪", "╡"))
    for (index, row) in rows.enumerated() {
      if index > 0 { lines.append(rule("├", "─", "┼", "┤")) }
      lines += Self.lines(row, widths).map { "│ " + $0.joined(separator: " │ ") + " │" }
    }
    return lines + [rule("╘", "═", "╧", "╛")]
  }

  var latex: [String] {
    let widths = self.widths
    func line(_ cells: [Cell]) -> String {
      Self.lines(cells, widths).map { " " + $0.map(Self.escaped).joined(separator: " & ") + " \\\\" }
        .joined(separator: "\n")
    }
    return ["\\begin{tabular}{r" + String(repeating: "c", count: header.count - 1) + "}", "\\toprule", line(header)]
      + ["\\midrule"] + rows.map(line) + ["\\bottomrule", "\\end{tabular}"]
  }

  /// Lines of a row, each as padded cells.
  private static func lines(_ row: [Cell], _ widths: [Int]) -> [[String]] {
    (0..<(row.map(\.lines.count).max() ?? 0)).map { line in
      row.indices.map { column in
        let (text, shown) = line < row[column].lines.count ? row[column].lines[line] : ("", "")
        let space = widths[column] - text.unicodeScalars.count
        let left = column == 0 ? space : space / 2
        return String(repeating: " ", count: left) + shown + String(repeating: " ", count: space - left)
      }
    }
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&", "%", "$", "#", "_", "{", "}": result += "\\\(scalar)"
      case "^": result += "\\^{}"
      case "~": result += "\\textasciitilde{}"
      case "\\": result += "\\textbackslash{}"
      case "<", ">": result += "\\ensuremath{\(scalar)}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
