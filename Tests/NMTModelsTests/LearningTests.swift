import Foundation
import NMTKernels
import NMTLayers
import NMTModels
import NMTSystem
import NMTTensor
import Testing

/// Small models learn small languages.
@Suite struct LearningTests {
  /// Copy and reverse: sentences of 1 to 8 words of 20; greedy translation of 200 unseen sentences.
  @Test(arguments: [false, true]) func copyAndReverseAreLearned(reversed: Bool) throws {
    var options = ModelOptions(sourceVocabulary: 24, targetVocabulary: 24)
    (options.embedding, options.encoderWidth, options.decoderWidth, options.dropout) = (32, 64, 64, 0)
    let model = try Seq2SeqModel(options: options, seed: 1)
    var generator = RandomGenerator(seed: 11)
    func sentences(_ count: Int) -> [[Int32]] {
      (0..<count).map { _ in
        (0..<Int.random(in: 1...8, using: &generator)).map { _ in Int32.random(in: 4..<24, using: &generator) }
      }
    }
    func answer(_ source: [Int32]) -> [Int32] { reversed ? source.reversed() : source }
    train(model, updates: 700) {
      let sources = sentences(64)
      return SequenceBatch(sources: sources, targets: sources.map(answer))
    }
    let unseen = sentences(200)
    let right = zip(unseen, greedy(model, unseen)).count { answer($0) == $1 }
    #expect(right >= 198, "\(right) of 200 sentences right")
  }

  private static let learners: [(CellKind, CellKind)] = {
    let mixed: [(CellKind, CellKind)] = [
      (.gru, .gru), (.elman, .elman), (.conv, .lstm), (.dilated, .dilated), (.gru, .jordan),
    ]
    let known = Set(mixed.flatMap { [$0.0, $0.1] })
    return mixed + CellKind.ofEncoders.filter { !known.contains($0) }.map { ($0, $0) }
  }()

  /// Other cells on the same task, short sentences and less time: what is needed to see that each of them learns. A Jordan
  /// decoder knows the last word alone, so no word comes twice.
  @Test(arguments: learners) func copyIsLearnedByEveryCell(encoder: CellKind, decoder: CellKind) throws {
    var options = ModelOptions(sourceVocabulary: 16, targetVocabulary: 16)
    (options.embedding, options.encoderWidth, options.decoderWidth, options.dropout) = (32, 64, 64, 0)
    (options.encoder, options.decoder) = (encoder, decoder)
    if encoder.traits.isConvolution {
      (options.encoderLayers, options.decoderLayers) = (3, decoder == .dilated ? 3 : 1)
    }
    let model = try Seq2SeqModel(options: options, seed: 1)
    var generator = RandomGenerator(seed: 12)
    func sentences(_ count: Int) -> [[Int32]] {
      (0..<count).map { _ in
        Array((Int32(4)..<16).shuffled(using: &generator).prefix(Int.random(in: 1...5, using: &generator)))
      }
    }
    train(model, updates: 800) {
      let sources = sentences(64)
      return SequenceBatch(sources: sources, targets: sources)
    }
    let unseen = sentences(200)
    let right = zip(unseen, greedy(model, unseen)).count { $0 == $1 }
    #expect(right >= 190, "\(encoder) → \(decoder): \(right) of 200 sentences right")
  }

  private func train(_ model: Seq2SeqModel, updates: Int, batch: () -> SequenceBatch) {
    let store = model.parameters
    let gradients = store.gradientBuffer()
    let adam = PlainAdam(store, beta2: 0.98)
    let tape = Tape(parameters: store, gradients: gradients)
    for t in 1...updates {
      let batch = batch()
      gradients.zero()
      _ = model.loss(batch, smoothing: 0, gradientScale: 1 / Float(batch.targetTokens), tape: tape)
      tape.backward()
      tape.reset()
      let norm = store.kernels.sumOfSquares(gradients.values, count: gradients.count).squareRoot()
      adam.apply(
        gradients, update: t, rate: 4e-3 * Float(min(1, 2 - 2 * Double(t) / Double(updates))),
        scale: min(1, 1 / norm))
      store.weightsChanged()
    }
  }

  private func greedy(_ model: Seq2SeqModel, _ sources: [[Int32]]) -> [[Int32]] {
    let workspace = Workspace(model)
    let encoded = model.encode(sources: sources, in: workspace)
    var state = model.startState(encoded)
    var tokens = sources.map { _ in SpecialToken.begin }
    var results = [[Int32]](repeating: [], count: sources.count)
    for _ in 0..<12 where !tokens.isEmpty {
      let rows = model.step(tokens: tokens, state: &state, encoded: encoded, workspace: workspace)
      let best = (0..<rows.rows).map { r in
        Int32((0..<rows.columns).max { rows.row(r)[$0] < rows.row(r)[$1] }!)
      }
      let live = best.indices.filter { best[$0] != SpecialToken.end }
      for k in live { results[Int(state.sentences[k])].append(best[k]) }
      tokens = live.map { best[$0] }
      state = state.selecting(rows: live)
    }
    return results
  }
}
