import NMTModels
import NMTSearch
import NMTSystem
import NMTTestModels
import NMTTestSupport
import NMTText
import NMTTranslation
import Testing

struct GuardTests {
  /// A hypothesis of these tokens whose token t looks at `looks[t]` alone, the end at the source's end.
  private func hypothesis(_ tokens: [Int32], source: Int, looks: [Int]? = nil, each: Float = -0.5) -> Hypothesis {
    var attention: [Float] = []
    for position in (looks ?? tokens.indices.map { $0 % max(source, 1) }) + [source] {
      attention += (0...source).map { $0 == position ? 1 : 0 }
    }
    let values = [Float](repeating: each, count: tokens.count + 1)
    return Hypothesis(
      tokens: tokens, logProbability: values.reduce(0, +), score: 0, tokenLogProbabilities: values, attention: attention
    )
  }

  private func reasons(_ hypothesis: Hypothesis, _ source: [Int32], _ options: GuardOptions = GuardOptions())
    -> [GuardReason]
  {
    OutputCheck(options).reasons(hypothesis, source: source)
  }

  @Test func repetitionsAreCounted() {
    #expect(mostRepeats([]) == 0 && mostRepeats([5]) == 1 && mostRepeats([5, 6, 7]) == 1)
    #expect(mostRepeats([1, 5, 5, 5, 2]) == 3)
    #expect(mostRepeats([9, 1, 2, 1, 2, 1, 2, 1, 9]) == 3)
    #expect(mostRepeats([1, 2, 3, 1, 2, 3]) == 2 && mostRepeats([1, 2, 3, 1, 2, 3], longest: 2) == 1)
    #expect(mostFrequentNGram([1, 2, 9, 1, 2, 8, 1, 2], size: 2) == 3 && mostFrequentNGram([1], size: 4) == 0)
  }

  @Test func eachSymptomIsSeen() {
    let source: [Int32] = [10, 11, 12, 13, 14, 15, 16, 17]
    let good: [Int32] = [20, 21, 22, 23, 24, 25, 26, 27]
    #expect(reasons(hypothesis(good, source: 8), source) == [])
    #expect(reasons(hypothesis(Array(30..<47), source: 8), source) == [.length])
    #expect(reasons(hypothesis(Array(30..<46), source: 8), source) == [])
    #expect(reasons(hypothesis([20, 20, 20, 21, 22, 23, 24, 25], source: 8), source) == [.loop])
    let far: [Int32] = [1, 2, 3, 4, 7, 1, 2, 3, 4, 8, 1, 2, 3, 4].map { $0 + 40 }
    #expect(reasons(hypothesis(far, source: 8), source) == [.loop])
    #expect(reasons(hypothesis(good, source: 8, looks: [0, 1, 2, 0, 1, 2, 0, 1]), source) == [.ignored])
    #expect(reasons(hypothesis(good, source: 8, looks: [3, 3, 3, 3, 3, 0, 1, 2]), source) == [.stuck])
    #expect(reasons(hypothesis(good, source: 8, each: -1.6), source) == [.score])
    #expect(reasons(hypothesis(good, source: 8, each: -.infinity), source) == [.score])
    let all = GuardOptions(lengthRatio: 100, repeats: 100, ignored: 1, stuck: 1, score: -100)
    #expect(reasons(hypothesis([20, 20, 20, 20], source: 8, looks: [3, 3, 3, 3], each: -9), source, all) == [])
  }

  @Test func repetitionsOfTheSourceAreNoLoops() {
    let source: [Int32] = [10, 11, 10, 11, 10, 11, 10, 11]
    #expect(reasons(hypothesis([20, 21, 20, 21, 20, 21, 20, 21], source: 8), source) == [])
    #expect(reasons(hypothesis([20, 21, 20, 21, 20, 21, 20, 21, 20, 21], source: 8), source) == [.loop])
    // A source of two subwords may become five.
    #expect(reasons(hypothesis([20, 21, 22, 23, 24], source: 2), [10, 11]) == [])
  }

  private func translator(_ guarding: GuardOptions?, threads: Int = 2, alignment: Bool = false) throws -> Translator {
    try translator(guarding, SearchOptions(beam: 3), threads: threads, alignment: alignment)
  }

  private func translator(
    _ guarding: GuardOptions?, _ search: SearchOptions, threads: Int = 2, alignment: Bool = false
  ) throws -> Translator {
    let options = TranslationOptions(
      search: search, threads: threads, guarding: guarding, maximumSourceLength: 40, includesAlignment: alignment)
    return try Translator(model: TranslatorTests.model, pipeline: TranslatorTests.pipeline, options: options)
  }

  @Test func suspiciousLinesAreTranslatedAnew() throws {
    // A model without training loops all the time; only visible symptoms count here.
    let options = GuardOptions(ignored: 1, stuck: 1, score: -100)
    let lines = TranslatorTests.lines
    let (plain, guarded) = (try translator(nil).translate(lines), try translator(options).translate(lines))
    let check = OutputCheck(options)
    var (before, after) = (0, 0)
    for (old, new) in zip(plain, guarded) where old.pieceCount == 1 {
      let (first, remaining) = (check.symptoms(old), check.symptoms(new))
      #expect((new.guardReport?.reasons ?? []) == first)
      #expect((new.guardReport?.remaining ?? []) == remaining)
      #expect((new.guardReport?.isReplaced ?? false) == (old.text != new.text))
      #expect(remaining.count <= first.count)
      if first.isEmpty { #expect(old == new) }
      before += first.isEmpty ? 0 : 1
      after += remaining.isEmpty ? 0 : 1
    }
    #expect(before >= 10 && after * 4 <= before, "\(before) and \(after) suspicious lines")
    #expect(try translator(options, threads: 1).translate(Array(lines.reversed())) == guarded.reversed())
    #expect(guarded.allSatisfy { $0.alignment.isEmpty && $0.candidates.allSatisfy(\.attention.isEmpty) })
    #expect(try translator(options, alignment: true).translate(lines).map(\.text) == guarded.map(\.text))
  }

  @Test func aSecondTranslationThatScoresBetterIsTaken() throws {
    // Equal rules but for a wider beam, and no symptom but the margin.
    let (narrow, wide) = (SearchOptions(beam: 1, noRepeatNGram: 3), SearchOptions(beam: 5, noRepeatNGram: 3))
    let lines = TranslatorTests.lines
    let (first, second) = (try translator(nil, narrow).translate(lines), try translator(nil, wide).translate(lines))
    func mean(_ translation: Translation) -> Float {
      translation.candidates[0].logProbability / Float(translation.tokens.count + 1)
    }
    let gains = zip(first, second).map { $0.pieceCount == 1 ? mean($1) - mean($0) : 0 }
    let better = gains.filter { $0 > 0 }.sorted()
    try #require(better.count >= 2)
    var options = GuardOptions(lengthRatio: 100, repeats: 100, ignored: 1, stuck: 1, score: -100)
    #expect(try translator(options, narrow).translate(lines) == first)
    options.margin = (better[better.count / 2 - 1] + better[better.count / 2]) / 2
    let found = try translator(options, narrow).translate(lines)
    for (index, translation) in found.enumerated() where translation.pieceCount == 1 {
      let isReplaced = gains[index] > options.margin
      #expect(translation.candidates == (isReplaced ? second : first)[index].candidates)
      #expect((translation.guardReport?.reasons ?? []) == (isReplaced ? [.margin] : []))
      #expect((translation.guardReport?.isReplaced ?? false) == isReplaced)
      #expect((translation.guardReport?.remaining ?? []) == [])
    }
    expectFailure(.badConfiguration) { try GuardOptions(margin: -1).validate() }
  }

  @Test func theSecondSearchKeepsTheSmallerBound() throws {
    // Every first translation is far longer than the guard allows; the options have a fixed maximum.
    let lines = TranslatorTests.lines
    var search = SearchOptions(beam: 3, lengths: LengthBounds(minimum: 45, ratio: 0, constant: 60))
    let options = GuardOptions(lengthRatio: 1, repeats: 100, ignored: 1, stuck: 1, score: -100)
    let found = try translator(options, search).translate(lines).filter { $0.pieceCount == 1 }
    try #require(found.count >= 30)
    for translation in found {
      #expect(translation.guardReport?.reasons.contains(.length) == true)
      #expect(translation.tokens.count <= max(5, translation.sourceTokens.count), "\(translation.source)")
    }
    // Here theirs is the smaller one, and every translation is suspicious.
    search.lengths = LengthBounds(ratio: 0, constant: 4)
    let short = try translator(GuardOptions(score: 0), search).translate(lines).filter { $0.pieceCount == 1 }
    #expect(short.allSatisfy { $0.guardReport != nil && $0.tokens.count <= 4 })
  }
}

extension OutputCheck {
  /// The reasons that do not need attention.
  fileprivate func symptoms(_ translation: Translation) -> [GuardReason] {
    let best = translation.candidates[0]
    let hypothesis = Hypothesis(
      tokens: best.tokens, logProbability: 0, score: 0, tokenLogProbabilities: best.tokenLogProbabilities, attention: []
    )
    return reasons(hypothesis, source: translation.sourceTokens)
  }
}
