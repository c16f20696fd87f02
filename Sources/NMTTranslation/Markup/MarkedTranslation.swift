import NMTSearch
import NMTSystem
import NMTText

extension Translator {
  /// The placeholders that the model reads, each as a phrase that is required of its own piece; empty where there are
  /// none, or where they cannot be required because nothing is searched with a beam.
  func copiedPhrases(of reading: LineReading, _ source: SourceLine) -> [[RequiredPhrase]] {
    guard let marks = reading.marks, !marks.copied.isEmpty, options.search.sampling == nil else { return [] }
    let ink = SourceInk(source, pipeline: pipeline, ink: marks.ink)
    var copied = Array(repeating: [RequiredPhrase](), count: source.pieces.count)
    for text in marks.copied {
      let phrase = String(decoding: text.text, as: UTF8.self)
      let window = ink.windows(holding: ink.weights(text.ink).subwords).lowerBound
      guard window < ink.pieces.count, let piece = ink.pieces[window] else { continue }
      // What the vocabulary cannot spell is not required, and so put in.
      if !pipeline.encodeTarget(phrase).contains(Vocabulary.unk) { copied[piece].append(RequiredPhrase(phrase)) }
    }
    return copied
  }

  /// Puts a line's marks into every candidate of its translation and counts them.
  ///
  /// - Parameter found: the hypotheses of each piece; none where the line came back as it is.
  func restore(
    _ marked: MarkedLine, in translation: inout Translation, _ source: SourceLine, _ found: [[Hypothesis]],
    phrases: Set<[UInt8]>
  ) {
    let inventory = marked.inventory
    translation.marks = MarkCounts(
      placeholders: inventory.placeholderCount, tags: inventory.tagCount, looseTags: inventory.looseTags)
    guard !found.isEmpty else { return }
    for rank in translation.candidates.indices {
      let hypotheses = found.map { $0[min(rank, $0.count - 1)] }
      let (text, counts) = restored(
        marked, source, hypotheses, plain: translation.candidates[rank].text, phrases: phrases)
      translation.candidates[rank].text = text
      if rank == 0 {
        translation.marks.placed = counts.placed
        translation.marks.removed = counts.removed
        translation.marks.isUntranslated = counts.isUntranslated
      }
    }
  }

  /// The text of a translation with the line's marks. Whatever the model did, it holds the line's placeholders and tags:
  /// what was put together is read again and counted; if they are not all there once, placeholders are set apart by
  /// spaces; and if that does not help, the line comes back as it is.
  private func restored(
    _ marked: MarkedLine, _ source: SourceLine, _ hypotheses: [Hypothesis], plain: String, phrases: Set<[UInt8]>
  ) -> (text: String, counts: MarkCounts) {
    var counts = MarkCounts()
    guard !marked.inventory.isEmpty else {
      return (String(decoding: marked.spelling.encode(Array(plain.utf8)), as: UTF8.self), counts)
    }
    let texts = zip(source.pieces, hypotheses).map { text(of: $1, for: $0) }
    var target = TargetLine(
      source, hypotheses, texts: texts, pipeline: pipeline, boundaries: wordBoundaries, ink: marked.ink)
    target.keepTogether(phrases)
    let repair = repairPlaceholders(of: marked, in: &target)
    counts.placed = marked.inventory.placeholderCount - marked.copied.count + repair.placed
    counts.removed = repair.removed
    for isolates in [false, true] {
      let text = MarkRenderer.render(marked, target, isolates: isolates)
      if marked.inventory.isMet(by: MarkInventory(markEvents(in: text, options.marks), of: text)) {
        return (String(decoding: text, as: UTF8.self), counts)
      }
    }
    counts.isUntranslated = true
    return (String(decoding: marked.line, as: UTF8.self), counts)
  }
}
