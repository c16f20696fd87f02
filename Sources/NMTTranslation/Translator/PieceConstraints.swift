import NMTSearch
import NMTSystem
import NMTText

extension Translator {
  /// Terms not required so far.
  package var termsNotRequired: UnmetTerms { unmetTerms.withLock { $0 } }

  /// Constraints of each piece of a reading, including as many of the piece's terms as allowed.
  ///
  /// Placeholders that the model sees are required of their pieces unless there are too many. A line with such
  /// placeholders has a second reading without them, for which its terms are counted.
  func constraints(of reading: LineReading, _ source: SourceLine) throws -> [SentenceConstraints?] {
    let (input, pieces, copied) = (reading.input, source.pieces, copiedPhrases(of: reading, source))
    var unmet = 0
    let found = try pieces.enumerated().map { number, piece -> SentenceConstraints? in
      var wanted = number == 0 ? input.constraints : LineConstraints(exclude: input.constraints.exclude)
      if let terminology {
        let terms = terminology.phrases(in: piece.text)
        let room = max(0, SentenceConstraints.phraseLimit - wanted.include.count)
        wanted.include += terms.prefix(room)
        unmet += max(0, terms.count - room)
      }
      if number < copied.count, wanted.include.count + copied[number].count <= SentenceConstraints.phraseLimit {
        wanted.include += copied[number]
      }
      return wanted.isEmpty ? nil : try sentenceConstraints(wanted, of: input)
    }
    if unmet > 0, copied.isEmpty { unmetTerms.withLock { $0.count(unmet) } }
    return found
  }

  /// - Throws: a `Failure` with the line's place, if known.
  private func sentenceConstraints(
    _ wanted: LineConstraints, of input: TranslationInput
  ) throws -> SentenceConstraints {
    do {
      guard wanted.include.isEmpty || options.search.sampling == nil else {
        throw Failure(
          .badConfiguration, "phrases cannot be required when sampling", at: "sample", remedy: "use beam search")
      }
      return try SentenceConstraints(wanted, text: targetText)
    } catch let failure as Failure where !input.place.isEmpty {
      throw failure.placed(at: input.place)
    }
  }
}
