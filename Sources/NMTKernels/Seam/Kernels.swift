/// A weight in the form in which a product reads it fastest, made once per update (training) or once at load.
///
/// `Wᵀ` or `W` of a weight `W [out, in]`, the right-hand side of a product. The form is the backend's own; `repack`
/// takes over new values of the same shape without allocating.
public protocol PackedWeight: AnyObject, Sendable {
  /// Rows of the right-hand side: the length of the sums.
  var depth: Int { get }
  /// Columns of the right-hand side: the width of the result.
  var columns: Int { get }
  /// Takes over rows `rows` of a weight `[out, in]` of the same shape. They begin at a multiple of `packingUnit` and end
  /// at one, or with the weight.
  func repack(from weight: Matrix, rows: Range<Int>)
}

extension PackedWeight {
  /// Takes over a whole weight.
  public func repack(from weight: Matrix) { repack(from: weight, rows: 0..<weight.rows) }
}

/// Rows of a weight that every backend packs by themselves: workers that divide a weight do so at its multiples.
public let packingUnit = 32

/// The rows of a weight `W [out, in]`, each for itself: what products with a few of them read, chosen anew each time.
public enum WeightRows: Sendable {
  /// fp32 values in memory that somebody else owns.
  case values(Matrix)
  case bytes(QuantizedRows)

  /// `[out, in]`.
  public var shape: (rows: Int, columns: Int) {
    switch self {
    case .values(let matrix): (matrix.rows, matrix.columns)
    case .bytes(let rows): (rows.weight.columns, rows.weight.depth)
    }
  }
}

/// One use of a weight `W [out, in]` in y = x · Wᵀ: its input and the gradient of its output.
public struct WeightUse {
  /// `[R, in]`.
  public var x: Matrix
  /// `[R, out]`.
  public var dy: Matrix

  public init(x: Matrix, dy: Matrix) {
    precondition(x.rows == dy.rows, "WeightUse: \(x.rows) rows of x, \(dy.rows) of dy")
    self.x = x
    self.dy = dy
  }
}

/// Where an LSTM step reads and writes: each matrix has one row a live sentence.
///
/// With the pre-activations `a = input + bias`, gates in the order (i, f, g, o):
/// `c = σ(f)·cPrevious + σ(i)·tanh(g)`, `h = σ(o)·tanh(c)` (Hochreiter & Schmidhuber 1997; Gers et al. 2000).
public struct LSTMStep {
  /// `[N, 4H]`: products of the input and of the previous hidden state.
  public var input: Matrix
  /// `[4H]`, where it is not in `input` yet.
  public var bias: UnsafePointer<Float>?
  /// `[N, H]`: previous cell state.
  public var previousCell: Matrix
  /// `[N, 4H]`, written: activations σ(i), σ(f), tanh(g), σ(o), kept for the backward pass. May be `input` itself.
  public var gates: Matrix
  /// `[N, H]`, written: cell state.
  public var cell: Matrix
  /// `[N, H]`, written: hidden state.
  public var hidden: Matrix

  public init(
    input: Matrix, bias: UnsafePointer<Float>? = nil, previousCell: Matrix, gates: Matrix, cell: Matrix, hidden: Matrix
  ) {
    self.input = input
    self.bias = bias
    self.previousCell = previousCell
    self.gates = gates
    self.cell = cell
    self.hidden = hidden
  }

  /// N, live sentences.
  public var rows: Int { hidden.rows }
  /// H.
  public var width: Int { hidden.columns }
}

/// Rows of logits and what their label-smoothed cross-entropy needs (Szegedy et al. 2016, section 7): the target's share
/// is 1 − ε + ε/V, every other word's ε/V.
public struct CrossEntropyRows {
  /// `[R, V]` without the bias; overwritten, with the gradient of the logits where one is wanted.
  public var logits: Matrix
  /// `[V]`, added to every row; nil for none.
  public var bias: UnsafePointer<Float>?
  /// R words.
  public var targets: UnsafePointer<Int32>
  /// ε.
  public var smoothing: Float
  /// The gradient is that of this factor times the loss; nil where none is wanted.
  public var gradientScale: Float?
  /// `[V]`: the gradient of the bias is added here.
  public var dBias: UnsafeMutablePointer<Float>?

  public init(
    logits: Matrix, bias: UnsafePointer<Float>? = nil, targets: UnsafePointer<Int32>, smoothing: Float,
    gradientScale: Float? = nil, dBias: UnsafeMutablePointer<Float>? = nil
  ) {
    self.logits = logits
    self.bias = bias
    self.targets = targets
    self.smoothing = smoothing
    self.gradientScale = gradientScale
    self.dBias = dBias
  }
}

/// Adam's constants for one update (Kingma & Ba 2015, algorithm 1), bias corrections already taken in.
public struct AdamStep: Sendable {
  public var rate: Float
  public var beta1: Float
  public var beta2: Float
  public var epsilon: Float
  /// 1 / (1 − β₁ᵗ).
  public var correction1: Float
  /// 1 / (1 − β₂ᵗ).
  public var correction2: Float
  /// Decoupled weight decay (Loshchilov & Hutter 2019), 0 for none.
  public var weightDecay: Float
  /// Factor on every gradient: clipping and averaging.
  public var gradientScale: Float

  public init(
    rate: Float, beta1: Float, beta2: Float, epsilon: Float, correction1: Float, correction2: Float, weightDecay: Float,
    gradientScale: Float
  ) {
    self.rate = rate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.correction1 = correction1
    self.correction2 = correction2
    self.weightDecay = weightDecay
    self.gradientScale = gradientScale
  }
}

/// The arithmetic of the house: the one seam between models and hardware.
///
/// Three implementations answer it: `ReferenceKernels` (plain loops, the oracle of the tests and the text to read),
/// `CPUKernels` (packed products, vector code, OpenBLAS) and, some day, a GPU. All memory is fp32 and belongs to the
/// caller; every reduction runs in a fixed order, so the same input gives the same bits on the same backend, and a row's
/// result never depends on how many other rows stand in the same call. Every backward kernel *adds* to its gradient.
/// Kernels run on the calling thread alone; replicas are the parallelism.
public protocol Kernels: CellKernels {
  var name: String { get }

  // MARK: Products

  /// C [m,n] = (accumulate ? C : 0) + op(A) · op(B), where op transposes when asked; both sides fresh.
  func product(
    _ a: Matrix, transposed ta: Bool, _ b: Matrix, transposed tb: Bool, into c: Matrix, accumulate: Bool)
  /// Packs `W [out, in]` as a right-hand side: `Wᵀ` (depth in, columns out) when `transposed`, else `W` (depth out,
  /// columns in).
  func pack(_ weight: Matrix, transposed: Bool) -> any PackedWeight
  /// C [m, columns] = (accumulate ? C : 0) + A [m, depth] · packed.
  func product(_ a: Matrix, _ packed: any PackedWeight, into c: Matrix, accumulate: Bool)
  /// C `[m, n]` = A `[m, in]` · W[ids]ᵀ + bias[ids]: column j is A times row `ids[j]` of a weight `[out, in]`, with the
  /// bias of that row. Without bfloat16: fp32 values are multiplied as they are.
  func product(
    _ a: Matrix, _ rows: WeightRows, ids: UnsafeBufferPointer<Int32>, bias: UnsafePointer<Float>, into c: Matrix)

  /// The gradient of a weight: dW [out, in] = (accumulate ? dW : 0) + Σ over uses of dyᵀ · x, summed over the rows of all
  /// uses in order. Returns Σ dW², as `sumOfSquares` does but in an order of its own.
  @discardableResult
  func weightGradient(_ uses: [WeightUse], into gradient: Matrix, accumulate: Bool) -> Double

  // MARK: Elementwise, over n floats

  /// y += α·x.
  func add(_ x: UnsafePointer<Float>, scaledBy alpha: Float, to y: UnsafeMutablePointer<Float>, count n: Int)
  /// y = α·y.
  func scale(_ y: UnsafeMutablePointer<Float>, by alpha: Float, count n: Int)
  /// y = a ⊙ b, or y += a ⊙ b.
  func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int,
    accumulate: Bool)
  func tanh(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int)
  /// dx += dy ⊙ (1 − y²).
  func tanhBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int)
  func sigmoid(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int)
  /// dx += dy ⊙ y(1 − y).
  func sigmoidBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int)
  /// Dropout's mask: element k is 0 with probability `rate`, else 1/(1 − rate); a pure function of (seed, stream, k).
  func dropoutMask(into y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64)
  /// y = y ⊙ that mask, which is never stored.
  func dropout(_ y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64)

  // MARK: Rows

  /// Every row of C += bias.
  func addBias(_ bias: UnsafePointer<Float>, to c: Matrix)
  /// sum[k] += Σ over rows of C[r,k], rows in order.
  func sumRows(_ c: Matrix, into sum: UnsafeMutablePointer<Float>)
  /// Row k of `out` = row ids[k] of `table`.
  func gather(_ table: Matrix, _ ids: UnsafePointer<Int32>, into out: Matrix)
  /// Row ids[k] of `table` += row k of `rows`, k in order.
  func scatterAdd(_ rows: Matrix, _ ids: UnsafePointer<Int32>, into table: Matrix)
  /// Softmax of every row, in place (maximum subtracted).
  func softmax(_ x: Matrix)
  /// x = x − log Σ exp x for every row, in place.
  func logSoftmax(_ x: Matrix)
  /// dx += y ⊙ (dy − Σ dy⊙y), rowwise; `dx` may be `dy`'s own memory only through a temporary.
  func softmaxBackward(y: Matrix, dy: Matrix, into dx: Matrix)
  /// y = gain ⊙ (x − mean)/√(variance + ε) + bias, rowwise; `mean` and `inverse` (1/√…) are kept per row
  /// (Ba, Kiros & Hinton 2016, eq. 4).
  func layerNorm(
    _ x: Matrix, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, epsilon: Float, into y: Matrix,
    mean: UnsafeMutablePointer<Float>, inverse: UnsafeMutablePointer<Float>)
  func layerNormBackward(
    x: Matrix, gain: UnsafePointer<Float>, mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>, dy: Matrix,
    dx: Matrix, dGain: UnsafeMutablePointer<Float>, dBias: UnsafeMutablePointer<Float>)

  // MARK: Fused

  func lstm(_ step: LSTMStep)
  /// The step's backward: reads `gates`, `cell`, `previousCell` of `step`; `dHidden [N,H]` is the whole gradient of the
  /// hidden state; `dCell [N,H]` holds the gradient that comes from the next step and is overwritten with the one for
  /// the previous step; `dGates [N,4H]` is overwritten with the gradient of the pre-activations and may be `gates` itself.
  /// The sums of its rows are added to `dBias [4H]` where that is given.
  func lstmBackward(
    _ step: LSTMStep, dHidden: Matrix, dCell: Matrix, dGates: Matrix, dBias: UnsafeMutablePointer<Float>?)

  /// Additive scores of one sentence: score[t,s] = v · tanh(query[t] + key[s]) (Bahdanau et al. 2015, A.1.2).
  func additiveScores(queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, into scores: Matrix)
  func additiveScoresBackward(
    queries: Matrix, keys: Matrix, v: UnsafePointer<Float>, dScores: Matrix, dQueries: Matrix, dKeys: Matrix,
    dV: UnsafeMutablePointer<Float>)

  /// Returns the sums over rows of the smoothed loss and of −log p(target), added in row order.
  func crossEntropy(_ rows: CrossEntropyRows) -> (loss: Double, negativeLogLikelihood: Double)

  // MARK: Optimiser, over n floats

  /// Σ x², in a fixed order, in double precision across blocks; NaN and infinity survive into the result.
  func sumOfSquares(_ x: UnsafePointer<Float>, count n: Int) -> Double
  /// value, m and v are updated in place (fused, bias-corrected). A gradient of nil is one of zeros.
  func adam(
    _ step: AdamStep, gradient: UnsafePointer<Float>?, value: UnsafeMutablePointer<Float>,
    m: UnsafeMutablePointer<Float>, v: UnsafeMutablePointer<Float>, count n: Int)
  /// v = μ·v + scale·g; value −= rate·v. A gradient of nil is one of zeros.
  func momentum(
    rate: Float, momentum: Float, gradientScale: Float, gradient: UnsafePointer<Float>?,
    value: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, count n: Int)
  /// y += share · (x − y): a running average.
  func blend(_ x: UnsafePointer<Float>, share: Float, into y: UnsafeMutablePointer<Float>, count n: Int)
}
