import NMTKernels

/// How a parameter begins.
public enum Initialiser: Sendable {
  case zeros
  case ones
  /// Uniform in ±limit.
  case uniform(Float)
  case normal(deviation: Float)
  /// Uniform in ±√(6 / (in + out)) (Glorot & Bengio 2010, eq. 16).
  case glorot
  /// Square blocks `[columns, columns]` below each other, each with orthonormal rows (Saxe et al. 2014).
  case orthogonal
  /// An LSTM's bias: zero, but `forget` for the forget gate (Jozefowicz et al. 2015, section 2.2).
  case lstmBias(forget: Float)

  func fill(_ w: Matrix, using generator: inout RandomGenerator) {
    switch self {
    case .zeros: w.fill(0)
    case .ones: w.fill(1)
    case .uniform(let limit): each(w) { (2 * generator.uniform() - 1) * limit }
    case .normal(let deviation): each(w) { generator.normal() * deviation }
    case .glorot:
      let limit = (6 / Float(w.rows + w.columns)).squareRoot()
      each(w) { (2 * generator.uniform() - 1) * limit }
    case .orthogonal: orthogonal(w, &generator)
    case .lstmBias(let forget):
      w.fill(0)
      w.columns(w.columns / 4..<w.columns / 2).fill(forget)
    }
  }

  private func each(_ w: Matrix, _ next: () -> Float) {
    for r in 0..<w.rows {
      let row = w.row(r)
      for k in 0..<w.columns { row[k] = next() }
    }
  }

  /// Gram–Schmidt, twice for accuracy, on normal rows of each block.
  private func orthogonal(_ w: Matrix, _ generator: inout RandomGenerator) {
    each(w) { generator.normal() }
    for first in stride(from: 0, to: w.rows, by: w.columns) {
      for r in first..<min(first + w.columns, w.rows) {
        for _ in 0..<2 {
          for other in first..<r { subtractProjection(of: w.row(r), on: w.row(other), count: w.columns) }
        }
        normalise(w.row(r), count: w.columns)
      }
    }
  }

  private func subtractProjection(
    of x: UnsafeMutablePointer<Float>, on y: UnsafeMutablePointer<Float>, count n: Int
  ) {
    var dot: Float = 0
    for k in 0..<n { dot += x[k] * y[k] }
    for k in 0..<n { x[k] -= dot * y[k] }
  }

  private func normalise(_ x: UnsafeMutablePointer<Float>, count n: Int) {
    var sum: Float = 0
    for k in 0..<n { sum += x[k] * x[k] }
    let inverse = 1 / max(sum.squareRoot(), 1e-12)
    for k in 0..<n { x[k] *= inverse }
  }
}
