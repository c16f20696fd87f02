import Foundation
import NMTKernels
import NMTLayers
import NMTModelStore
import NMTModels
import NMTSearch
import NMTTensor
import NMTTestModels
import NMTTestSupport
import NMTText
import NMTTranslation
import Testing

/// Every cell in a whole model directory: saved, loaded, searched with a beam, scored, in int8 and as an ensemble.
struct CellTranslationTests {
  static let pipeline = try! TinyModel.pipeline()
  static let encoders = CellKind.ofEncoders
  private static let lines = Array(TinyModel.sentences.prefix(12))

  private static func options() -> TranslationOptions {
    TranslationOptions(search: SearchOptions(beam: 3, nBest: 2), threads: 2, maximumSourceLength: 40)
  }

  private static func model(_ encoder: CellKind, _ decoder: CellKind, seed: UInt64) throws -> Seq2SeqModel {
    var options = TinyModel.options(pipeline)
    (options.encoder, options.decoder, options.encoderLayers, options.decoderLayers) = (encoder, decoder, 2, 2)
    return try TinyModel.model(options, seed: seed, gain: 2)
  }

  /// Saved in a directory of its own.
  private static func save(_ model: Seq2SeqModel, _ name: String, in directory: TemporaryDirectory) throws -> URL {
    let path = directory.file(name)
    try ModelDirectory.save(
      model: model, pipeline: pipeline, provenance: ModelProvenance(maximumSourceLength: 40), to: path)
    return URL(fileURLWithPath: path)
  }

  @Test(arguments: encoders, CellKind.allCases)
  func aModelOfAnyCellsTranslates(encoder: CellKind, decoder: CellKind) throws {
    let (directory, what) = (TemporaryDirectory(), "\(encoder) → \(decoder)")
    let models = try [7, 8].map { try Self.model(encoder, decoder, seed: $0) }
    let saved = try models.enumerated().map { try Self.save($1, "model \($0)", in: directory) }
    let translator = try Translator(modelDirectory: saved[0], options: Self.options())
    #expect(translator.models[0].options == models[0].options)
    let together = try translator.translate(Self.lines)
    #expect(Set(together.map(\.text)).count > 2, "\(what) has to tell sentences apart")
    for (line, found) in zip(Self.lines, together).prefix(3) {
      let alone = try Translator(model: models[0], pipeline: Self.pipeline, options: Self.options())
      #expect(try alone.translate([line]) == [found], "\(what)")
    }
    try forcedScoresAreProbabilities(translator, together, what)
    try bytesComeNearToTheirModel(saved[0], translator, together, what)
    try anEnsembleIsTheMeanOfItsMembers(saved, translator, together, what)
  }

  /// The words of a translation have the probabilities that the search saw.
  private func forcedScoresAreProbabilities(
    _ translator: Translator, _ found: [Translation], _ what: String
  ) throws {
    let pairs = zip(Self.lines, found).prefix(3).map { (source: $0.0, target: $0.1.text) }
    let scores = try translator.score(pairs)
    #expect(scores.allSatisfy { $0.tokenLogProbabilities.allSatisfy { $0 < 0 && $0.isFinite } }, "\(what)")
  }

  /// Mean log-probability of a subword of given translations.
  private func mean(_ translator: Translator, _ pairs: [(source: String, target: String)]) throws -> Double {
    let all = try translator.score(pairs).flatMap { $0.tokenLogProbabilities.map(Double.init) }
    return all.reduce(0, +) / Double(all.count)
  }

  /// int8 is another arithmetic, of the same model: its lines do not depend on each other, and it scores as fp32 nearly.
  private func bytesComeNearToTheirModel(
    _ saved: URL, _ exact: Translator, _ found: [Translation], _ what: String
  ) throws {
    let bytes = try Translator(modelDirectory: saved, precision: .int8, options: Self.options())
    #expect(bytes.models[0].parameters.isQuantized, "\(what)")
    let together = try bytes.translate(Self.lines)
    #expect(try bytes.translate([Self.lines[2]]) == [together[2]], "\(what)")
    let pairs = zip(Self.lines, found).map { (source: $0.0, target: $0.1.text) }
    let (own, other) = (try mean(exact, pairs), try mean(bytes, pairs))
    #expect(own != other && abs(own - other) < 0.03 * abs(own), "\(what): \(own) in fp32, \(other) in int8")
  }

  /// Two members: neither's translations alone; each line for itself; one model twice is that model.
  private func anEnsembleIsTheMeanOfItsMembers(
    _ saved: [URL], _ first: Translator, _ found: [Translation], _ what: String
  ) throws {
    let ensemble = try Translator(modelDirectories: saved, options: Self.options())
    let together = try ensemble.translate(Self.lines)
    #expect(together.map(\.text) != found.map(\.text), "\(what)")
    #expect(try ensemble.translate([Self.lines[1]]) == [together[1]], "\(what)")
    let twice = try Translator(modelDirectories: [saved[0], saved[0]], options: Self.options())
    #expect(try twice.translate(Self.lines).map(\.text) == found.map(\.text), "\(what)")
    let pairs = [(source: Self.lines[0], target: found[0].text)]
    #expect(try abs(mean(twice, pairs) - mean(first, pairs)) < 1e-4, "\(what)")
  }
}
