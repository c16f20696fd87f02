import Foundation

/// Other kernels with a clock around each call: the same results, and the seconds by kind of work.
///
/// One belongs to one thread. A call costs two readings of the clock, some 50 ns.
public final class TimedKernels: Kernels, @unchecked Sendable {
  public let base: any Kernels
  public var times = WorkTimes()
  /// Multiplications and additions of all forward products so far.
  public private(set) var operations = 0.0

  public init(_ base: any Kernels) { self.base = base }

  public var name: String { base.name }

  /// Seconds of a monotonic clock.
  public static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private func timed<Result>(_ kind: WorkKind, _ work: () -> Result) -> Result {
    let start = Self.now()
    defer { times[kind] += Self.now() - start }
    return work()
  }

  public func product(
    _ a: Matrix, transposed ta: Bool, _ b: Matrix, transposed tb: Bool, into c: Matrix, accumulate: Bool
  ) {
    operations += 2 * Double(c.rows) * Double(ta ? a.rows : a.columns) * Double(c.columns)
    timed(.attention) { base.product(a, transposed: ta, b, transposed: tb, into: c, accumulate: accumulate) }
  }

  @discardableResult
  public func weightGradient(_ uses: [WeightUse], into gradient: Matrix, accumulate: Bool) -> Double {
    timed(.weightGradients) { base.weightGradient(uses, into: gradient, accumulate: accumulate) }
  }

  public func pack(_ weight: Matrix, transposed: Bool) -> any PackedWeight { base.pack(weight, transposed: transposed) }

  public func product(_ a: Matrix, _ packed: any PackedWeight, into c: Matrix, accumulate: Bool) {
    operations += 2 * Double(a.rows) * Double(packed.depth) * Double(packed.columns)
    timed(.products) { base.product(a, packed, into: c, accumulate: accumulate) }
  }

  public func product(
    _ a: Matrix, _ rows: WeightRows, ids: UnsafeBufferPointer<Int32>, bias: UnsafePointer<Float>, into c: Matrix
  ) {
    operations += 2 * Double(a.rows) * Double(a.columns) * Double(ids.count)
    timed(.products) { base.product(a, rows, ids: ids, bias: bias, into: c) }
  }

  public func add(_ x: UnsafePointer<Float>, scaledBy alpha: Float, to y: UnsafeMutablePointer<Float>, count n: Int) {
    timed(.elements) { base.add(x, scaledBy: alpha, to: y, count: n) }
  }

  public func scale(_ y: UnsafeMutablePointer<Float>, by alpha: Float, count n: Int) {
    timed(.elements) { base.scale(y, by: alpha, count: n) }
  }

  public func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int,
    accumulate: Bool
  ) {
    timed(.elements) { base.multiply(a, b, into: y, count: n, accumulate: accumulate) }
  }

  public func tanh(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {
    timed(.elements) { base.tanh(x, into: y, count: n) }
  }

  public func tanhBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int
  ) {
    timed(.elements) { base.tanhBackward(y: y, dy: dy, into: dx, count: n) }
  }

  public func sigmoid(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {
    timed(.elements) { base.sigmoid(x, into: y, count: n) }
  }

  public func sigmoidBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int
  ) {
    timed(.elements) { base.sigmoidBackward(y: y, dy: dy, into: dx, count: n) }
  }

  public func dropoutMask(
    into y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64
  ) {
    timed(.dropout) { base.dropoutMask(into: y, count: n, rate: rate, seed: seed, stream: stream) }
  }

  public func dropout(_ y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64) {
    timed(.dropout) { base.dropout(y, count: n, rate: rate, seed: seed, stream: stream) }
  }

  public func addBias(_ bias: UnsafePointer<Float>, to c: Matrix) { timed(.elements) { base.addBias(bias, to: c) } }

  public func sumRows(_ c: Matrix, into sum: UnsafeMutablePointer<Float>) {
    timed(.elements) { base.sumRows(c, into: sum) }
  }

  public func gather(_ table: Matrix, _ ids: UnsafePointer<Int32>, into out: Matrix) {
    timed(.elements) { base.gather(table, ids, into: out) }
  }

  public func scatterAdd(_ rows: Matrix, _ ids: UnsafePointer<Int32>, into table: Matrix) {
    timed(.elements) { base.scatterAdd(rows, ids, into: table) }
  }

  public func softmax(_ x: Matrix) { timed(.attention) { base.softmax(x) } }

  public func logSoftmax(_ x: Matrix) { timed(.loss) { base.logSoftmax(x) } }

  public func softmaxBackward(y: Matrix, dy: Matrix, into dx: Matrix) {
    timed(.attention) { base.softmaxBackward(y: y, dy: dy, into: dx) }
  }

  public func layerNorm(
    _ x: Matrix, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, epsilon: Float, into y: Matrix,
    mean: UnsafeMutablePointer<Float>, inverse: UnsafeMutablePointer<Float>
  ) {
    timed(.normalisation) {
      base.layerNorm(x, gain: gain, bias: bias, epsilon: epsilon, into: y, mean: mean, inverse: inverse)
    }
  }

  public func layerNormBackward(
    x: Matrix, gain: UnsafePointer<Float>, mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>, dy: Matrix,
    dx: Matrix, dGain: UnsafeMutablePointer<Float>, dBias: UnsafeMutablePointer<Float>
  ) {
    timed(.normalisation) {
      base.layerNormBackward(
        x: x, gain: gain, mean: mean, inverse: inverse, dy: dy, dx: dx, dGain: dGain, dBias: dBias)
    }
  }

  public func lstm(_ step: LSTMStep) { timed(.gates) { base.lstm(step) } }

  public func lstmBackward(
    _ step: LSTMStep, dHidden: Matrix, dCell: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?
  ) {
    timed(.gates) { base.lstmBackward(step, dHidden: dHidden, dCell: dCell, dGates: dGates, dBias: dBias) }
  }

  public func elman(_ step: ElmanStep) { timed(.gates) { base.elman(step) } }

  public func elmanBackward(
    _ step: ElmanStep, dHidden: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?
  ) {
    timed(.gates) { base.elmanBackward(step, dHidden: dHidden, dGates: dGates, dBias: dBias) }
  }

  public func gru(_ step: GRUStep) { timed(.gates) { base.gru(step) } }

  public func gruBackward(
    _ step: GRUStep, dHidden: Matrix, dGates: Matrix, dRecurrent: Matrix, dBias: UnsafeMutablePointer<Float>?,
    dRecurrentBias: UnsafeMutablePointer<Float>?
  ) {
    timed(.gates) {
      base.gruBackward(
        step, dHidden: dHidden, dGates: dGates, dRecurrent: dRecurrent, dBias: dBias, dRecurrentBias: dRecurrentBias)
    }
  }

  public func gatedUnit(_ x: Matrix, into y: Matrix) { timed(.gates) { base.gatedUnit(x, into: y) } }

  public func gatedUnitBackward(activations: Matrix, dy: Matrix, into dx: Matrix) {
    timed(.gates) { base.gatedUnitBackward(activations: activations, dy: dy, into: dx) }
  }

  public func additiveScores(queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, into scores: Matrix) {
    operations += 2 * Double(scores.rows) * Double(scores.columns) * Double(keys.columns)
    timed(.attention) { base.additiveScores(queries: queries, keys: keys, v: v, into: scores) }
  }

  public func additiveScoresBackward(
    queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, dScores: Matrix, dQueries: Matrix, dKeys: Matrix,
    dV: UnsafeMutablePointer<Float>
  ) {
    timed(.attention) {
      base.additiveScoresBackward(
        queries: queries, keys: keys, v: v, dScores: dScores, dQueries: dQueries, dKeys: dKeys, dV: dV)
    }
  }

  public func crossEntropy(_ rows: CrossEntropyRows) -> (loss: Double, negativeLogLikelihood: Double) {
    timed(.loss) { base.crossEntropy(rows) }
  }

  public func sumOfSquares(_ x: UnsafePointer<Float>, count n: Int) -> Double {
    timed(.reduction) { base.sumOfSquares(x, count: n) }
  }

  public func adam(
    _ step: AdamStep, gradient: UnsafePointer<Float>?, value: UnsafeMutablePointer<Float>,
    m: UnsafeMutablePointer<Float>, v: UnsafeMutablePointer<Float>, count n: Int
  ) {
    timed(.optimiser) { base.adam(step, gradient: gradient, value: value, m: m, v: v, count: n) }
  }

  public func momentum(
    rate: Float, momentum: Float, gradientScale: Float, gradient: UnsafePointer<Float>?,
    value: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, count n: Int
  ) {
    timed(.optimiser) {
      base.momentum(
        rate: rate, momentum: momentum, gradientScale: gradientScale, gradient: gradient, value: value,
        velocity: velocity, count: n)
    }
  }

  public func blend(_ x: UnsafePointer<Float>, share: Float, into y: UnsafeMutablePointer<Float>, count n: Int) {
    timed(.optimiser) { base.blend(x, share: share, into: y, count: n) }
  }
}
