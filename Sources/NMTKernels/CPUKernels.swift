import COpenBLAS

/// The width of products' operands; sums are fp32 in both.
public enum Precision: String, Sendable, Codable, CaseIterable {
  case fp32
  case bf16
}

/// First form: OpenBLAS for products, plain loops for the rest.
public struct CPUKernels: Kernels {
  private let reference = ReferenceKernels()
  private static let singleThread: Void = openblas_set_num_threads(1)

  public init(precision: Precision = .fp32) { Self.singleThread }
  public var name: String { "cpu" }

  public func product(
    _ a: Matrix, transposed ta: Bool, _ b: Matrix, transposed tb: Bool, into c: Matrix, accumulate: Bool
  ) {
    let size = ProductSize(a, transposed: ta, b, transposed: tb, into: c)
    guard size.rows > 0, size.columns > 0 else { return }
    cblas_sgemm(
      CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, Int32(size.rows),
      Int32(size.columns), Int32(size.depth), 1, a.base, Int32(max(1, a.stride)), b.base, Int32(max(1, b.stride)),
      accumulate ? 1 : 0, c.base, Int32(c.stride))
  }

  public func pack(_ weight: Matrix, transposed: Bool) -> any PackedWeight {
    ReferencePackedWeight(weight, transposed: transposed)
  }

  public func product(_ a: Matrix, _ packed: any PackedWeight, into c: Matrix, accumulate: Bool) {
    guard let packed = packed as? ReferencePackedWeight else {
      preconditionFailure("CPUKernels.product: weight packed by another backend")
    }
    product(a, transposed: false, packed.matrix, transposed: false, into: c, accumulate: accumulate)
  }

  public func add(_ x: UnsafePointer<Float>, scaledBy alpha: Float, to y: UnsafeMutablePointer<Float>, count n: Int) {
    reference.add(x, scaledBy: alpha, to: y, count: n)
  }

  public func scale(_ y: UnsafeMutablePointer<Float>, by alpha: Float, count n: Int) {
    reference.scale(y, by: alpha, count: n)
  }

  public func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int,
    accumulate: Bool
  ) {
    reference.multiply(a, b, into: y, count: n, accumulate: accumulate)
  }

  public func tanh(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {
    reference.tanh(x, into: y, count: n)
  }

  public func tanhBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int
  ) {
    reference.tanhBackward(y: y, dy: dy, into: dx, count: n)
  }

  public func sigmoid(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {
    reference.sigmoid(x, into: y, count: n)
  }

  public func sigmoidBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int
  ) {
    reference.sigmoidBackward(y: y, dy: dy, into: dx, count: n)
  }

  public func dropoutMask(into y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64)
  {
    reference.dropoutMask(into: y, count: n, rate: rate, seed: seed, stream: stream)
  }

  public func addBias(_ bias: UnsafePointer<Float>, to c: Matrix) {
    reference.addBias(bias, to: c)
  }

  public func sumRows(_ c: Matrix, into sum: UnsafeMutablePointer<Float>) {
    reference.sumRows(c, into: sum)
  }

  public func gather(_ table: Matrix, _ ids: UnsafePointer<Int32>, into out: Matrix) {
    reference.gather(table, ids, into: out)
  }

  public func scatterAdd(_ rows: Matrix, _ ids: UnsafePointer<Int32>, into table: Matrix) {
    reference.scatterAdd(rows, ids, into: table)
  }

  public func softmax(_ x: Matrix) {
    reference.softmax(x)
  }

  public func logSoftmax(_ x: Matrix) {
    reference.logSoftmax(x)
  }

  public func softmaxBackward(y: Matrix, dy: Matrix, into dx: Matrix) {
    reference.softmaxBackward(y: y, dy: dy, into: dx)
  }

  public func layerNorm(
    _ x: Matrix, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, epsilon: Float, into y: Matrix,
    mean: UnsafeMutablePointer<Float>, inverse: UnsafeMutablePointer<Float>
  ) {
    reference.layerNorm(x, gain: gain, bias: bias, epsilon: epsilon, into: y, mean: mean, inverse: inverse)
  }

  public func layerNormBackward(
    x: Matrix, gain: UnsafePointer<Float>, mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>, dy: Matrix,
    dx: Matrix, dGain: UnsafeMutablePointer<Float>, dBias: UnsafeMutablePointer<Float>
  ) {
    reference.layerNormBackward(
      x: x, gain: gain, mean: mean, inverse: inverse, dy: dy, dx: dx, dGain: dGain, dBias: dBias)
  }

  public func lstm(_ step: LSTMStep) {
    reference.lstm(step)
  }

  public func lstmBackward(_ step: LSTMStep, dHidden: Matrix, dCell: Matrix, dGates: Matrix) {
    reference.lstmBackward(step, dHidden: dHidden, dCell: dCell, dGates: dGates)
  }

  public func additiveScores(queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, into scores: Matrix) {
    reference.additiveScores(queries: queries, keys: keys, v: v, into: scores)
  }

  public func additiveScoresBackward(
    queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, dScores: Matrix, dQueries: Matrix, dKeys: Matrix,
    dV: UnsafeMutablePointer<Float>
  ) {
    reference.additiveScoresBackward(
      queries: queries, keys: keys, v: v, dScores: dScores, dQueries: dQueries, dKeys: dKeys, dV: dV)
  }

  public func crossEntropy(_ logits: Matrix, targets: UnsafePointer<Int32>, smoothing: Float, gradientScale: Float?)
    -> (loss: Double, negativeLogLikelihood: Double)
  {
    reference.crossEntropy(logits, targets: targets, smoothing: smoothing, gradientScale: gradientScale)
  }

  public func sumOfSquares(_ x: UnsafePointer<Float>, count n: Int) -> Double {
    reference.sumOfSquares(x, count: n)
  }

  public func adam(
    _ step: AdamStep, gradient: UnsafePointer<Float>, value: UnsafeMutablePointer<Float>,
    m: UnsafeMutablePointer<Float>, v: UnsafeMutablePointer<Float>, count n: Int
  ) {
    reference.adam(step, gradient: gradient, value: value, m: m, v: v, count: n)
  }

  public func momentum(
    rate: Float, momentum: Float, gradientScale: Float, gradient: UnsafePointer<Float>,
    value: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, count n: Int
  ) {
    reference.momentum(
      rate: rate, momentum: momentum, gradientScale: gradientScale, gradient: gradient, value: value,
      velocity: velocity, count: n)
  }
}
