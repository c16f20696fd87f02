import NMTKernels
package import NMTTensor

/// How `TaggerTraining` updates weights.
package struct TaggerTrainingOptions: Sendable {
  package enum Method: Sendable {
    /// Adam (Kingma & Ba 2015).
    case adam
    /// Plain gradient descent.
    case descent
  }
  package var method = Method.adam
  package var rate = 1e-3
  /// Largest global norm of the gradient (Pascanu et al. 2013); 0 for no limit.
  package var clipNorm = 1.0
  /// Largest magnitude of a gradient element (Mikolov 2012, section 3.2.2); 0 for no limit.
  package var clipValue = 0.0

  package init() {}
}

/// A small training loop for taggers: one thread, one tape, updates on batches from the caller.
package final class TaggerTraining {
  package let tagger: SequenceTagger
  package var options: TaggerTrainingOptions
  package let tape: Tape
  /// Number of updates so far.
  package private(set) var updates = 0
  /// Global norm of the last gradient, before clipping.
  package private(set) var norm = 0.0
  private let gradients: GradientBuffer
  private let adam: PlainAdam
  private lazy var velocity = tagger.parameters.gradientBuffer()

  package init(_ tagger: SequenceTagger, _ options: TaggerTrainingOptions = TaggerTrainingOptions()) {
    (self.tagger, self.options) = (tagger, options)
    let store = tagger.parameters
    (gradients, adam) = (store.gradientBuffer(), PlainAdam(store))
    tape = Tape(parameters: store, gradients: gradients)
  }

  /// One update on whole sequences.
  @discardableResult
  package func update(_ batch: TaggedBatch) -> TaggerLoss {
    update { tape, scale in
      tagger.loss(batch, gradientScale: scale, tape: tape)
    } said: {
      batch.saidRows.count
    }
  }

  /// Updates on the next window of streams: the state is carried over, the gradient stops at the start of the window.
  @discardableResult
  package func update(_ window: TaggedBatch, state: inout TaggerState?) -> TaggerLoss {
    var carried = state
    let loss = update { tape, scale in
      tagger.loss(window, gradientScale: scale, tape: tape, state: &carried)
    } said: {
      window.saidRows.count
    }
    state = carried
    return loss
  }

  private func update(_ loss: (Tape, Float) -> TaggerLoss, said: () -> Int) -> TaggerLoss {
    gradients.zero()
    let result = loss(tape, 1 / Float(max(1, said())))
    tape.backward()
    tape.reset()
    updates += 1
    let store = tagger.parameters
    norm = store.kernels.sumOfSquares(gradients.values, count: gradients.count).squareRoot()
    let scale = options.clipNorm > 0 && norm > options.clipNorm ? options.clipNorm / norm : 1
    if options.clipValue > 0 {
      clampEach(gradients.values, to: Float(options.clipValue / scale), count: gradients.count)
    }
    apply(scale: scale)
    store.weightsChanged()
    return result
  }

  private func apply(scale: Double) {
    let store = tagger.parameters
    switch options.method {
    case .adam:
      adam.apply(gradients, update: updates, rate: Float(options.rate), scale: scale)
    case .descent:
      store.kernels.momentum(
        rate: Float(options.rate), momentum: 0, gradientScale: Float(scale), gradient: gradients.values,
        value: store.values, velocity: velocity.values, count: store.count)
    }
  }

  /// Share of output rows whose class has the best score. A Jordan tagger runs freely.
  package func accuracy(_ batch: TaggedBatch) -> Double {
    let scores = tagger.outputs(batch, on: scratch)
    defer { scratch.reset() }
    let rows = batch.saidRows.map(Int.init)
    let right = rows.count { r in
      Int32((0..<scores.columns).max { scores.row(r)[$0] < scores.row(r)[$1] } ?? 0) == batch.classes[r]
    }
    return Double(right) / Double(max(1, rows.count))
  }

  /// Mean squared error of output rows, for taggers with numeric outputs. A Jordan tagger runs freely.
  package func squaredError(_ batch: TaggedBatch) -> Double {
    let numbers = tagger.outputs(batch, on: scratch)
    defer { scratch.reset() }
    let rows = batch.saidRows.map(Int.init)
    let sum = rows.reduce(0.0) { sum, r in
      let difference = Double(numbers.row(r)[0] - batch.values[r])
      return sum + difference * difference
    }
    return sum / Double(max(1, rows.count))
  }

  private lazy var scratch = Tape(parameters: tagger.parameters)
}
