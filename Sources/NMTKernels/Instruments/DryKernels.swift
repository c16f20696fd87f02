/// Kernels that compute nothing and count what products would cost: a tape on them takes a model through its own code,
/// which asks for the memory that it needs and takes next to no time. Results are whatever stands in that memory.
///
/// One belongs to one thread.
package final class DryKernels: Kernels, @unchecked Sendable {
  private final class DryWeight: PackedWeight {
    let depth: Int
    let columns: Int

    init(depth: Int, columns: Int) { (self.depth, self.columns) = (depth, columns) }

    func repack(from weight: Matrix, rows: Range<Int>) {}
  }

  /// Multiplications and additions of all products so far.
  package private(set) var operations = 0.0

  package init() {}

  package let name = "dry"

  // MARK: Products

  private func count(_ m: Int, _ k: Int, _ n: Int) { operations += 2 * Double(m) * Double(k) * Double(n) }

  package func product(
    _ a: Matrix, transposed ta: Bool, _ b: Matrix, transposed tb: Bool, into c: Matrix, accumulate: Bool
  ) { count(c.rows, ta ? a.rows : a.columns, c.columns) }

  package func pack(_ weight: Matrix, transposed: Bool) -> any PackedWeight {
    transposed
      ? DryWeight(depth: weight.columns, columns: weight.rows) : DryWeight(depth: weight.rows, columns: weight.columns)
  }

  package func product(_ a: Matrix, _ packed: any PackedWeight, into c: Matrix, accumulate: Bool) {
    count(a.rows, packed.depth, packed.columns)
  }

  package func product(
    _ a: Matrix, _ rows: WeightRows, ids: UnsafeBufferPointer<Int32>, bias: UnsafePointer<Float>, into c: Matrix
  ) { count(a.rows, a.columns, ids.count) }

  package func weightGradient(_ uses: [WeightUse], into gradient: Matrix, accumulate: Bool) -> Double {
    for use in uses { count(gradient.rows, use.x.rows, gradient.columns) }
    return 0
  }

  package func additiveScores(queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, into scores: Matrix) {
    count(scores.rows, keys.columns, scores.columns)
  }

  package func additiveScoresBackward(
    queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, dScores: Matrix, dQueries: Matrix, dKeys: Matrix,
    dV: UnsafeMutablePointer<Float>
  ) {}

  // MARK: Elementwise

  package func add(_ x: UnsafePointer<Float>, scaledBy alpha: Float, to y: UnsafeMutablePointer<Float>, count n: Int) {}
  package func scale(_ y: UnsafeMutablePointer<Float>, by alpha: Float, count n: Int) {}
  package func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int,
    accumulate: Bool
  ) {}
  package func tanh(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {}
  package func tanhBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int
  ) {}
  package func sigmoid(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {}
  package func sigmoidBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int
  ) {}
  package func dropoutMask(
    into y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64
  ) {}
  package func dropout(_ y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64) {}

  // MARK: Rows

  package func addBias(_ bias: UnsafePointer<Float>, to c: Matrix) {}
  package func sumRows(_ c: Matrix, into sum: UnsafeMutablePointer<Float>) {}
  package func gather(_ table: Matrix, _ ids: UnsafePointer<Int32>, into out: Matrix) {}
  package func scatterAdd(_ rows: Matrix, _ ids: UnsafePointer<Int32>, into table: Matrix) {}
  package func softmax(_ x: Matrix) {}
  package func logSoftmax(_ x: Matrix) {}
  package func softmaxBackward(y: Matrix, dy: Matrix, into dx: Matrix) {}
  package func layerNorm(
    _ x: Matrix, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, epsilon: Float, into y: Matrix,
    mean: UnsafeMutablePointer<Float>, inverse: UnsafeMutablePointer<Float>
  ) {}
  package func layerNormBackward(
    x: Matrix, gain: UnsafePointer<Float>, mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>, dy: Matrix,
    dx: Matrix, dGain: UnsafeMutablePointer<Float>, dBias: UnsafeMutablePointer<Float>
  ) {}

  // MARK: Fused, optimiser

  package func lstm(_ step: LSTMStep) {}
  package func lstmBackward(
    _ step: LSTMStep, dHidden: Matrix, dCell: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?
  ) {}
  package func elman(_ step: ElmanStep) {}
  package func elmanBackward(
    _ step: ElmanStep, dHidden: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?
  ) {}
  package func gru(_ step: GRUStep) {}
  package func gruBackward(
    _ step: GRUStep, dHidden: Matrix, dGates: Matrix, dRecurrent: Matrix, dBias: UnsafeMutablePointer<Float>?,
    dRecurrentBias: UnsafeMutablePointer<Float>?
  ) {}
  package func gatedUnit(_ x: Matrix, into y: Matrix) {}
  package func gatedUnitBackward(activations: Matrix, dy: Matrix, into dx: Matrix) {}
  package func crossEntropy(_ rows: CrossEntropyRows) -> (loss: Double, negativeLogLikelihood: Double) { (0, 0) }
  package func sumOfSquares(_ x: UnsafePointer<Float>, count n: Int) -> Double { 0 }
  package func adam(
    _ step: AdamStep, gradient: UnsafePointer<Float>?, value: UnsafeMutablePointer<Float>,
    m: UnsafeMutablePointer<Float>, v: UnsafeMutablePointer<Float>, count n: Int
  ) {}
  package func momentum(
    rate: Float, momentum: Float, gradientScale: Float, gradient: UnsafePointer<Float>?,
    value: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, count n: Int
  ) {}
  package func blend(_ x: UnsafePointer<Float>, share: Float, into y: UnsafeMutablePointer<Float>, count n: Int) {}
}
