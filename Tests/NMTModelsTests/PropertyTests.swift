import NMTKernels
import NMTLayers
import NMTModels
import NMTSystem
import NMTTensor
import NMTTestNumbers
import Testing

/// What must hold for every set of options, without any golden.
@Suite struct PropertyTests {
  /// Option sets that between them use every kind of every option.
  static func variants() -> [(name: String, options: ModelOptions)] {
    var base = ModelOptions(sourceVocabulary: 17, targetVocabulary: 19)
    base.embedding = 12
    base.encoderWidth = 16
    base.decoderWidth = 20
    base.heads = 4
    func with(
      _ name: String, _ change: (inout ModelOptions) -> Void
    ) -> (name: String, options: ModelOptions) {
      var options = base
      change(&options)
      return (name, options)
    }
    let listed = [
      with("general") { _ in },
      with("additive, deep, residual") {
        $0.attention = .additive
        ($0.encoderLayers, $0.decoderLayers, $0.residual) = (2, 3, true)
      },
      with("dot, copied states, one direction") {
        ($0.attention, $0.bridge, $0.bidirectional) = (.dot, .copy, false)
        $0.decoderWidth = 16
      },
      with("heads, fed, untied") { ($0.attention, $0.inputFeeding, $0.tying) = (.multiHead, true, .none) },
      with("one vector, zero states") { ($0.attention, $0.bridge) = (.none, .zero) },
      with("one vector, fed") { ($0.attention, $0.inputFeeding) = (.none, true) },
      with("normed outputs, fed, deep") {
        ($0.norm, $0.inputFeeding, $0.decoderLayers) = (.outputs, true, 2)
      },
      with("normed gates, one table") {
        ($0.norm, $0.tying, $0.targetVocabulary, $0.scaleEmbeddings) = (.gates, .all, 17, true)
      },
      with("GRU") {
        ($0.encoder, $0.decoder, $0.encoderLayers, $0.decoderLayers, $0.residual) = (.gru, .gru, 2, 2, true)
      },
      with("Elman to GRU, normed gates, zero states") {
        ($0.encoder, $0.decoder, $0.norm, $0.bridge) = (.elman, .gru, .gates, .zero)
      },
      with("GRU to Elman, one vector, fed") {
        ($0.encoder, $0.decoder, $0.attention, $0.inputFeeding) = (.gru, .elman, .none, true)
      },
      with("LSTM to Jordan") { ($0.decoder, $0.decoderLayers, $0.residual) = (.jordan, 2, true) },
      with("convolution to LSTM, normed outputs") {
        ($0.encoder, $0.encoderLayers, $0.norm, $0.residual) = (.conv, 2, .outputs, true)
      },
      with("convolutions, one vector, zero states") {
        ($0.encoder, $0.decoder, $0.attention, $0.bridge, $0.kernel) = (.conv, .conv, .none, .zero, 5)
      },
      with("dilated, normed outputs") {
        ($0.encoder, $0.decoder, $0.norm, $0.dilationCycle) = (.dilated, .dilated, .outputs, 2)
        ($0.encoderLayers, $0.decoderLayers) = (3, 3)
      },
      with("dilated, fed, one direction") {
        ($0.encoder, $0.decoder, $0.inputFeeding, $0.bidirectional) = (.dilated, .dilated, true, false)
        ($0.encoderLayers, $0.decoderLayers, $0.kernel) = (2, 2, 2)
      },
      with("GRU to Jordan without attention, normed gates") {
        ($0.encoder, $0.decoder, $0.norm, $0.attention) = (.gru, .jordan, .gates, .none)
      },
    ]
    // A cell that is new in the registry is among the variants at once.
    let known = Set(listed.flatMap { [$0.options.encoder, $0.options.decoder] })
    return listed
      + CellKind.allCases.filter { !known.contains($0) }.flatMap { kind in
        let encoder = CellKind.ofEncoders.contains(kind) ? kind : .lstm
        return [
          with("\(encoder) to \(kind), deep") {
            ($0.encoder, $0.decoder, $0.encoderLayers, $0.decoderLayers, $0.residual) = (encoder, kind, 2, 2, true)
          },
          with("\(encoder) to \(kind), normed gates, fed") {
            ($0.encoder, $0.decoder, $0.norm, $0.inputFeeding) = (encoder, kind, .gates, true)
          },
        ]
      }
  }

  static let sources: [[Int32]] = [[5, 6, 7], [8], [9, 10, 11, 12, 13, 14, 15], [], [4, 4, 5]]
  static let targets: [[Int32]] = [[7, 6], [8, 9, 10, 11, 12], [5], [6, 16, 6], []]

  /// A sentence of a batch has the bits that it has alone: kernels promise that rows do not see each other, and nothing
  /// else mixes sentences. So longer sentences beside a sentence change nothing, and neither does their order.
  @Test func decodingABatchEqualsItsSentencesAlone() throws {
    for (name, options) in Self.variants() {
      let model = try Seq2SeqModel(options: options, seed: 4)
      let together = forced(model, Self.sources, Self.targets)
      for b in Self.sources.indices {
        let alone = forced(model, [Self.sources[b]], [Self.targets[b]])[0]
        #expect(together[b] == alone, "\(name): sentence \(b)")
      }
    }
  }

  /// A sequence equals its steps: teacher forcing gives the probabilities that `step` gives for the same words.
  @Test func teacherForcingEqualsDecodingStepByStep() throws {
    for kernels in backends {
      for (name, options) in Self.variants() {
        let model = try Seq2SeqModel(options: options, seed: 4, kernels: kernels)
        let batch = SequenceBatch(sources: Self.sources, targets: Self.targets)
        let loss = model.loss(batch, smoothing: 0, gradientScale: 1, tape: Tape(parameters: model.parameters))
        let steps = forced(model, Self.sources, Self.targets)
        var nll = 0.0
        for (rows, target) in zip(steps, Self.targets) {
          for (row, word) in zip(rows, target + [SpecialToken.end]) { nll -= Double(row[Int(word)]) }
        }
        #expect(abs(nll - loss.nllSum) < 1e-5 * nll, "\(name), \(kernels.name): \(nll) ≠ \(loss.nllSum)")
        #expect(loss.targetTokens == Self.targets.reduce(0) { $0 + $1.count + 1 })
      }
    }
  }

  /// Repeated, dropped and reordered rows go on as the hypotheses that they were.
  @Test func selectedRowsGoOnAsBefore() throws {
    for (name, options) in Self.variants() {
      let model = try Seq2SeqModel(options: options, seed: 4)
      let workspace = Workspace(model)
      let encoded = model.encode(sources: Self.sources, in: workspace)
      var state = model.startState(encoded)
      _ = model.step(
        tokens: Self.sources.map { _ in SpecialToken.begin }, state: &state, encoded: encoded, workspace: workspace)
      var whole = state
      let expected = model.step(tokens: [4, 5, 6, 7, 8], state: &whole, encoded: encoded, workspace: workspace)
      let expectedRows = (0..<5).map { expected.rows($0..<$0 + 1).elements }
      let rows = [2, 2, 0, 4]
      var selected = state.selecting(rows: rows)
      #expect(selected.sentences == [2, 2, 0, 4])
      let found = model.step(tokens: [6, 6, 4, 8], state: &selected, encoded: encoded, workspace: workspace)
      for (k, row) in rows.enumerated() {
        #expect(found.rows(k..<k + 1).elements == expectedRows[row], "\(name): row \(k)")
        if options.attention != .none {
          #expect(selected.attention?.row(k) == whole.attention?.row(row), "\(name): attention of row \(k)")
        }
      }
    }
  }

  @Test func attentionRowsSumToOneOverTheirOwnSentence() throws {
    let (_, options) = Self.variants()[3]
    let model = try Seq2SeqModel(options: options, seed: 4)
    let workspace = Workspace(model)
    let encoded = model.encode(sources: Self.sources, in: workspace)
    var state = model.startState(encoded)
    #expect(state.attention == nil)
    _ = model.step(
      tokens: Self.sources.map { _ in SpecialToken.begin }, state: &state, encoded: encoded, workspace: workspace)
    let attention = try #require(state.attention)
    for (b, source) in Self.sources.enumerated() {
      #expect(attention.row(b).count == source.count + 1)
      #expect(abs(attention.row(b).reduce(0, +) - 1) < 1e-5)
    }
  }

  /// The decoder is causal: a step's probabilities have the same bits whatever follows.
  @Test func laterWordsDoNotChangeEarlierSteps() throws {
    for (name, options) in Self.variants() where !options.inputFeeding {
      let model = try Seq2SeqModel(options: options, seed: 4)
      func losses(_ last: Int32) -> Double {
        let batch = SequenceBatch(sources: [[5, 6, 7]], targets: [[7, 6, last]])
        return model.loss(batch, smoothing: 0, gradientScale: 1, tape: Tape(parameters: model.parameters)).nllSum
      }
      let steps = [5, 9].map { forced(model, [[5, 6, 7]], [[7, 6, $0]])[0] }
      #expect(steps[0][..<3] == steps[1][..<3], "\(name)")
      #expect(losses(5) != losses(9), "\(name)")
    }
  }

  /// A batch's gradient is the sum of its sentences' gradients.
  @Test func gradientsOfABatchAreTheSumOfItsSentences() throws {
    for (name, options) in Self.variants() {
      let model = try Seq2SeqModel(options: options, seed: 4)
      let whole = gradient(model, SequenceBatch(sources: Self.sources, targets: Self.targets))
      var sum = [Float](repeating: 0, count: whole.count)
      for (source, target) in zip(Self.sources, Self.targets) {
        let part = gradient(model, SequenceBatch(sources: [source], targets: [target]))
        for k in sum.indices { sum[k] += part[k] }
      }
      expectClose(sum, whole, tolerance: 1e-5, name)
    }
  }

  /// One seed gives the same bits, dropout included; another update gives other masks.
  @Test func trainingStepsRepeatBitForBit() throws {
    for kind in DropoutKind.allCases {
      for (name, variant) in Self.variants() {
        var options = variant
        (options.dropout, options.dropoutKind, options.wordDropout) = (0.3, kind, 0.1)
        let model = try Seq2SeqModel(options: options, seed: 4)
        let batch = SequenceBatch(sources: Self.sources, targets: Self.targets)
        let first = gradient(model, batch, DropoutContext(seed: 1, update: 1, replica: 0))
        #expect(first == gradient(model, batch, DropoutContext(seed: 1, update: 1, replica: 0)), "\(name)")
        #expect(first != gradient(model, batch, DropoutContext(seed: 1, update: 2, replica: 0)), "\(name)")
        #expect(first != gradient(model, batch, DropoutContext(seed: 1, update: 1, replica: 1)), "\(name)")
        let unsound = first.count { !$0.isFinite }
        #expect(unsound == 0, "\(name)")
      }
    }
  }

  /// A tape that is reset asks the system for nothing more, and gives the same bits.
  @Test func aResetTapeKeepsItsMemory() throws {
    let (_, options) = Self.variants()[1]
    let model = try Seq2SeqModel(options: options, seed: 4)
    let batch = SequenceBatch(sources: Self.sources, targets: Self.targets)
    let tape = Tape(parameters: model.parameters, gradients: model.parameters.gradientBuffer())
    var capacities: [Int] = []
    for _ in 0..<4 {
      _ = model.loss(batch, smoothing: 0.1, gradientScale: 1, tape: tape)
      tape.backward()
      tape.reset()
      capacities.append(tape.arena.capacityBytes)
    }
    #expect(Set(capacities).count == 1)
    #expect(tape.arena.peakBytes <= capacities[0])
  }

  // MARK: Helpers

  /// Log-probabilities `[sentence][step][word]` of the steps that `targets` force.
  private func forced(_ model: Seq2SeqModel, _ sources: [[Int32]], _ targets: [[Int32]]) -> [[[Float]]] {
    let workspace = Workspace(model)
    let encoded = model.encode(sources: sources, in: workspace)
    var state = model.startState(encoded)
    var results = [[[Float]]](repeating: [], count: sources.count)
    var live = Array(sources.indices)
    var t = 0
    while !live.isEmpty {
      let tokens = live.map { t == 0 ? SpecialToken.begin : targets[$0][t - 1] }
      let rows = model.step(tokens: tokens, state: &state, encoded: encoded, workspace: workspace)
      for (k, b) in live.enumerated() { results[b].append(rows.rows(k..<k + 1).elements) }
      let kept = live.indices.filter { t < targets[live[$0]].count }
      state = state.selecting(rows: kept)
      live = kept.map { live[$0] }
      t += 1
    }
    return results
  }

  private func gradient(_ model: Seq2SeqModel, _ batch: SequenceBatch, _ dropout: DropoutContext? = nil) -> [Float] {
    let gradients = model.parameters.gradientBuffer()
    let tape = Tape(parameters: model.parameters, gradients: gradients)
    _ = model.loss(batch, smoothing: 0.1, gradientScale: 1, tape: tape, dropout: dropout)
    tape.backward()
    return Array(UnsafeBufferPointer(start: gradients.values, count: gradients.count))
  }
}
