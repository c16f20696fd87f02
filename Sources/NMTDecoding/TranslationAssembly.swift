import NMTText

extension Translator {
  /// A line's translation from the hypotheses of its pieces.
  func translation(of source: SourceLine, _ found: ArraySlice<[Hypothesis]>) -> Translation {
    guard !found.isEmpty else { return .unchanged(source.text) }
    let count = found.map(\.count).max()!
    let candidates = (0..<count).map { rank in
      candidate(zip(source.pieces, found).map { ($0, $1[min(rank, $1.count - 1)]) })
    }
    return Translation(
      candidates: candidates, source: source.text, sourceTokens: Array(source.pieces.joined()),
      sourcePieces: source.pieces.flatMap(pipeline.sourcePieces), pieceCount: source.pieces.count)
  }

  /// The pieces' hypotheses as one: texts with a space between them, scores added, positions counted on.
  private func candidate(_ pieces: [(source: [Int32], hypothesis: Hypothesis)]) -> TranslationCandidate {
    var pairs: [AlignedPair] = []
    var attention: [[Float]] = []
    var (sourceStart, targetStart) = (0, 0)
    let sourceLength = pieces.reduce(0) { $0 + $1.source.count }
    for (source, hypothesis) in pieces {
      for (target, aligned) in hypothesis.aligned.enumerated() where (0..<source.count).contains(Int(aligned)) {
        pairs.append(AlignedPair(source: sourceStart + Int(aligned), target: targetStart + target))
      }
      for target in hypothesis.tokens.indices {
        guard let row = hypothesis.attention(of: target) else { continue }
        let before = [Float](repeating: 0, count: sourceStart)
        attention.append(
          before + row.prefix(source.count)
            + [Float](repeating: 0, count: sourceLength - sourceStart - source.count))
      }
      sourceStart += source.count
      targetStart += hypothesis.tokens.count
    }
    let tokens = Array(pieces.map(\.hypothesis.tokens).joined())
    return TranslationCandidate(
      text: pieces.map { pipeline.decodeTarget($0.hypothesis.tokens) }.joined(separator: " "),
      score: pieces.reduce(0) { $0 + $1.hypothesis.score },
      logProbability: pieces.reduce(0) { $0 + $1.hypothesis.logProbability }, tokens: tokens,
      pieces: pipeline.targetPieces(tokens),
      tokenLogProbabilities: pieces.flatMap { $0.hypothesis.tokenLogProbabilities.dropLast() }, alignment: pairs,
      attention: attention)
  }
}
