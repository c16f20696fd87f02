import NMTSearch
import NMTText

extension Translator {
  /// Builds a line's translation from the hypotheses of its pieces, with the line's marks in every candidate.
  func translation(
    of source: SourceLine, _ results: ArraySlice<GuardedResult>, _ reading: LineReading,
    _ constraints: [SentenceConstraints?]
  ) -> Translation {
    var translation = results.isEmpty ? Translation.unchanged(source.text) : assembled(source, results)
    if let marks = reading.marks {
      let phrases = Set(constraints.flatMap { $0?.phrases.map(\.bytes) ?? [] })
      restore(marks, in: &translation, source, results.map(\.hypotheses), phrases: phrases)
    }
    return translation
  }

  private func assembled(_ source: SourceLine, _ results: ArraySlice<GuardedResult>) -> Translation {
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

  /// Merges the pieces' hypotheses: places their texts, adds their scores and offsets their positions.
  private func candidate(_ line: SourceLine, _ hypotheses: [Hypothesis]) -> TranslationCandidate {
    let texts = zip(line.pieces, hypotheses).map { text(of: $1, for: $0) }
    let tokens = hypotheses.flatMap(\.tokens)
    let words = words(line, hypotheses, texts)
    let (alignment, attention) =
      options.includesAlignment ? origins(line, hypotheses) : ([], AttentionRows(width: 0))
    return TranslationCandidate(
      text: line.assembled(texts), score: hypotheses.reduce(0) { $0 + $1.score },
      logProbability: hypotheses.reduce(0) { $0 + $1.logProbability }, tokens: tokens,
      pieces: pipeline.targetPieces(tokens),
      tokenLogProbabilities: hypotheses.flatMap { $0.tokenLogProbabilities.dropLast() }, words: words.words,
      wordNumbers: words.numbers, alignment: alignment, attention: attention)
  }

  /// Alignment and attention of all target subwords.
  private func origins(_ line: SourceLine, _ hypotheses: [Hypothesis]) -> ([AlignedPair], AttentionRows) {
    var pairs: [AlignedPair] = []
    var attention = AttentionRows(width: line.pieces.reduce(0) { $0 + $1.tokens.count })
    var (sourceStart, targetStart) = (0, 0)
    for (piece, hypothesis) in zip(line.pieces, hypotheses) {
      for (target, aligned) in hypothesis.aligned.enumerated() where Int(aligned) < piece.tokens.count {
        pairs.append(AlignedPair(source: sourceStart + Int(aligned), target: targetStart + target))
      }
      attention.append(hypothesis, columns: sourceStart..<sourceStart + piece.tokens.count)
      sourceStart += piece.tokens.count
      targetStart += hypothesis.tokens.count
    }
    return (pairs, attention)
  }

  private func words(_ line: SourceLine, _ hypotheses: [Hypothesis], _ texts: [String]) -> WordCutter {
    var cutter = WordCutter()
    for (number, hypothesis) in hypotheses.enumerated() {
      let subwords = zip(hypothesis.tokens, hypothesis.tokenLogProbabilities).map { token, logProbability in
        (bytes: surfaceInk(pipeline.targetSurface(token)), logProbability: logProbability)
      }
      cutter.add(texts[number], subwords, isApart: !line.pieces[number].behind.isEmpty)
    }
    return cutter
  }

  /// The text of a hypothesis. A paragraph never becomes a blank line: if the text is empty, a document keeps its own.
  func text(of hypothesis: Hypothesis, for piece: SourcePiece) -> String {
    let text = pipeline.decodeTarget(hypothesis.tokens)
    return text.isEmpty && options.isDocument ? piece.text : text
  }
}
