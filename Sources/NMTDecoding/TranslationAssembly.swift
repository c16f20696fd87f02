import NMTText

extension Translator {
  /// A line's translation from the hypotheses of its pieces.
  func translation(of source: SourceLine, _ results: ArraySlice<GuardedResult>) -> Translation {
    guard !results.isEmpty else { return .unchanged(source.text) }
    let found = results.map(\.hypotheses)
    let count = found.map(\.count).max()!
    let candidates = (0..<count).map { rank in
      candidate(source, found.map { $0[min(rank, $0.count - 1)] })
    }
    return Translation(
      candidates: candidates, source: source.text, sourceTokens: source.pieces.flatMap(\.tokens),
      sourcePieces: source.pieces.flatMap { pipeline.sourcePieces($0.tokens) }, pieceCount: source.pieces.count,
      cutSentenceCount: source.cutSentences,
      guardReport: GuardReport(results.compactMap(\.report)))
  }

  /// The pieces' hypotheses as one: texts put where the pieces were, scores added, positions counted on.
  private func candidate(_ line: SourceLine, _ hypotheses: [Hypothesis]) -> TranslationCandidate {
    let pieces = zip(line.pieces, hypotheses).map { (source: $0.tokens, hypothesis: $1) }
    var pairs: [AlignedPair] = []
    var attention: [[Float]] = []
    var (sourceStart, targetStart) = (0, 0)
    let sourceLength = pieces.reduce(0) { $0 + $1.source.count }
    // The guard and marks look at attention whether or not it was asked for.
    let records = options.search.recordsAttention
    for (source, hypothesis) in pieces {
      let aligned = records ? hypothesis.aligned : []
      for (target, aligned) in aligned.enumerated() where (0..<source.count).contains(Int(aligned)) {
        pairs.append(AlignedPair(source: sourceStart + Int(aligned), target: targetStart + target))
      }
      for target in hypothesis.tokens.indices where records {
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
      text: line.assembled(zip(line.pieces, hypotheses).map { text(of: $1, for: $0) }),
      score: pieces.reduce(0) { $0 + $1.hypothesis.score },
      logProbability: pieces.reduce(0) { $0 + $1.hypothesis.logProbability }, tokens: tokens,
      pieces: pipeline.targetPieces(tokens),
      tokenLogProbabilities: pieces.flatMap { $0.hypothesis.tokenLogProbabilities.dropLast() }, alignment: pairs,
      attention: attention)
  }

  /// A hypothesis's text. A paragraph never becomes a blank line: where there is no text, a document keeps its own.
  func text(of hypothesis: Hypothesis, for piece: SourcePiece) -> String {
    let text = pipeline.decodeTarget(hypothesis.tokens)
    return text.isEmpty && options.isDocument ? piece.text : text
  }
}
