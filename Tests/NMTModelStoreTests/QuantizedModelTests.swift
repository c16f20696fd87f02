import Foundation
import NMTKernels
import NMTLayers
import NMTModelStore
import NMTModels
import NMTSystem
import NMTTensor
import NMTTestSupport
import Testing

/// Widths that are no multiple of a panel's 32 columns, some not even of 4.
private func options(_ tying: EmbeddingTying) -> ModelOptions {
  var options = ModelOptions(sourceVocabulary: 45, targetVocabulary: 45)
  (options.embedding, options.encoderWidth, options.decoderWidth) = (14, 22, 30)
  (options.encoderLayers, options.decoderLayers, options.tying) = (2, 2, tying)
  return options
}

private let sources: [[Int32]] = [[5, 9, 44], [7], [8, 30, 31, 32, 12, 4, 4]]

/// Log-probabilities of a few forced steps.
private func logProbabilities(_ model: Seq2SeqModel) -> [Float] {
  let workspace = Workspace(model)
  let encoded = model.encode(sources: sources, in: workspace)
  var state = model.startState(encoded)
  return [2, 9, 17].flatMap { (token: Int32) -> [Float] in
    let step = model.step(tokens: [token, token, token], state: &state, encoded: encoded, workspace: workspace)
    return (0..<step.rows).flatMap { r in (0..<step.columns).map { step.row(r)[$0] } }
  }
}

@Suite struct QuantizedModelTests {
  private let directory = TemporaryDirectory()

  private func save(_ tying: EmbeddingTying = .output) throws {
    let model = try Seq2SeqModel(options: options(tying), seed: 3)
    try ModelFiles.save(model, to: directory.file("fp32"), provenance: ModelProvenance())
    let (quantized, _) = try ModelFiles.load(directory.file("fp32"), precision: .int8)
    try ModelFiles.save(quantized, to: directory.file("int8"), provenance: ModelProvenance())
  }

  private func failure(_ name: String, _ precision: PrecisionChoice = .auto) -> Failure? {
    do {
      _ = try ModelFiles.load(directory.file(name), precision: precision)
      return nil
    } catch {
      return error as? Failure
    }
  }

  /// Rewrites config.json with a valid checksum.
  private func forge(_ name: String, _ old: String, _ new: String) throws {
    var text = String(decoding: try directory.read("\(name)/config.json"), as: UTF8.self)
    #expect(text.contains(old))
    text = text.replacing(old, with: new)
    let key = "\"configChecksum\" : \""
    let start = try #require(text.range(of: key)).upperBound
    let digits = start..<text.index(start, offsetBy: 16)
    text.replaceSubrange(digits, with: "0000000000000000")
    let sum = Array(text.utf8).withUnsafeBytes { XXH64.hex($0) }
    try directory.write(
      text.replacing("\(key)0000000000000000", with: "\(key)\(sum)"), to: "\(name)/config.json")
  }

  /// Saved in int8 and mapped gives the bits of quantised at load, on any tying; both are near fp32.
  @Test(arguments: EmbeddingTying.allCases) func mappedEqualsQuantizedAtLoad(tying: EmbeddingTying) throws {
    try save(tying)
    let exact = logProbabilities(try ModelFiles.load(directory.file("fp32")).model)
    let atLoad = logProbabilities(try ModelFiles.load(directory.file("fp32"), precision: .int8).model)
    let (mapped, config) = try ModelFiles.load(directory.file("int8"))
    #expect(config.weights == .int8 && mapped.parameters.isQuantized)
    #expect(logProbabilities(mapped) == atLoad)
    #expect(atLoad != exact)
    let worst = zip(exact, atLoad).map { abs($0 - $1) }.max() ?? .infinity
    // Weights and rows are each off by at most 1/254 of their largest; log-probabilities here are near −4.
    #expect(worst < 0.2, "\(worst)")
  }

  @Test func aRowDoesNotDependOnItsBatch() throws {
    try save()
    let (model, _) = try ModelFiles.load(directory.file("int8"))
    let workspace = Workspace(model)
    func steps(_ sources: [[Int32]]) -> [[Float]] {
      let encoded = model.encode(sources: sources, in: workspace)
      var state = model.startState(encoded)
      let tokens = [Int32](repeating: 2, count: sources.count)
      let step = model.step(tokens: tokens, state: &state, encoded: encoded, workspace: workspace)
      return (0..<step.rows).map { r in (0..<step.columns).map { step.row(r)[$0] } }
    }
    let alone = sources.flatMap { steps([$0]) }
    #expect(steps(sources) == alone)
  }

  @Test func aSavedModelSavesTheSameBytes() throws {
    try save()
    let (model, config) = try ModelFiles.load(directory.file("int8"))
    try ModelFiles.save(model, to: directory.file("again"), provenance: config.provenance)
    for name in ["config.json", "model.safetensors"] {
      #expect(try directory.read("again/\(name)") == directory.read("int8/\(name)"))
    }
  }

  @Test func whatIsNotThereIsRefused() throws {
    try save()
    for precision in [PrecisionChoice.fp32, .bf16] {
      let found = failure("int8", precision)
      #expect(found?.code == .badConfiguration && found?.expected == "auto or int8")
    }
    #expect(throws: Failure.self) { try PrecisionChoice.int8.resolvedForTraining() }
    try forge("int8", "\"weights\" : \"int8\"", "\"weights\" : \"int4\"")
    #expect(failure("int8")?.code == .badData)
    try forge("int8", "\"weights\" : \"int4\"", "\"weights\" : \"bf16\"")
    #expect(failure("int8")?.what == "has weights in bf16")
    try forge("int8", ",\n  \"weights\" : \"bf16\"", "")
    let found = failure("int8")
    #expect(found?.code == .badData && found?.expected.contains("of F32") == true, "\(String(describing: found))")
    try forge("fp32", "\"provenance\"", "\"weights\" : \"int8\",\n  \"provenance\"")
    #expect(failure("fp32")?.expected.contains("of I8") == true)
  }

  @Test func damageIsNoticed() throws {
    try save()
    let whole = try directory.read("int8/model.safetensors")
    for bit in stride(from: 3, to: whole.count * 8, by: 1999) {
      var bytes = whole
      bytes[bit / 8] ^= 1 << (bit % 8)
      try directory.write(bytes, to: "int8/model.safetensors")
      #expect(failure("int8")?.code == .badData, "bit \(bit)")
    }
    for size in stride(from: 0, to: whole.count, by: 611) {
      try directory.write(Array(whole[..<size]), to: "int8/model.safetensors")
      #expect(failure("int8")?.code == .badData, "\(size) bytes")
    }
  }

  /// A file whose checksums an enemy has made right: scales that are not finite are refused, any bytes are a weight.
  @Test func hostileValues() throws {
    try save()
    let path = directory.file("int8/model.safetensors")
    let whole = try directory.read("int8/model.safetensors")
    let file = try SafeTensors(path: path)
    let scales = try #require(file["embedding.source.weight.scales"])
    let panels = try #require(file["encoder.layers.0.forward.weight_ih"])
    #expect(panels.type == .int8 && panels.shape == [2, 4, 32, 4] && panels.byteRange.lowerBound % 64 == 0)
    #expect(throws: Failure.self) { try file.values(of: panels) }
    func rewrite(_ change: (inout [UInt8]) -> Void) throws {
      var bytes = whole
      change(&bytes)
      let old = try FileRecord(ofFile: path)
      try directory.write(bytes, to: "int8/model.safetensors")
      let new = try FileRecord(ofFile: path)
      try forge("int8", old.xxh64, new.xxh64)
      try forge("int8", old.sha256, new.sha256)
    }
    try rewrite { $0.replaceSubrange(scales.byteRange.prefix(4), with: [0, 0, 0x80, 0x7F]) }
    #expect(failure("int8")?.what.contains("not finite") == true)
    // −128, which quantising never makes, and bytes where the panels are filled up.
    try rewrite { bytes in for index in panels.byteRange { bytes[index] = 0x80 } }
    let (model, _) = try ModelFiles.load(directory.file("int8"))
    let areFinite = logProbabilities(model).allSatisfy { $0.isFinite }
    #expect(areFinite)
  }
}
