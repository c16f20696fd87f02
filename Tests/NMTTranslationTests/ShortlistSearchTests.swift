import Foundation
import NMTModels
import NMTSearch
import NMTTestModels
import NMTTestSupport
import NMTText
import NMTTranslation
import Testing

/// Searches that may use some target subwords only.
struct ShortlistSearchTests {
  private static let pipeline = try! TinyModel.pipeline()
  private static let models: [Seq2SeqModel] = (1...2).map {
    try! TinyModel.model(TinyModel.options(pipeline), seed: UInt64($0))
  }
  private static let lines = Array(TinyModel.sentences.prefix(40))

  /// A few words for each source subword, chosen at will; the model's own choices are mostly outside.
  private static let short: Shortlist = {
    let size = pipeline.targetVocabularySize
    return Shortlist(
      targetVocabulary: size, sharesVocabulary: true, frequent: [265, 270, 300],
      likely: (0..<size).map { [Int32(4 + ($0 * 37) % (size - 4)), Int32(4 + ($0 * 101) % (size - 4))] })
  }()

  private func translator(
    _ search: SearchOptions = SearchOptions(beam: 4), members: Int = 1, shortlist: Shortlist? = short,
    mean: EnsembleOptions.Mean = .logProbabilities, batchTokens: Int = 60, threads: Int = 2
  ) throws -> Translator {
    let options = TranslationOptions(
      search: search, threads: threads, batchTokens: batchTokens, ensemble: EnsembleOptions(mean: mean),
      maximumSourceLength: 60)
    return try Translator(
      models: Array(Self.models.prefix(members)), pipeline: Self.pipeline, shortlist: shortlist, options: options)
  }

  private func isWithin(_ translation: Translation) -> Bool {
    let words = Self.short.candidates(for: translation.sourceTokens)
    return translation.tokens.allSatisfy(words.contains)
  }

  @Test func aListOfAllWordsChangesNothing() throws {
    let all = Shortlist(
      targetVocabulary: Self.pipeline.targetVocabularySize, sharesVocabulary: true,
      frequent: (0..<Int32(Self.pipeline.targetVocabularySize)).map { $0 },
      likely: Array(repeating: [], count: Self.pipeline.sourceVocabularySize))
    let (listed, free) = (try translator(shortlist: all), try translator(shortlist: nil))
    for (a, b) in zip(try listed.translate(Self.lines), try free.translate(Self.lines)) {
      // The sums of the output layer are added in another order.
      #expect(a.tokens == b.tokens && abs(a.score - b.score) < 1e-4 * max(1, abs(b.score)))
    }
  }

  /// Sentences join batches and leave them: each keeps its own list.
  @Test(arguments: [1, 2], [SearchOptions(beam: 4), SearchOptions(beam: 1), SearchOptions(beam: 6, groups: 3)])
  func nothingDependsOnBatches(_ members: Int, _ search: SearchOptions) throws {
    let found = try translator(search, members: members).translate(Self.lines)
    for translation in found { #expect(isWithin(translation) && translation.score.isFinite) }
    #expect(
      found.map(\.text) != (try translator(search, members: members, shortlist: nil).translate(Self.lines)).map(\.text))
    for (batchTokens, threads) in [(1, 1), (25, 1), (25, 3), (1000, 1)] {
      let other = try translator(search, members: members, batchTokens: batchTokens, threads: threads)
      #expect(try other.translate(Self.lines) == found)
    }
  }

  @Test func samplesAndMeansOfProbabilitiesStayWithin() throws {
    let sampling = SearchOptions(nBest: 3, sampling: SamplingOptions(temperature: 2))
    for members in 1...2 {
      for translation in try translator(sampling, members: members, mean: .probabilities).translate(Self.lines) {
        #expect(isWithin(translation) && translation.score.isFinite)
      }
    }
  }

  @Test(arguments: [1, 2]) func constraintsHoldWhateverTheList(_ members: Int) throws {
    let constraints = [
      LineConstraints(prefix: "nobody pai"), LineConstraints(prefix: "My é水 word"), LineConstraints(prefix: "t"),
      LineConstraints(include: ["seven apples", "(green)"], exclude: ["the"]),
      LineConstraints(include: ["日本", "naïve"]),
      LineConstraints(prefix: "The ", include: ["teacher", RequiredPhrase("teach", isStem: true), "x2"]),
    ]
    let inputs = Self.lines.enumerated().map {
      TranslationInput($1, constraints: constraints[$0 % constraints.count])
    }
    let found = try translator(members: members).translate(inputs)
    for (input, translation) in zip(inputs, found) {
      let text = Array(translation.text.utf8)
      #expect(text.starts(with: input.constraints.prefix.utf8), "\(translation.text)")
      for phrase in input.constraints.include { #expect(text.contains(Array(phrase.text.utf8)), "\(translation.text)") }
      #expect(translation.score.isFinite)
    }
    #expect(try translator(members: members, batchTokens: 1).translate(Array(inputs[4...7])) == Array(found[4...7]))
  }

  @Test func forcedScoresKnowNoList() throws {
    let pairs = zip(Self.lines, Self.lines.reversed()).map { (source: $0, target: $1) }
    let (short, full) = (try translator().score(pairs), try translator(shortlist: nil).score(pairs))
    #expect(short.map(\.tokenLogProbabilities) == full.map(\.tokenLogProbabilities))
  }
}
