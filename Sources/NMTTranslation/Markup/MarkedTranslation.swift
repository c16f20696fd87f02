import NMTSearch
import NMTSystem
import NMTText

extension Translator {
  /// Placeholders that the model sees, each as a required phrase of its piece; empty if there are none, or if phrases
  /// cannot be required because there is no beam search.
  func copiedPhrases(of reading: LineReading, _ source: SourceLine) -> [[RequiredPhrase]] {
    guard let marks = reading.marks, !marks.copied.isEmpty, options.search.sampling == nil else { return [] }
    let ink = SourceInk(source, pipeline: pipeline, ink: marks.ink)
    var copied = Array(repeating: [RequiredPhrase](), count: source.pieces.count)
    for text in marks.copied {
      let phrase = String(decoding: text.text, as: UTF8.self)
      let window = ink.windows(holding: ink.weights(text.ink).subwords).lowerBound
      guard window < ink.pieces.count, let piece = ink.pieces[window] else { continue }
      // A placeholder that the vocabulary cannot spell is not required; it is inserted later.
      if !pipeline.encodeTarget(phrase).contains(Vocabulary.unk) { copied[piece].append(RequiredPhrase(phrase)) }
    }
    return copied
  }

  /// Puts a line's marks into every candidate of its translation and counts them.
  ///
  /// - Parameter found: the hypotheses of each piece; empty if the line was returned unchanged.
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

  /// The text of a translation with the line's marks. It always contains the line's placeholders and tags: the
  /// assembled text is parsed again and its marks are counted. If they do not match, placeholders are surrounded by
  /// spaces; if that fails too, the line is returned unchanged.
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
