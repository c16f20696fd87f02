import Foundation
import NMTModels
import NMTTestModels
import NMTTestSupport
import NMTTranslation
import Synchronization
import Testing

/// The library as an application calls it from async code: the same translations, cancellation, progress, bad lines.
@Suite struct AsyncTranslationTests {
  private static let lines = TranslatorTests.lines

  private func translator(_ options: TranslationOptions = TranslationOptions(threads: 2)) throws -> Translator {
    try Translator(model: TranslatorTests.model, pipeline: TranslatorTests.pipeline, options: options)
  }

  @Test func everyWayInGivesTheSameTranslations() async throws {
    let translator = try translator()
    let expected = try blocking(translator, Self.lines)
    #expect(try await translator.translate(Self.lines) == expected)
    let single = try await withThrowingTaskGroup(of: (Int, Translation).self) { group in
      for (index, line) in Self.lines.enumerated() {
        group.addTask { (index, try await translator.translate([line])[0]) }
      }
      return try await group.reduce(into: [Int: Translation]()) { $0[$1.0] = $1.1 }
    }
    #expect(Self.lines.indices.map { single[$0] } == expected)
    let (stream, feed) = AsyncStream.makeStream(of: TranslationInput.self)
    for line in Self.lines { feed.yield(TranslationInput(line)) }
    feed.finish()
    var streamed: [Translation] = []
    for try await translation in translator.translations(of: stream, window: 7) { streamed.append(translation) }
    #expect(streamed == expected)
  }

  /// The form that blocks, whatever the context.
  private func blocking(_ translator: Translator, _ lines: [String]) throws -> [Translation] {
    try translator.translate(lines)
  }

  @Test func optionsBelongToACall() async throws {
    let translator = try translator()
    let wide = TranslationOptions(search: SearchOptions(beam: 6, nBest: 3), threads: 1)
    let own = try self.translator(wide)
    let expected = try await own.translate(Self.lines)
    #expect(try await translator.translate(Self.lines, options: wide) == expected)
    #expect(try await translator.with(wide).translate(Self.lines) == expected)
    #expect(try await translator.translate(Self.lines) == self.translator().translate(Self.lines))
    #expect(try translator.with(wide).models[0] === translator.models[0])
    var wrong = wide
    wrong.search.beam = 0
    await #expect(throws: Failure.self) { try await translator.translate(Self.lines, options: wrong) }
  }

  @Test func aBadLineDoesNotLoseTheOthers() async throws {
    let translator = try translator()
    let good = Self.lines.prefix(3).map { TranslationInput($0) }
    // More phrases than a sentence may have.
    let phrases = (0..<65).map { RequiredPhrase("word\($0)") }
    let bad = TranslationInput("the dog", constraints: LineConstraints(include: phrases))
    let results = try await translator.translateEach([good[0], bad, good[1], bad, good[2]])
    let expected = try await translator.translate(good)
    #expect([0, 2, 4].map { try? results[$0].get() } == expected)
    for index in [1, 3] {
      let error = #expect(throws: LineError.self) { try results[index].get() }
      #expect(error?.index == index && error?.failure.code == .badData, "\(String(describing: error))")
    }
    let error = await #expect(throws: LineError.self) { try await translator.translate([good[0], bad]) }
    #expect(error?.index == 1)

    let (stream, feed) = AsyncStream.makeStream(of: TranslationInput.self)
    for input in [good[0], good[1], bad, good[2]] { feed.yield(input) }
    feed.finish()
    let all = translator.translations(of: stream, window: 2).results
    var found: [Result<Translation, LineError>] = []
    for try await result in all { found.append(result) }
    #expect(found.count == 4 && (try? found[3].get()) == expected[2])
    #expect(throws: LineError(index: 2, failure: error!.failure)) { try found[2].get() }
  }

  @Test func progressRisesToAllLines() async throws {
    let translator = try translator(TranslationOptions(threads: 2, batchTokens: 20))
    let seen = Mutex([TranslationProgress]())
    _ = try await translator.translate(Self.lines + [""]) { progress in seen.withLock { $0.append(progress) } }
    let reports = seen.withLock { $0 }
    #expect(reports.allSatisfy { $0.total == Self.lines.count + 1 })
    #expect(reports.map(\.finished) == reports.map(\.finished).sorted())
    #expect(reports.last?.finished == Self.lines.count + 1 && reports.count > 2)
    #expect(Set(reports.map(\.finished)).count == reports.count)
  }

  @Test func aCancelledCallEndsEarly() async throws {
    let translator = try translator(TranslationOptions(threads: 2, batchTokens: 20))
    let many = Array(repeating: Self.lines, count: 200).flatMap { $0 }
    let running = Mutex<Task<[Translation], any Error>?>(nil)
    let last = Mutex(0)
    // The first report cancels its own call.
    let task = Task {
      try await translator.translate(many) { progress in
        last.withLock { $0 = progress.finished }
        while !(running.withLock { task in
          task?.cancel()
          return task != nil
        }) {}
      }
    }
    running.withLock { $0 = task }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(last.withLock { $0 } < many.count)
    // Nobody has taken harm.
    #expect(try await translator.translate(Self.lines).count == Self.lines.count)
  }

  @Test func aTaskThatIsCancelledBeforehandDoesNothing() async throws {
    let translator = try translator()
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await translator.translate(Self.lines)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func askingForNothingIsAnError() async throws {
    let failure = #expect(throws: Failure.self) { try Translator(modelDirectories: []) }
    #expect(failure?.code == .usage)
    let translator = try translator()
    let (stream, feed) = AsyncStream.makeStream(of: String.self)
    feed.yield("the dog")
    feed.finish()
    await #expect(throws: Failure.self) {
      for try await _ in translator.translations(of: stream, window: 0) {}
    }
    #expect(throws: Failure.self) { try InteractiveTranslator(translator, cachedSources: 0) }
    #expect(try await translator.translate([String]()).isEmpty)
  }

  @Test func translationsAreCodable() async throws {
    var options = TranslationOptions(search: SearchOptions(beam: 4, nBest: 3), maximumSourceLength: 5)
    options.includesAlignment = true
    let translations = try await translator(options).translate(
      Self.lines + ["", " ", "the dog. a bird! seven apples?"])
    for translation in translations {
      let data = try JSONEncoder().encode(translation)
      #expect(try JSONDecoder().decode(Translation.self, from: data) == translation)
      let tool = TranslationFormat(nBest: translation.candidates.count > 1, json: true, attention: true)
      let object = try #require(try JSONSerialization.jsonObject(with: data) as? NSDictionary)
      let line = try #require(try tool.lines(translation, index: 0).first)
      if translation.pieceCount > 0 {
        #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary == object)
      }
    }
    for broken in [#"{"source": "a"}"#, "[]"] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(Translation.self, from: Data(broken.utf8)) }
    }
  }
}
