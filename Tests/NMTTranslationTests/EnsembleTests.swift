import Foundation
import NMTKernels
import NMTLayers
import NMTModelStore
import NMTModels
import NMTSearch
import NMTSystem
import NMTTestModels
import NMTTestSupport
import NMTText
import NMTTranslation
import Testing

struct EnsembleTests {
  private static let pipeline = try! TinyModel.pipeline()
  private static let models: [Seq2SeqModel] = (1...3).map { seed in
    var options = TinyModel.options(pipeline)
    // Members need not be alike.
    if seed == 2 { options.attention = .additive }
    if seed == 3 { options.inputFeeding = false }
    return try! TinyModel.model(options, seed: UInt64(seed))
  }
  private static let lines = Array(TinyModel.sentences.prefix(12))

  private func translator(_ models: [Seq2SeqModel], _ ensemble: EnsembleOptions = EnsembleOptions()) throws
    -> Translator
  {
    try Translator(
      models: models, pipeline: Self.pipeline,
      options: TranslationOptions(search: SearchOptions(beam: 3), threads: 2, batchTokens: 40, ensemble: ensemble))
  }

  /// log P of each token by one model, or by several as the options say, computed from forced scores of all next tokens.
  private func scores(_ models: [Seq2SeqModel], _ ensemble: EnsembleOptions = EnsembleOptions()) throws -> [Float] {
    try translator(models, ensemble).score([(Self.lines[0], Self.lines[1])])[0].tokenLogProbabilities
  }

  @Test func theSameModelTwiceIsTheModel() throws {
    let alone = try translator([Self.models[0]]).translate(Self.lines)
    for mean in EnsembleOptions.Mean.allCases {
      let twice = try translator([Self.models[0], Self.models[0]], EnsembleOptions(mean: mean)).translate(Self.lines)
      #expect(twice.map(\.text) == alone.map(\.text))
      for (a, b) in zip(alone, twice) { #expect(abs(a.score - b.score) < 1e-3) }
    }
  }

  @Test func meansOfProbabilitiesByHand() throws {
    let single = try Self.models.map { try scores([$0]) }
    let weights: [Float] = [0.5, 0.3, 0.2]
    let mixed = try scores(Self.models, EnsembleOptions(mean: .probabilities, weights: [5, 3, 2]))
    for (token, value) in mixed.enumerated() {
      let sum = (0..<3).reduce(Float(0)) { $0 + weights[$1] * exp(single[$1][token]) }
      #expect(abs(value - log(sum)) < 1e-4)
    }
  }

  /// log P of the first token of each line.
  private func firstRows(_ decoder: EnsembleDecoder, _ lines: [String]) -> [[Float]] {
    withExtendedLifetime(decoder) {
      var state = decoder.start(lines.map(Self.pipeline.encodeSource))
      let rows = decoder.step(tokens: lines.map { _ in Vocabulary.bos }, state: &state)
      for row in lines.indices {
        let attention = decoder.attention(row: row, in: state)
        #expect(attention.map { abs($0.reduce(0, +) - 1) < 1e-5 } == true)
      }
      return lines.indices.map { row in (0..<rows.columns).map { rows.row(row)[$0] } }
    }
  }

  @Test func meansOfLogProbabilitiesSumToOne() throws {
    let lines = [Self.lines[0], "the dog"]
    let workspaces = Self.models.map { Workspace($0) }
    let mixed = firstRows(EnsembleDecoder(Self.models, workspaces: workspaces, shares: [0.5, 0.25, 0.25]), lines)
    for row in mixed { #expect(abs(row.reduce(0.0) { $0 + exp(Double($1)) } - 1) < 1e-5) }
    // Differences between tokens are the mean's; the rest is the constant that makes the sum one.
    let logs = Self.models.map { firstRows(EnsembleDecoder($0, workspace: Workspace($0)), lines)[1] }
    func mean(_ token: Int) -> Float {
      let (a, b, c): (Float, Float, Float) = (logs[0][token], logs[1][token], logs[2][token])
      return a / 2 + b / 4 + c / 4
    }
    for token in 5..<50 {
      let found: Float = mixed[1][token] - mixed[1][4]
      let wanted: Float = mean(token) - mean(4)
      #expect(abs(found - wanted) < 1e-3)
    }
  }

  @Test func nothingDependsOnBatches() throws {
    let together = try translator(Self.models).translate(Self.lines)
    for (line, translation) in zip(Self.lines, together) {
      #expect(try translator(Self.models).translate([line]) == [translation])
    }
  }

  @Test func anotherVocabularyIsRefused() throws {
    let (one, two) = (TemporaryDirectory(), TemporaryDirectory())
    try TinyModel.save(to: one.path)
    var options = TextPipelineOptions()
    options.vocabularySize = 320
    options.targetLanguage = "hu"
    var sample = try PipelineSample(options: options)
    for sentence in TinyModel.sentences {
      sample.add(sentence, .source)
      sample.add(sentence, .target)
    }
    let pipeline = try TextPipeline.train(sample)
    try ModelDirectory.save(
      model: try TinyModel.model(TinyModel.options(pipeline)), pipeline: pipeline,
      provenance: ModelProvenance(
        sourceLanguage: "en", targetLanguage: "hu", dataHash: "none", seed: 7, maximumSourceLength: 40, options: [:],
        scores: [:]), to: two.path)
    let urls = [one, two].map { URL(fileURLWithPath: $0.path) }
    let failure = expectFailure(.badData) { try Translator(modelDirectories: urls) }
    #expect(failure?.place == two.path && failure?.what.contains("vocabulary differs") == true)
    let wrong = expectFailure(.badConfiguration) { try translator(Self.models, EnsembleOptions(weights: [1, 2])) }
    #expect(wrong?.what == "2 weights for \(Self.models.count) models")
    let negative = EnsembleOptions(weights: Self.models.map { _ in -1 })
    #expect(expectFailure(.badConfiguration) { try translator(Self.models, negative) }?.expected == "numbers above 0")
    #expect(try Translator(modelDirectories: [urls[0], urls[0]]).translate(["the dog"]).count == 1)
  }
}
