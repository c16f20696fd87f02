import NMTDecoding
import NMTLayers
import NMTModels
import NMTTestModels
import NMTTestSupport
import NMTText
import Testing

/// Every cell in a whole model directory: saved, loaded, searched with a beam, scored.
struct CellTranslationTests {
  static let pipeline = try! TinyModel.pipeline()

  @Test(arguments: [
    (CellKind.gru, CellKind.gru), (.elman, .elman), (.gru, .jordan), (.conv, .lstm), (.conv, .conv),
    (.dilated, .dilated),
  ])
  func aModelOfAnyCellsTranslates(encoder: CellKind, decoder: CellKind) throws {
    var options = TinyModel.options(Self.pipeline)
    (options.encoder, options.decoder, options.encoderLayers, options.decoderLayers) = (encoder, decoder, 2, 2)
    let model = try TinyModel.model(options, gain: 2)
    let directory = TemporaryDirectory()
    let path = directory.file("model")
    try ModelDirectory.save(
      model: model, pipeline: Self.pipeline, provenance: ModelProvenance(maximumSourceLength: 40), to: path)
    let (loaded, pipeline, config) = try ModelDirectory.load(path)
    #expect(config.architecture == options)
    let translate = TranslationOptions(search: SearchOptions(beam: 4, nBest: 2), threads: 2, maximumSourceLength: 40)
    let lines = Array(TinyModel.sentences.prefix(30))
    let translator = try Translator(model: loaded, pipeline: pipeline, options: translate)
    let together = try translator.translate(lines)
    #expect(Set(together.map(\.text)).count > 4, "the model has to tell sentences apart")
    for (line, found) in zip(lines, together).prefix(6) {
      #expect(try Translator(model: model, pipeline: pipeline, options: translate).translate([line]) == [found])
    }
    let pairs = zip(lines, together).prefix(6).map { (source: $0.0, target: $0.1.text) }
    let scores = try translator.forcedScores(pairs)
    #expect(scores.allSatisfy { $0.tokenLogProbabilities.allSatisfy { $0 < 0 && $0.isFinite } })
  }
}
