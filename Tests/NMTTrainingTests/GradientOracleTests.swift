import NMTCorpus
import NMTKernels
import NMTModels
import NMTSystem
import NMTTensor
import NMTTraining
import Testing

/// The gradient that replicas make together — passes, parts of parameters a worker, tables as a few rows, the output layer
/// in rounds — against that of one tape over all sentences, by slow kernels.
@Suite struct GradientOracleTests {
  /// Words of each vocabulary; most of them occur in no batch.
  private static let words = 60

  private static func options(_ tying: EmbeddingTying, feedsInput: Bool = false) -> ModelOptions {
    var model = ModelOptions(sourceVocabulary: words, targetVocabulary: words)
    (model.embedding, model.encoderWidth, model.decoderWidth) = (12, 16, tying == .none ? 10 : 12)
    (model.encoderLayers, model.decoderLayers) = (2, 2)
    (model.tying, model.inputFeeding, model.dropout) = (tying, feedsInput, 0)
    return model
  }

  /// Pairs of all lengths from 0, with words from `first` on.
  private static func pairs(_ count: Int, from first: Int32) -> ParallelBatch {
    func side(_ pair: Int, _ step: Int) -> [Int32] {
      (0..<(pair * step) % 7).map { first + Int32(pair * 3 + $0 * step) % 20 }
    }
    return ParallelBatch(sources: (0..<count).map { side($0, 3) }, targets: (0..<count).map { side($0, 5) })
  }

  /// Sentences dealt out to passes and replicas; the last replica has nothing to do in the last pass.
  private static func update(_ batch: ParallelBatch, threads: Int, passes: Int) -> UpdateBatch {
    var shares = (0..<threads).map { _ in
      (0..<passes).map { _ in ParallelBatch(sources: [], targets: []) }
    }
    for pair in 0..<batch.count {
      var (replica, pass) = (pair % threads, pair / threads % passes)
      if threads > 1, (replica, pass) == (threads - 1, passes - 1) { (replica, pass) = (0, 0) }
      shares[replica][pass].sources.append(batch.sources[pair])
      shares[replica][pass].targets.append(batch.targets[pair])
    }
    let tokens = batch.targets.reduce(0) { $0 + $1.count + 1 }
    return UpdateBatch(shares: shares, targetTokens: tokens, epoch: 0, batch: 0, batchesPerEpoch: 1)
  }

  /// Gradient and smoothed loss of the batch at these weights.
  private static func oracle(
    _ options: ModelOptions, _ weights: [Float], _ batch: ParallelBatch, smoothing: Float
  ) throws -> (gradient: [Float], loss: Double) {
    let model = try Seq2SeqModel(options: options, seed: 5, kernels: ReferenceKernels())
    weights.withUnsafeBufferPointer { model.parameters.values.update(from: $0.baseAddress!, count: weights.count) }
    model.parameters.weightsChanged()
    let gradients = model.parameters.gradientBuffer()
    let tape = Tape(parameters: model.parameters, gradients: gradients)
    let tokens = batch.targets.reduce(0) { $0 + $1.count + 1 }
    let loss = model.loss(
      SequenceBatch(sources: batch.sources, targets: batch.targets), smoothing: smoothing,
      gradientScale: 1 / Float(tokens), tape: tape)
    tape.backward()
    let gradient = withExtendedLifetime(gradients) {
      Array(UnsafeBufferPointer(start: gradients.values, count: gradients.count))
    }
    return (gradient, loss.smoothedSum)
  }

  private static func training(_ model: ModelOptions) -> TrainingOptions {
    var options = TrainingOptions()
    options.model = model
    (options.optimizer.kind, options.optimizer.momentum, options.optimizer.clipNorm) = (.sgd, 0, 0)
    options.averaging.kind = .none
    return options
  }

  /// Without momentum and clipping an update takes rate · gradient off the weights. Two updates of other words: what the
  /// first one has left in the tables would be found.
  @Test(arguments: [EmbeddingTying.none, .output, .all], [1, 3])
  func updatesFollowTheGradientOfOneTape(tying: EmbeddingTying, threads: Int) throws {
    for (feedsInput, passes) in [(false, 1), (false, 3), (true, 2)] {
      let options = Self.training(Self.options(tying, feedsInput: feedsInput))
      let model = try Seq2SeqModel(options: options.model, seed: 5, kernels: try CPUKernels())
      let crew = try ReplicaCrew(model: model, options: options, threads: threads)
      let parameters = model.parameters
      func weights() -> [Float] { Array(UnsafeBufferPointer(start: parameters.values, count: parameters.count)) }
      let rate = 2.0
      for (number, first) in [Int32(4), 30].enumerated() {
        let batch = Self.pairs(23, from: first)
        let before = weights()
        let result = try crew.update(
          Self.update(batch, threads: threads, passes: passes),
          ReplicaCrew.Step(update: number + 1, attempt: number, rate: rate, seed: 1))
        let after = weights()
        let (gradient, loss) = try Self.oracle(
          options.model, before, batch, smoothing: Float(options.optimizer.labelSmoothing))
        #expect(abs(result.smoothedSum - loss) < 1e-4 * loss)
        let norm = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(result.norm - norm) < 1e-4 * norm)
        for p in parameters.specs {
          let range = p.offset..<p.offset + p.count
          let largest = gradient[range].reduce(0) { max($0, abs($1)) }
          // fp32 sums of some hundred products against sums in double precision: 1e-4 of the largest element; and the new
          // weight was rounded before it was divided by the rate.
          let size = after[range].reduce(0) { max($0, abs($1)) }
          let tolerance = 1e-4 * Double(largest) + Double(size) * 0x1p-24 / rate
          let wrong = range.first { k in
            let taken = (Double(before[k]) - Double(after[k])) / rate
            return !(abs(taken - Double(gradient[k])) <= tolerance)
          }
          #expect(
            wrong == nil,
            "\(p.path)[\((wrong ?? 0) - p.offset)], tying \(tying), \(threads) threads, \(passes) passes, update \(number)"
          )
        }
      }
    }
  }

  /// Central differences through dropout, whose mask stays: a fed decoder drops its readouts where they stand.
  @Test(arguments: [false, true]) func theGradientGoesThroughTheReadoutsDropout(feedsInput: Bool) throws {
    var options = Self.options(.output, feedsInput: feedsInput)
    options.dropout = 0.4
    let model = try Seq2SeqModel(options: options, seed: 5, kernels: ReferenceKernels())
    let parameters = model.parameters
    let pairs = Self.pairs(5, from: 4)
    let batch = SequenceBatch(sources: pairs.sources, targets: pairs.targets)
    let dropout = DropoutContext(seed: 3, update: 1, replica: 0)
    let gradients = parameters.gradientBuffer()
    let tape = Tape(parameters: parameters, gradients: gradients)
    _ = model.loss(batch, smoothing: 0.1, gradientScale: 1, tape: tape, dropout: dropout)
    tape.backward()
    for path in ["readout.hidden.bias", "decoder.layers.1.bias"] {
      let p = try #require(parameters.parameter(path: path))
      func loss(_ element: Int, _ value: Float) -> Double {
        let old = parameters.matrix(p).base[element]
        defer { parameters.matrix(p).base[element] = old }
        parameters.matrix(p).base[element] = value
        return model.loss(batch, smoothing: 0.1, gradientScale: 1, tape: Tape(parameters: parameters), dropout: dropout)
          .smoothedSum
      }
      let (step, exact) = (Float(0x1p-7), (0..<p.count).map { gradients.matrix(p).base[$0] })
      let largest = exact.reduce(0) { max($0, abs($1)) }
      for k in 0..<p.count {
        let value = parameters.matrix(p).base[k]
        let difference = (loss(k, value + step) - loss(k, value - step)) / Double(2 * step)
        // h² times a third derivative below 10, and the rounding of fp32 over 2h.
        #expect(abs(difference - Double(exact[k])) < 2e-3 * Double(max(largest, 1)), "\(path)[\(k)]")
      }
    }
  }

  /// Words that do not occur keep their rows to the bit, and there are such words.
  @Test func rowsOfAbsentWordsStay() throws {
    let options = Self.training(Self.options(.none))
    let model = try Seq2SeqModel(options: options.model, seed: 5, kernels: try CPUKernels())
    let table = try #require(model.parameters.parameter(path: "embedding.source.weight"))
    func rows() -> [[Float]] {
      let matrix = model.parameters.matrix(table)
      return (0..<table.rows).map { r in (0..<table.columns).map { matrix.row(r)[$0] } }
    }
    let batch = Self.pairs(23, from: 4)
    let present = Set(batch.sources.joined() + [SpecialToken.end])
    let before = rows()
    _ = try ReplicaCrew(model: model, options: options, threads: 3).update(
      Self.update(batch, threads: 3, passes: 2), ReplicaCrew.Step(update: 1, attempt: 0, rate: 2, seed: 1))
    let after = rows()
    #expect(present.count < Self.words)
    for word in 0..<Self.words { #expect((before[word] != after[word]) == present.contains(Int32(word)), "\(word)") }
  }

  /// The rehearsal leaves nothing behind that an update would be told with.
  @Test func aRehearsalIsForgotten() throws {
    let options = Self.training(Self.options(.output))
    let model = try Seq2SeqModel(options: options.model, seed: 5, kernels: try CPUKernels())
    let crew = try ReplicaCrew(model: model, options: options, threads: 2, isTimed: true, watchesStates: true)
    let batch = Self.update(Self.pairs(23, from: 4), threads: 2, passes: 2)
    crew.rehearse(batch)
    #expect(crew.stateGradients?.layers == [] && crew.workTimes.total == 0)
    _ = try crew.update(batch, ReplicaCrew.Step(update: 1, attempt: 0, rate: 0, seed: 1))
    #expect(crew.stateGradients?.layers.isEmpty == false && crew.workTimes.total > 0)
  }
}
