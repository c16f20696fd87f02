import Foundation
import NMTModels
import NMTSearch
import NMTSystem
import NMTTestModels
import NMTTestSupport
import NMTTranslation
import Testing

struct OutputTests {
  private static let pipeline = try! TinyModel.pipeline()
  private static let model = try! TinyModel.model(TinyModel.options(pipeline))

  private func translations(_ count: Int = 10, limit: Int = 40) throws -> [Translation] {
    let options = TranslationOptions(
      search: SearchOptions(beam: 3, nBest: 2), threads: 1, maximumSourceLength: limit, includesAlignment: true)
    return try Translator(model: Self.model, pipeline: Self.pipeline, options: options)
      .translate(Array(TinyModel.sentences.prefix(count)))
  }

  @Test func wordsAndSubwordsAddUp() throws {
    for translation in try translations() {
      let candidate = translation.candidates[0]
      #expect(candidate.pieces.count == candidate.tokens.count)
      #expect(candidate.tokenLogProbabilities.count == candidate.tokens.count)
      let (words, subwords) = (
        candidate.words.reduce(0) { $0 + $1.logProbability }, candidate.tokenLogProbabilities.reduce(0, +)
      )
      #expect(abs(words - subwords) < 1e-3)
      // What is missing is the end of sentence's, which is no probability above 1.
      #expect(subwords >= candidate.logProbability - 1e-3)
    }
  }

  @Test func attentionBelongsToTheWholeLine() throws {
    for limit in [40, 5] {
      for translation in try translations(limit: limit) {
        let candidate = translation.candidates[0]
        #expect(candidate.attention.count == candidate.tokens.count)
        for row in candidate.attention {
          #expect(row.count == translation.sourceTokens.count)
          #expect(row.reduce(0, +) <= 1.0001 && row.allSatisfy { $0 >= 0 })
        }
        for pair in candidate.alignment {
          let row = candidate.attention[pair.target]
          #expect(row[pair.source] == row.max())
        }
        let words = candidate.wordAlignment(sourcePieces: translation.sourcePieces)
        #expect(words.allSatisfy { $0.target < candidate.words.count })
        #expect(words.count <= candidate.alignment.count && words.isEmpty == candidate.alignment.isEmpty)
      }
    }
  }

  @Test func inputFormats() throws {
    let columns = InputFormat.columns([.source, .prefix, .include])
    let all = try columns.input("a\tb\tc\t\td e", place: "x:1")
    #expect(all == TranslationInput("a", constraints: LineConstraints(prefix: "b", include: ["c", "d e"])))
    #expect(try columns.input("a", place: "x:1") == TranslationInput("a"))
    #expect(
      expectFailure(.badData) { try InputFormat.columns([.ignore, .source]).input("a", place: "x:7") }?.place == "x:7")
    let json = #"{"source": "a", "include": ["b", {"text": "c", "isStem": true}], "exclude": ["d"]}"#
    let wanted = LineConstraints(include: ["b", RequiredPhrase("c", isStem: true)], exclude: ["d"])
    #expect(try InputFormat.json.input(json, place: "x:1") == TranslationInput("a", constraints: wanted))
    for wrong in ["", "[]", "{}", #"{"source": 1}"#, "{"] {
      #expect(expectFailure(.badData) { try InputFormat.json.input(wrong, place: "x:2") }?.place == "x:2")
    }
  }
}
