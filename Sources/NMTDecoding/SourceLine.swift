import NMTText

/// A line on its way to the model: the pieces that it is translated in, each a list of source subwords.
///
/// One piece almost always. A line longer than the limit is cut at sentence boundaries (ICU), and a sentence that is
/// still longer into windows, before a word's first subword where there is one in the window's second half.
struct SourceLine: Sendable {
  let text: String
  /// Empty for a line that does not go through the model.
  let pieces: [[Int32]]

  init(_ text: String, pipeline: TextPipeline, splitter: SentenceSplitter, limit: Int) {
    self.text = text
    guard !text.unicodeScalars.allSatisfy(\.properties.isWhitespace) else {
      pieces = []
      return
    }
    let whole = pipeline.encodeSource(text)
    if whole.count <= limit {
      pieces = whole.isEmpty ? [] : [whole]
    } else {
      pieces = splitter.sentences(text).flatMap { sentence in
        Self.windows(pipeline.encodeSource(sentence), limit: limit, pipeline: pipeline)
      }
    }
  }

  /// Non-empty windows of at most `limit` subwords that together are `ids`.
  static func windows(_ ids: [Int32], limit: Int, pipeline: TextPipeline) -> [[Int32]] {
    var windows: [[Int32]] = []
    var rest = ids[...]
    while rest.count > limit {
      let candidates = rest.prefix(limit + 1).suffix(limit / 2 + 1)
      let pieces = pipeline.sourcePieces(Array(candidates))
      let cut = pieces.lastIndex { $0.hasPrefix("\u{2581}") }.map { candidates.startIndex + $0 }
      let end = cut.map { max($0, rest.startIndex + 1) } ?? rest.startIndex + limit
      windows.append(Array(rest[..<end]))
      rest = rest[end...]
    }
    if !rest.isEmpty { windows.append(Array(rest)) }
    return windows
  }
}
