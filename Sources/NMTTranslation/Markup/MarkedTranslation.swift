import NMTSearch
import NMTSystem
import NMTText

extension Translator {
  /// One translation a line, with the line's placeholders and markup copied.
  ///
  /// A line has one reading, or two: where it holds placeholders that the model may read, one with them, required of its
  /// translation, and one without them. Which of the translations is taken is the model's own choice (`isBetter`).
  func translateMarked(_ lines: [TranslationInput]) throws -> [Translation] {
    let readings = try mapParallel(count: lines.count, threads: options.threads) { self.readings(of: lines[$0].text) }
    let origins = readings.indices.flatMap { line in readings[line].indices.map { (line: line, number: $0) } }
    let sources = try mapParallel(count: origins.count, threads: options.threads) { index in
      let origin = origins[index]
      let reading = readings[origin.line][origin.number]
      // Where nothing is left to translate, the line comes back as it is.
      let text = reading.isTranslatable ? String(decoding: reading.reading, as: UTF8.self) : ""
      return splitter.line(text).named(lines[origin.line].text)
    }
    let constraints = try zip(origins, sources).flatMap { origin, source in
      try self.constraints(of: lines[origin.line], readings[origin.line][origin.number], source)
    }
    let found = try guardedSearch(sources.flatMap { $0.pieces.map(\.tokens) }, constraints)
    var starts = [0]
    for source in sources { starts.append(starts.last! + source.pieces.count) }
    let ends = starts
    let translations = try mapParallel(count: origins.count, threads: options.threads) { index in
      let origin = origins[index]
      return self.translation(
        of: sources[index], found[ends[index]..<ends[index + 1]], with: readings[origin.line][origin.number],
        phrases: Set(constraints[ends[index]..<ends[index + 1]].flatMap { $0?.phrases.map(\.bytes) ?? [] }))
    }
    var chosen: [Translation] = []
    for (origin, translation) in zip(origins, translations) {
      let hasPrefix = !lines[origin.line].constraints.prefix.isEmpty
      if origin.number == 0 {
        chosen.append(translation)
      } else if !isBetter(chosen.last!, than: translation, readings[origin.line][0], hasPrefix: hasPrefix) {
        chosen[chosen.count - 1] = translation
      }
    }
    return chosen
  }

  /// With what the model may read in the text, if there is such, and without.
  private func readings(of text: String) -> [MarkedLine] {
    let read = MarkedLine(text, options.marks, reads: Set(options.marks.inText))
    guard !read.copied.isEmpty else { return [read] }
    let aside = MarkedLine(text, options.marks)
    return aside.isTranslatable ? [read, aside] : [aside]
  }

  /// Whether the translation of the reading with placeholders is to be taken: the model has written each as often as it
  /// is there, and its log-probability is no more than 1 for each of them below that of the reading without them. A
  /// number that the model knows what to do with costs no more than that; one that it stumbles over does.
  private func isBetter(
    _ read: Translation, than aside: Translation, _ reading: MarkedLine, hasPrefix: Bool
  ) -> Bool {
    guard read.marks.placed == aside.marks.placed - reading.copied.count, read.marks.removed == 0,
      !read.marks.isUntranslated
    else { return false }
    let allowance = Float(reading.copied.count)
    return hasPrefix
      || read.candidates[0].logProbability >= aside.candidates[0].logProbability - allowance
  }

  // MARK: Constraints

  /// The line's constraints and, where they are met by a beam, its placeholders, each of its own piece.
  private func constraints(
    of input: TranslationInput, _ reading: MarkedLine, _ source: SourceLine
  ) throws -> [SentenceConstraints?] {
    var input = input
    input.text = String(decoding: reading.reading, as: UTF8.self)
    guard !reading.copied.isEmpty, options.search.sampling == nil else {
      return try constraints(of: input, pieces: source.pieces)
    }
    let ink = SourceInk(source, pipeline: pipeline, ink: reading.ink)
    var copied = Array(repeating: [RequiredPhrase](), count: source.pieces.count)
    for text in reading.copied {
      let phrase = String(decoding: text.text, as: UTF8.self)
      let window = ink.windows(holding: ink.weights(text.ink).subwords).lowerBound
      guard window < ink.pieces.count, let piece = ink.pieces[window] else { continue }
      // What the vocabulary cannot spell is not required, and so put in.
      if !pipeline.encodeTarget(phrase).contains(Vocabulary.unk) { copied[piece].append(RequiredPhrase(phrase)) }
    }
    return try constraints(of: input, pieces: source.pieces, copied: copied)
  }

  // MARK: Assembly

  /// A line's translation with its marks in every candidate.
  private func translation(
    of source: SourceLine, _ results: ArraySlice<GuardedResult>, with marked: MarkedLine, phrases: Set<[UInt8]>
  ) -> Translation {
    var translation = self.translation(of: source, results)
    let found = results.map(\.hypotheses)
    let inventory = marked.inventory
    translation.marks = MarkCounts(
      placeholders: inventory.placeholderCount, tags: inventory.tagCount, looseTags: inventory.looseTags)
    guard !found.isEmpty else { return translation }
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
    return translation
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
