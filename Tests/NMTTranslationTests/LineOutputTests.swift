import NMTModels
import NMTSearch
import NMTTestModels
import NMTTestSupport
import NMTText
import NMTTranslation
import Testing

/// Words and attention of whole lines.
struct LineOutputTests {
  private func translations(
    _ search: SearchOptions, limit: Int = 40, includesAlignment: Bool = false
  ) throws -> [Translation] {
    let options = TranslationOptions(
      search: search, threads: 2, maximumSourceLength: limit, includesAlignment: includesAlignment)
    return try Translator(model: TranslatorTests.model, pipeline: TranslatorTests.pipeline, options: options)
      .translate(TranslatorTests.lines)
  }

  @Test(arguments: [40, 5]) func wordsAreWhatStandsBetweenSpaces(_ limit: Int) throws {
    // A model without training writes bytes all the time.
    let search = SearchOptions(beam: 3, nBest: 2, lengths: LengthBounds(minimum: 20))
    let candidates = try translations(search, limit: limit).filter { $0.pieceCount > 0 }.flatMap(\.candidates)
    #expect(candidates.contains { $0.pieces.contains { $0.hasPrefix("<0x") } })
    for candidate in candidates {
      let words = candidate.text.utf8.split(separator: 0x20).map { String(Substring($0)) }
      #expect(candidate.words.map(\.text) == (words.isEmpty ? [""] : words))
      #expect(candidate.wordNumbers.count == candidate.tokens.count)
      #expect(candidate.wordNumbers == candidate.wordNumbers.sorted())
      #expect(candidate.wordNumbers.allSatisfy(candidate.words.indices.contains))
      let (sum, expected) = (
        candidate.words.reduce(0) { $0 + $1.logProbability }, candidate.tokenLogProbabilities.reduce(0, +)
      )
      // Up to 300 logarithms in single precision, added in another order.
      #expect(abs(sum - expected) < 1e-4 * max(1, -expected))
    }
  }

  @Test func wordsSpelledWithBytesAreWhole() {
    var cutter = WordCutter()
    // ▁na <0xC3> <0xAF> ve ▁ caf <0xC3> <0xA9>
    let sizes = [2, 1, 1, 2, 0, 3, 1, 1]
    cutter.add("na\u{EF}ve caf\u{E9}", sizes.map { ($0, -1) }, isApart: true)
    #expect(cutter.words.map(\.text) == ["na\u{EF}ve", "caf\u{E9}"])
    #expect(cutter.words.map(\.logProbability) == [-4, -4])
    #expect(cutter.numbers == [0, 0, 0, 0, 1, 1, 1, 1])
    // A second piece without a space before it goes on in the last word, one behind a space begins another.
    cutter.add("a", [(1, -2)], isApart: false)
    cutter.add("b c", [(1, -3), (1, -4)], isApart: false)
    #expect(cutter.words.map(\.text) == ["na\u{EF}ve", "caf\u{E9}", "ab", "c"])
    #expect(cutter.words.map(\.logProbability) == [-4, -4, -5, -4])
    #expect(cutter.numbers.suffix(3) == [2, 2, 3])
  }

  @Test func textThatCleaningShortensKeepsItsSubwords() {
    var cutter = WordCutter()
    // Control characters and a broken character leave nothing, or other bytes.
    cutter.add("", [(1, -1), (1, -1)], isApart: true)
    #expect(cutter.words.map(\.text) == [""] && cutter.words.map(\.logProbability) == [-2])
    cutter.add("x yz", [(1, -1), (3, -1), (2, -1)], isApart: true)
    #expect(cutter.words.map(\.text) == ["x", "yz"] && cutter.numbers == [0, 0, 0, 0, 1])
  }

  @Test func coverageAloneLeavesNoTraces() throws {
    for translation in try translations(SearchOptions(beam: 3, coverage: 0.2)) {
      #expect(translation.alignment.isEmpty && translation.candidates.allSatisfy(\.attention.isEmpty))
    }
  }

  /// Against the sums over whole rows.
  @Test(arguments: [40, 5]) func wordAttentionIsThatOfTheSubwords(_ limit: Int) throws {
    for translation in try translations(SearchOptions(beam: 3), limit: limit, includesAlignment: true) {
      let candidate = translation.candidates[0]
      var sources: [Int] = []
      for piece in translation.sourcePieces {
        sources.append((sources.last ?? -1) + (sources.isEmpty || piece.hasPrefix("\u{2581}") ? 1 : 0))
      }
      let found = candidate.wordAttention(sourcePieces: translation.sourcePieces)
      #expect(found.count == candidate.words.count)
      for (word, row) in found.enumerated() {
        let own = candidate.tokens.indices.filter { candidate.wordNumbers[$0] == word }
        for (source, value) in row.enumerated() {
          let columns = sources.indices.filter { sources[$0] == source }
          let sum = own.reduce(Float(0)) { sum, token in
            columns.reduce(sum) { $0 + candidate.attention[token][$1] }
          }
          #expect(abs(value - sum / Float(max(own.count, 1))) < 1e-5)
        }
        #expect(row.count == (sources.last ?? -1) + 1 && row.reduce(0, +) < 1.0001)
      }
    }
  }
}
