import Foundation
import NMTKernels
import NMTModels
import NMTSearch
import NMTSystem
import NMTTestModels
import NMTTestSupport
import NMTText
import NMTTranslation
import Testing

struct InteractiveTests {
  private static let sources = Array(TinyModel.sentences.prefix(12))

  private func translator(beam: Int = 6) throws -> Translator {
    let options = TranslationOptions(search: SearchOptions(beam: beam), threads: 1, maximumSourceLength: 40)
    return try Translator(model: TranslatorTests.model, pipeline: TranslatorTests.pipeline, options: options)
  }

  @Test func completionsAreTheSearchUnderThePrefix() throws {
    let translator = try translator()
    let interactive = try InteractiveTranslator(translator)
    for (source, prefix) in zip(Self.sources, ["", "t", "the do", "the dog ", "Our tea", "seven apples.", "a small b"])
    {
      let answer = try interactive.answer(CompletionRequest(source: source, prefix: prefix, completions: 3))
      let input = TranslationInput(source, constraints: LineConstraints(prefix: prefix))
      let expected = try translator.translate([input])[0]
      #expect((1...3).contains(answer.completions.count) && answer.prefix == prefix)
      #expect(Set(answer.completions.map(\.text)).count == answer.completions.count)
      #expect(answer.completions[0].text == expected.text)
      #expect(answer.completions.map(\.score) == answer.completions.map(\.score).sorted(by: >))
      for completion in answer.completions {
        #expect(completion.text == prefix + completion.completion || completion.text + " " == prefix)
      }
    }
  }

  @Test func thePositionFixesWhatStandsBeforeIt() throws {
    let interactive = try InteractiveTranslator(translator())
    let source = Self.sources[0]
    let whole = CompletionRequest(source: source, prefix: "the dog", position: 5, completions: 2, alternatives: 4)
    let short = CompletionRequest(source: source, prefix: "the d", completions: 2, alternatives: 4)
    let (a, b) = (try interactive.answer(whole), try interactive.answer(short))
    #expect(a.completions == b.completions && a.alternatives == b.alternatives && a.prefix == "the d")
    #expect(a.alternatives.count == 4)
  }

  @Test func statesAreKeptForTheLastSources() throws {
    let interactive = try InteractiveTranslator(translator(), cachedSources: 2)
    func isCached(_ source: Int) throws -> Bool {
      try interactive.answer(CompletionRequest(source: Self.sources[source])).isCached
    }
    #expect(try !isCached(0) && isCached(0))
    #expect(try !isCached(1) && isCached(0))
    // The third source takes the place of the one that was not used for longest.
    #expect(try !isCached(2) && isCached(0) && !isCached(1))
    let request = CompletionRequest(source: Self.sources[3], prefix: "a s", completions: 2, alternatives: 5)
    let (first, second) = (try interactive.answer(request), try interactive.answer(request))
    #expect(first.completions == second.completions && first.alternatives == second.alternatives)
  }

  /// What the model itself says of the first subword, by forced scores of one step.
  @Test func alternativesHaveTheModelsProbabilities() throws {
    let interactive = try InteractiveTranslator(translator())
    let (model, pipeline) = (TranslatorTests.model, TranslatorTests.pipeline)
    let source = Self.sources[4]
    let request = CompletionRequest(source: source, completions: 0, alternatives: 20, unit: .subword)
    let answer = try interactive.answer(request)
    #expect(answer.completions.isEmpty && answer.alternatives.count > 1)
    let workspace = Workspace(model)
    let encoded = model.encode(sources: [pipeline.encodeSource(source)], in: workspace)
    var state = model.startState(encoded)
    let row = model.step(tokens: [Vocabulary.bos], state: &state, encoded: encoded, workspace: workspace).row(0)
    var expected: [[UInt8]: Double] = [:]
    for token in 3..<Int32(pipeline.targetVocabularySize) where token != Vocabulary.eos {
      let surface = pipeline.targetSurface(token)
      expected[Array(surface.first == 0x20 ? surface[1...] : surface[...]), default: 0] += exp(Double(row[Int(token)]))
    }
    for alternative in answer.alternatives where !alternative.isEnd && !alternative.text.isEmpty {
      let wanted = try #require(expected[Array(alternative.text.utf8)])
      #expect(abs(alternative.probability - wanted) < 1e-6 + 1e-4 * wanted, "\(alternative)")
    }
  }

  @Test func aWordsProbabilityIsThatOfItsSubwords() throws {
    let interactive = try InteractiveTranslator(translator())
    for (source, prefix) in zip(Self.sources, ["", "the d", "the dog", "the dog ", "the.", "bri"]) {
      let request = CompletionRequest(source: source, prefix: prefix, completions: 1, alternatives: 30)
      let answer = try interactive.answer(request)
      let probabilities = answer.alternatives.map(\.probability)
      #expect(!probabilities.isEmpty && probabilities == probabilities.sorted(by: >))
      #expect(probabilities.allSatisfy { $0 >= 0 } && probabilities.reduce(0, +) < 1 + 1e-5, "\(probabilities)")
      let begun = prefix.last.map { $0.isLetter } == true ? String(prefix.split(separator: " ").last ?? "") : ""
      for alternative in answer.alternatives where !alternative.isEnd {
        #expect(alternative.word.hasPrefix(begun) && alternative.word.hasSuffix(alternative.text.drop { $0 == " " }))
      }
    }
  }

  /// Beside the usual segmentation there may be others, so that a word is at least as probable as that one says.
  @Test func aWordIsNoLessProbableThanItsUsualSubwords() throws {
    let translator = try translator()
    let (model, pipeline) = (TranslatorTests.model, TranslatorTests.pipeline)
    let text = TargetText(pipeline)
    let workspace = Workspace(model)
    for source in Self.sources.prefix(4) {
      let request = CompletionRequest(source: source, prefix: "the ", completions: 0, alternatives: 10)
      let answer = try InteractiveTranslator(translator).answer(request)
      for word in answer.alternatives where !word.isEnd {
        let begun = pipeline.encodeTarget("the").count
        let tokens = pipeline.encodeTarget("the " + word.word)
        let encoded = model.encode(sources: [pipeline.encodeSource(source)], in: workspace)
        var state = model.startState(encoded)
        var probability = 1.0
        for (position, token) in ([Vocabulary.bos] + tokens).enumerated() {
          let row = model.step(tokens: [token], state: &state, encoded: encoded, workspace: workspace).row(0)
          if position < tokens.count {
            if position >= begun { probability *= exp(Double(row[Int(tokens[position])])) }
          } else {
            let closing = (1..<Int32(pipeline.targetVocabularySize)).filter {
              $0 != Vocabulary.bos && text.closesWord($0)
            }
            probability *= closing.reduce(0) { $0 + exp(Double(row[Int($1)])) }
          }
        }
        #expect(word.probability > 0.9 * probability, "\(word), \(probability)")
      }
    }
  }

  @Test func hardRequestsAreRefusedOrAnswered() throws {
    let interactive = try InteractiveTranslator(translator())
    for blank in ["", " \u{3000}", "\u{200B}"] {
      let answer = try interactive.answer(CompletionRequest(source: blank, prefix: "the", alternatives: 3))
      #expect(answer.completions.isEmpty && answer.alternatives.isEmpty)
    }
    let long = String(repeating: "seven apples ", count: 50)
    #expect(expectFailure(.badData) { try interactive.answer(CompletionRequest(source: long)) }?.place == "source")
    for (position, completions, alternatives) in [(-1, 1, 1), (4, 1, 1), (0, 51, 1), (0, 1, -1)] {
      var request = CompletionRequest(source: "the dog", prefix: "the", completions: completions)
      (request.position, request.alternatives) = (position, alternatives)
      expectFailure(.badData) { try interactive.answer(request) }
    }
    let tail = String(repeating: "the dog sees ", count: 60)
    let answer = try interactive.answer(CompletionRequest(source: "the dog", prefix: tail, alternatives: 3))
    #expect(answer.completions[0].text.hasPrefix(tail.dropLast()))
    #expect(answer.alternatives.count == 3 && answer.alternatives.allSatisfy { $0.probability.isFinite })
  }
}
