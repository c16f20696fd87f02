import Foundation
import NMTCharts
import NMTSystem

extension AttentionMap {
  /// The map as an SVG picture: source subwords across, target subwords down, darker cells for larger weights, each
  /// weight as a tooltip. Follows the viewer's color scheme, light or dark.
  public func svg() -> String {
    let cell = 24
    let left = labelWidth(targetPieces) + 12
    let top = labelWidth(sourcePieces) + 12
    let width = left + cell * sourcePieces.count + 12
    let height = top + cell * targetPieces.count + 12
    let columns = sourcePieces.enumerated().map { column, piece in
      let x = left + cell * column + cell / 2 + 5
      return #"<text transform="translate(\#(x) \#(top - 6)) rotate(-90)">\#(escapedMarkup(piece))</text>"#
    }
    let rows = targetPieces.enumerated().map { row, piece in
      let y = top + cell * row + cell / 2 + 5
      return #"<text class="target" x="\#(left - 6)" y="\#(y)">\#(escapedMarkup(piece))</text>"#
    }
    let cells = weights.enumerated().flatMap { row, values in
      values.enumerated().map { column, weight in
        let (x, y) = (left + cell * column, top + cell * row)
        let share = String(format: "%.3f", weight)
        let title = "\(escapedMarkup(targetPieces[row])) ← \(escapedMarkup(sourcePieces[column])): \(share)"
        return #"<rect x="\#(x)" y="\#(y)" width="\#(cell - 1)" height="\#(cell - 1)" fill-opacity="\#(share)">"#
          + "<title>\(title)</title></rect>"
      }
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)">
      <title>Attention of a translation: source across, target down</title>
      <style>
      svg { background: #ffffff; }
      text { font: 14px "Noto Sans", "DejaVu Sans", sans-serif; fill: #1a1a1a; }
      .target { text-anchor: end; }
      rect { fill: #1f5fa8; stroke: #d0d0d0; stroke-width: 0.5; }
      @media (prefers-color-scheme: dark) {
      svg { background: #16181c; }
      text { fill: #ececec; }
      rect { fill: #7db8ff; stroke: #3a3f47; }
      }
      </style>
      \((columns + rows + cells).joined(separator: "\n"))
      </svg>

      """
  }

  /// Width of the longest label in pixels; wide letters (CJK) are nearly square.
  private func labelWidth(_ pieces: [String]) -> Int {
    let widths = pieces.map { piece in piece.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 ? 15 : 9) } }
    return max(20, widths.max() ?? 0)
  }
}
