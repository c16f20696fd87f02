import NMTKernels
import NMTSystem

/// Initial values of a parameter.
package enum Initializer: Sendable {
  case zeros
  case ones
  /// Uniform in ±limit.
  case uniform(Float)
  case normal(deviation: Float)
  /// Uniform in ±√(6 / (in + out)) (Glorot & Bengio 2010, eq. 16).
  case glorot
  /// Ones on the diagonal, zeros elsewhere (Le, Jaitly & Hinton 2015, section 2).
  case identity
  /// Bias of an LSTM: zero except `forget` for the forget gate (Jozefowicz et al. 2015, section 2.2).
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
    case .identity:
      w.fill(0)
      for k in 0..<min(w.rows, w.columns) { w.row(k)[k] = 1 }
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
}
