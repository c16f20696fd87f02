import Foundation
import NMTKernels
import NMTLayers
import NMTModels
import NMTSystem
import NMTTensor
import NMTTestNumbers
import Testing

/// Whole models: central differences, memory, options.
@Suite struct ModelTests {
  static let batch = SequenceBatch(
    sources: [[5, 6, 7], [8, 4, 4, 9, 10]], targets: [[7, 6], [8, 9, 10, 11]])

  /// Four elements of every parameter of every variant. The loss is a sum of 8 terms near 3 with float rounding of
  /// about 1e-6, so with h = 2⁻⁶ a difference is good to 1e-4; truncation of the same step adds h²/6·f‴ ≈ 1e-4. Layer
  /// norm of states that hardly vary bends much more sharply and takes h = 2⁻⁹, good to 5e-4. The bound is 5e-3 of the
  /// largest of a parameter's four gradients, at least of 0.1.
  @Test func modelsByCentralDifferences() throws {
    for kernels in backends {
      for (name, variant) in PropertyTests.variants() {
        var options = variant
        (options.dropout, options.dropoutKind) = (0.2, kernels.name == "reference" ? .plain : .variational)
        let model = try Seq2SeqModel(options: options, seed: 6, kernels: kernels)
        let gradients = model.parameters.gradientBuffer()
        let tape = Tape(parameters: model.parameters, gradients: gradients)
        let dropout = DropoutContext(seed: 2, update: 3, replica: 4)
        func loss(_ tape: Tape) -> Double {
          model.loss(Self.batch, smoothing: 0.1, gradientScale: 1, tape: tape, dropout: dropout).smoothedSum
        }
        _ = loss(tape)
        tape.backward()
        var generator = RandomGenerator(seed: 8)
        for p in model.parameters.specs {
          let places = (0..<4).map { _ in Int.random(in: 0..<p.count, using: &generator) }
          let expected = places.map { place in
            let value = model.parameters.matrix(p).base + place
            return centralDifference(value, step: options.norm == .none ? 0x1p-6 : 0x1p-9) {
              model.parameters.weightsChanged()
              return loss(Tape(parameters: model.parameters))
            }
          }
          let found = places.map { gradients.matrix(p).base[$0] }
          expectClose(found, expected, tolerance: 5e-3, floor: 0.1, "\(name), \(p.path), \(kernels.name)")
        }
      }
    }
  }

  /// A training step and an encoded batch of the same options on real and on dry kernels.
  @Test func aDryStepAsksForTheMemoryOfARealOne() throws {
    var generator = RandomGenerator(seed: 3)
    func sentences() -> [[Int32]] {
      (0..<24).map { _ in (0..<Int.random(in: 0...15, using: &generator)).map { _ in 5 } }
    }
    for (name, variant) in PropertyTests.variants() {
      var options = variant
      (options.dropout, options.wordDropout) = (0.1, 0.1)
      let batch = SequenceBatch(sources: sentences(), targets: sentences())
      let model = try Seq2SeqModel(options: options, seed: 6)
      let peaks = [try CPUKernels(), DryKernels()].map { (kernels: any Kernels) in
        let gradients = model.parameters.gradientBuffer()
        let tape = Tape(parameters: model.parameters, gradients: gradients, kernels: kernels)
        let dropout = DropoutContext(seed: 2, update: 3, replica: 4)
        _ = model.loss(batch, smoothing: 0.1, gradientScale: 1, tape: tape, dropout: dropout)
        tape.backward()
        return tape.arena.peakBytes
      }
      #expect(peaks[0] > 50_000 && peaks[0] == peaks[1], "\(name): \(peaks)")
    }
  }

  /// What the formula says is what the model's products cost, but for the products of zero states that are left out.
  @Test func forwardOperationsAreThoseOfTheProducts() throws {
    let batch = SequenceBatch(sources: PropertyTests.sources, targets: PropertyTests.targets)
    let counts = ForwardOperations.Counts(sources: PropertyTests.sources, targets: PropertyTests.targets)
    #expect(counts.source.distinct < counts.source.words && counts.target.distinct < counts.target.words)
    let each = counts.withEachOccurrence
    #expect(each.source == (counts.source.words, counts.source.words))
    #expect(each.target == (counts.target.words, counts.target.words))
    for (name, options) in PropertyTests.variants() {
      let kernels = DryKernels()
      let model = try Seq2SeqModel(options: options, seed: 6)
      _ = model.loss(
        batch, smoothing: 0, gradientScale: 1, tape: Tape(parameters: model.parameters, kernels: kernels))
      func blocks(_ cell: CellKind) -> Int { [.lstm: 4, .gru: 3, .elman: 1][cell] ?? 0 }
      let directions = options.bidirectional ? 2 : 1
      let width = options.encoderWidth / directions
      var zeroStates = options.encoderLayers * directions * blocks(options.encoder) * width * width
      if options.bridge == .zero {
        zeroStates += options.decoderLayers * blocks(options.decoder) * options.decoderWidth * options.decoderWidth
      }
      let leftOut = options.norm == .gates ? 0 : 2 * Double(batch.sentenceCount * zeroStates)
      let operations = ForwardOperations(options)
      #expect(operations(counts) == kernels.operations + leftOut, "\(name)")
      #expect(operations(each) >= operations(counts), "\(name)")
    }
  }

  /// A word's embedding is dropped in one way wherever it stands in the batch; with masks of sentences or of positions each
  /// position has its own.
  @Test func occurrencesOfAWordShareTheirDropout() throws {
    let ids: [Int32] = [5, 6, 5, 3, 6, 5, 3]
    let layout = SequenceLayout(lengths: [4, 3])
    for (kind, wordDropout, isShared) in [
      (DropoutKind.plain, Float(0), true), (.variational, 0, false), (.plain, 0.2, false),
    ] {
      var options = PropertyTests.variants()[0].1
      (options.dropout, options.dropoutKind, options.wordDropout) = (0.5, kind, wordDropout)
      let model = try Seq2SeqModel(options: options, seed: 6)
      let tape = Tape(parameters: model.parameters)
      var dropout: DropoutContext? = DropoutContext(seed: 1, update: 2, replica: 0)
      let table = model.parameters.specs.first { $0.path.hasPrefix("embedding") }!
      let embedded = model.embed(ids, table, layout: layout, dropout: &dropout, on: tape)
      let rows = embedded.expanded(on: tape).values
      #expect(embedded.rows.rows == (isShared ? 3 : 7) && rows.rows == 7)
      func row(_ k: Int) -> [Float] { (0..<rows.columns).map { rows.row(k)[$0] } }
      let pairs = [(0, 2), (0, 5), (1, 4), (3, 6)]
      #expect(pairs.allSatisfy { row($0) == row($1) } == isShared, "\(kind), \(wordDropout)")
      if isShared { #expect(row(0).contains(0) && row(0).contains { $0 != 0 }, "a mask of units") }
    }
  }

  @Test func batchesAddTheirMarks() {
    let batch = SequenceBatch(sources: [[5, 6], []], targets: [[7], []])
    #expect(batch.source == [5, 6, 3, 3])
    #expect(batch.targetInput == [2, 7, 2])
    #expect(batch.targetOutput == [7, 3, 3])
    #expect(batch.sourceLayout.lengths == [3, 1] && batch.targetLayout.lengths == [2, 1])
  }

  @Test func presetsAreValidAndTravelAsJSON() throws {
    for preset in ModelPreset.allCases {
      let options = preset.options(sourceVocabulary: 8000, targetVocabulary: 7000)
      try options.validate()
      let decoded = try JSONDecoder().decode(ModelOptions.self, from: JSONEncoder().encode(options))
      #expect(decoded == options)
    }
  }

  /// There is one format: an option that is left out is an error, which names it.
  @Test func aMissingOptionIsNamed() throws {
    let options = ModelOptions(sourceVocabulary: 20, targetVocabulary: 30)
    var object = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(options)) as? [String: Any])
    #expect(object.removeValue(forKey: "decoder") != nil)
    let data = try JSONSerialization.data(withJSONObject: object)
    let error = try #require(throws: DecodingError.self) { try JSONDecoder().decode(ModelOptions.self, from: data) }
    #expect("\(error)".contains("decoder"))
  }

  @Test func badOptionsNameKeyAndRange() throws {
    let changes: [(key: String, change: (inout ModelOptions) -> Void)] = [
      ("encoderWidth is 7", { $0.encoderWidth = 7 }), ("decoderLayers is 17", { $0.decoderLayers = 17 }),
      ("dropout is 1.0", { $0.dropout = 1 }), ("dropout is nan", { $0.dropout = .nan }),
      ("tying is all", { $0.tying = .all }), ("attention is dot", { ($0.attention, $0.decoderWidth) = (.dot, 510) }),
      ("bridge is copy", { ($0.bridge, $0.decoderWidth) = (.copy, 510) }),
      ("encoder is jordan", { $0.encoder = .jordan }), ("kernel is 4", { ($0.encoder, $0.kernel) = (.conv, 4) }),
      ("kernel is 0", { $0.kernel = 0 }), ("dilationCycle is 13", { $0.dilationCycle = 13 }),
      ("bridge is copy", { ($0.bridge, $0.encoder) = (.copy, .gru) }),
      ("heads is 3", { ($0.attention, $0.heads) = (.multiHead, 3) }), ("truncation is -1", { $0.truncation = -1 }),
      ("sourceVocabulary is 4", { $0.sourceVocabulary = 4 }),
    ]
    for (key, change) in changes {
      var options = ModelOptions(sourceVocabulary: 20, targetVocabulary: 30)
      change(&options)
      let failure = try #require(throws: Failure.self) { try options.validate() }
      #expect(failure.code == .badConfiguration && failure.description.contains(key), "\(failure)")
    }
  }

  @Test func equalSeedsGiveEqualModels() throws {
    let options = PropertyTests.variants()[1].options
    func values(_ seed: UInt64) throws -> [Float] {
      let store = try Seq2SeqModel(options: options, seed: seed).parameters
      return Array(UnsafeBufferPointer(start: store.values, count: store.count))
    }
    #expect(try values(3) == values(3))
    #expect(try values(3) != values(4))
  }
}
