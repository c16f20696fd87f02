import NMTCorpus
import NMTKernels
import NMTModels
import NMTTensor
import NMTTraining
import Testing

/// Rows of tables that wait for later updates, against rows that never do.
@Suite struct WaitingRowsTests {
  private static let words = 90

  private static func options(_ kind: OptimizerOptions.Kind) -> TrainingOptions {
    var model = ModelOptions(sourceVocabulary: words, targetVocabulary: words)
    (model.embedding, model.encoderWidth, model.decoderWidth) = (12, 16, 10)
    (model.tying, model.dropout) = (.none, 0)
    var options = TrainingOptions()
    options.model = model
    (options.optimizer.kind, options.averaging.kind) = (kind, .exponential)
    return options
  }

  /// Nine pairs of the same ten words; other words each time, all again after some updates, and one word in two updates.
  private static func batch(_ number: Int, threads: Int) -> UpdateBatch {
    func side(_ pair: Int) -> [Int32] { (0...pair % 4).map { Int32(4 + (number * 10 + pair * 3 + $0) % 80) } }
    let shares = (0..<threads).map { replica in
      let pairs = (0..<9).filter { $0 % threads == replica }
      return [ParallelBatch(sources: pairs.map(side), targets: pairs.map { side($0 + 1) })]
    }
    let tokens = shares.joined().reduce(0) { $0 + $1.targets.reduce(0) { $0 + $1.count + 1 } }
    return UpdateBatch(shares: shares, targetTokens: tokens, epoch: 0, batch: 0, batchesPerEpoch: 1)
  }

  /// The update that is left out, since its gradient is not finite.
  private static let spoiled = 11

  /// - Parameter updates: made before, by another crew.
  private static func crew(_ options: TrainingOptions, threads: Int, after updates: Int = 0) throws -> ReplicaCrew {
    let kernels = SpoilingKernels(try CPUKernels(), lossesPerUpdate: threads, losses: updates * threads) {
      $0 == spoiled ? .nan : nil
    }
    let model = try Seq2SeqModel(options: options.model, seed: 5, kernels: kernels)
    return try ReplicaCrew(model: model, options: options, threads: threads)
  }

  /// Everything that a checkpoint holds.
  private static func vectors(_ crew: ReplicaCrew) -> [UnsafeMutableBufferPointer<Float>] {
    let parameters = crew.model.parameters
    return [UnsafeMutableBufferPointer(start: parameters.values, count: parameters.count)]
      + (crew.optimizer.moments + crew.average.vectors).map(\.buffer)
  }

  private static func bits(_ crew: ReplicaCrew) -> [[UInt32]] { vectors(crew).map { $0.map(\.bitPattern) } }

  /// Thirty updates: every row waits, for all lengths that there are. One update is left out, one crew is made anew from
  /// what another holds in between.
  @Test(arguments: [OptimizerOptions.Kind.adam, .sgd], [1, 3])
  func noBitShowsWhoWaited(kind: OptimizerOptions.Kind, threads: Int) throws {
    let options = Self.options(kind)
    let (eager, waiting) = (try Self.crew(options, threads: threads), try Self.crew(options, threads: threads))
    var resumed = try Self.crew(options, threads: threads)
    var sawWaiting = 0
    for number in 0..<30 {
      let step = ReplicaCrew.Step(update: number + 1, attempt: number, rate: 0.01 / Double(number + 1), seed: 1)
      let batch = Self.batch(number, threads: threads)
      let results = try [
        eager.update(batch, step), waiting.update(batch, step, leavesRowsWaiting: true),
        resumed.update(batch, step, leavesRowsWaiting: true),
      ]
      #expect(results.allSatisfy { ($0.fault == nil) == (number != Self.spoiled) })
      #expect(results.allSatisfy { $0.norm.bitPattern == results[0].norm.bitPattern })
      if Self.bits(waiting) != Self.bits(eager) { sawWaiting += 1 }
      guard [4, 12, 13, 20, 29].contains(number) else { continue }
      resumed.settle()
      #expect(Self.bits(resumed) == Self.bits(eager), "update \(number)")
      resumed = try Self.crew(options, threads: threads, after: number + 1)
      for (to, from) in zip(Self.vectors(resumed), Self.vectors(eager)) { _ = to.update(from: from) }
      resumed.average.taken = eager.average.taken
      resumed.stateLoaded()
    }
    #expect(sawWaiting > 15)
    waiting.settle()
    #expect(Self.bits(waiting) == Self.bits(eager))
  }
}
