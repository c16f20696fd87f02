import Foundation
import NMTModels
import NMTSearch
import NMTSystem
import NMTTensor
import NMTTestModels
import NMTTestSupport
import NMTText
import NMTTranslation
import Testing

struct TranslatorTests {
  static let pipeline = try! TinyModel.pipeline()
  static let model = try! TinyModel.model(TinyModel.options(pipeline))
  /// Sentences of many lengths, some blank, some with characters that the vocabulary spells as bytes.
  static let lines: [String] = {
    var lines = Array(TinyModel.sentences.prefix(40))
    lines += ["", "   ", "\u{3000}\t", "é 水 😀", "a", String(repeating: "the green door ", count: 30) + "."]
    return lines.enumerated().map { $0 % 7 == 3 ? $1 + " " + $1 : $1 }
  }()

  private func translator(
    _ search: SearchOptions = SearchOptions(beam: 3), threads: Int = 2, batchTokens: Int = 1024, limit: Int = 40,
    includesAlignment: Bool = false
  ) throws -> Translator {
    let options = TranslationOptions(
      search: search, threads: threads, batchTokens: batchTokens, maximumSourceLength: limit,
      includesAlignment: includesAlignment)
    return try Translator(model: Self.model, pipeline: Self.pipeline, options: options)
  }

  @Test(arguments: [1, 4]) func nothingDependsOnBatchesOrThreads(_ beam: Int) throws {
    let search = SearchOptions(beam: beam, nBest: beam)
    let expected = try translator(search, threads: 1, batchTokens: 1, includesAlignment: true).translate(Self.lines)
    #expect(expected.count == Self.lines.count)
    #expect(Set(expected.map(\.text)).count > Self.lines.count / 2, "the model has to tell sentences apart")
    for (threads, tokens) in [(1, 50), (2, 1024), (3, 100_000)] {
      let found = try translator(search, threads: threads, batchTokens: tokens, includesAlignment: true)
        .translate(Self.lines)
      #expect(found == expected)
    }
    for (line, translation) in zip(Self.lines, expected) {
      #expect(try translator(search, includesAlignment: true).translate([line]) == [translation])
    }
  }

  @Test func blankLinesComeBackAsTheyAre() throws {
    let blank = ["", " ", "\t", "\u{3000}\u{2028}", "\u{85}", "\r"]
    let found = try translator().translate(blank)
    #expect(found.map { Array($0.text.utf8) } == blank.map { Array($0.utf8) })
    #expect(found.allSatisfy { $0.pieceCount == 0 && $0.tokens.isEmpty })
  }

  @Test func noTranslationHoldsALineEnd() throws {
    // Every byte piece is as likely as any other in a model without training.
    let search = SearchOptions(beam: 1, lengths: LengthBounds(minimum: 30))
    for translation in try translator(search).translate(Self.lines) where translation.pieceCount > 0 {
      #expect(!translation.text.utf8.contains { $0 == 0x0A || $0 == 0x0D })
    }
  }

  @Test func longLinesAreTranslatedInPieces() throws {
    let sentences = ["The dog sees the bridge. ", "Nobody paints cold water. ", "A small bird follows this evening."]
    let whole = try translator(limit: 16)
    let pieces = try sentences.map { try #require(whole.translate([$0]).first) }
    #expect(pieces.allSatisfy { $0.pieceCount == 1 })
    let line = try #require(whole.translate([sentences.joined()]).first)
    #expect(line.pieceCount == 3)
    #expect(line.text == pieces.map(\.text).joined(separator: " "))
    #expect(line.tokens == pieces.flatMap(\.tokens))
    #expect(abs(line.score - pieces.reduce(0) { $0 + $1.score }) < 1e-4)
    // Without sentence boundaries there are windows; no subword is lost.
    let long = String(repeating: "seven apples ", count: 60)
    let cut = try #require(whole.translate([long]).first)
    #expect(cut.pieceCount > 3)
    #expect(cut.sourceTokens == Self.pipeline.encodeSource(long))
  }

  @Test func alignmentPointsIntoBothSides() throws {
    for translation in try translator(limit: 10, includesAlignment: true).translate(Self.lines) {
      for pair in translation.alignment {
        #expect(translation.sourceTokens.indices.contains(pair.source))
        #expect(translation.tokens.indices.contains(pair.target))
      }
      #expect(translation.alignment.map(\.target) == translation.alignment.map(\.target).sorted())
    }
  }

  @Test func nBestListsAreOrderedAndDistinct() throws {
    for translation in try translator(SearchOptions(beam: 5, nBest: 5)).translate(Array(Self.lines.prefix(10))) {
      #expect(translation.candidates.count == 5)
      #expect(Set(translation.candidates.map(\.tokens)).count == 5)
      #expect(translation.candidates.map(\.score) == translation.candidates.map(\.score).sorted(by: >))
    }
  }

  @Test func forcedScoresAreTheModelsLoss() throws {
    let pairs = zip(Self.lines, Self.lines.reversed()).map { (source: $0, target: $1) }
    let scores = try translator().score(pairs)
    for (pair, score) in zip(pairs, scores) {
      let batch = SequenceBatch(
        sources: [Self.pipeline.encodeSource(pair.source)], targets: [Self.pipeline.encodeTarget(pair.target)])
      let tape = Tape(parameters: Self.model.parameters)
      let loss = Self.model.loss(batch, smoothing: 0, gradientScale: 1, tape: tape)
      #expect(score.tokenLogProbabilities.count == loss.targetTokens)
      // Sums of up to 130 logarithms in single precision, added in another order.
      #expect(abs(score.logProbability + loss.nllSum) < 1e-5 * max(1, loss.nllSum), "\(pair)")
    }
  }

  @Test func aPairThatIsTooLongIsNotScored() throws {
    let long = String(repeating: "a ", count: Translator.scoredLengthLimit + 1)
    for pair in [(source: long, target: "a"), (source: "a", target: long)] {
      let error = #expect(throws: LineError.self) { try translator().score([("the dog", "a bird"), pair]) }
      #expect(error?.index == 1 && error?.failure.code == .badData)
    }
  }

  @Test func aTranslationsLogProbabilityIsItsForcedScore() throws {
    let translations = try translator(SearchOptions(beam: 4)).translate(Array(Self.lines.prefix(20)))
    let decoder = EnsembleDecoder(Self.model, workspace: Workspace(Self.model))
    let inputs = translations.enumerated().map { SearchInput(index: $0, source: $1.sourceTokens) }
    SearchLoop(decoder, ForcedScoring(targets: translations.map(\.tokens)), room: 100).run(SearchQueue(inputs)) {
      #expect($1[0].logProbability == translations[$0].candidates[0].logProbability)
    }
  }

  @Test func attentionRowsSumToOne() throws {
    let map = try #require(try translator().attention(source: "the dog sees seven apples."))
    #expect(map.weights.count == map.targetPieces.count)
    #expect(map.sourcePieces.last == "</s>" && map.targetPieces.last == "</s>")
    for row in map.weights {
      #expect(row.count == map.sourcePieces.count)
      #expect(abs(row.reduce(0, +) - 1) < 1e-5)
    }
    let given = try #require(try translator().attention(source: "the dog", target: "seven apples"))
    #expect(given.targetPieces.count == Self.pipeline.encodeTarget("seven apples").count + 1)
  }

  @Test func anAsyncSequenceIsAnsweredInOrder() async throws {
    let translator = try translator()
    let expected = try await translator.translate(Self.lines).map(\.text)
    let (lines, feed) = AsyncStream.makeStream(of: String.self)
    var iterator = translator.translations(of: lines, window: 5).makeAsyncIterator()
    // A line that arrives alone is answered before the next one exists.
    feed.yield(Self.lines[0])
    #expect(try await iterator.next()?.text == expected[0])
    for line in Self.lines.dropFirst() { feed.yield(line) }
    feed.finish()
    var found = [expected[0]]
    while let translation = try await iterator.next() { found.append(translation.text) }
    #expect(found == expected)
  }

  @Test(.timeLimit(.minutes(2))) func aCancelledTaskDoesNotWaitForLines() async throws {
    let translator = try translator()
    let (lines, feed) = AsyncStream.makeStream(of: String.self)
    let (answers, told) = AsyncStream.makeStream(of: String.self)
    let task = Task {
      for try await translation in translator.translations(of: lines) { told.yield(translation.text) }
    }
    feed.yield(Self.lines[0])
    var iterator = answers.makeAsyncIterator()
    _ = await iterator.next()
    // No line comes any more, and the stream does not end.
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    feed.finish()
  }

  @Test func anAbandonedSequenceEnds() async throws {
    let (lines, feed) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(10))
    for _ in 0..<10 { feed.yield("the dog") }
    do {
      var iterator = try translator().translations(of: lines, window: 2).makeAsyncIterator()
      _ = try await iterator.next()
    }
    // The reader lets the lines go: the stream tells its producer that nobody listens.
    let ended = await withCheckedContinuation { continuation in
      feed.onTermination = { _ in continuation.resume(returning: true) }
    }
    #expect(ended)
  }
}
