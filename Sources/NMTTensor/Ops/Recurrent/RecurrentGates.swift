package import NMTKernels

/// The arithmetic of one recurrence inside a `RecurrentRun`: its weights, and one step in each direction.
///
/// Every recurrence with fused kernels conforms to this; the walk over steps, sentences and truncation is shared.
package protocol RecurrentGates: Sendable {
  /// Number of state matrices `[N, H]`. The first is the output and the only one multiplied by `recurrent`; the kernels
  /// carry the others from step to step.
  static var stateCount: Int { get }
  /// True if U·h′ is kept separate from W·x, as a reset gate requires; otherwise it is added in place.
  static var keepsProductsApart: Bool { get }
  /// True if `backward` overwrites dh with the part that reaches h′ without U (zeros if there is none).
  ///
  /// Then that part is the first term of the next dh and the output's gradient is the last; otherwise the output's
  /// gradient is the first. The order of the terms affects the last bit.
  static var overwritesHiddenGradient: Bool { get }
  /// W, `[G, D]`.
  var input: Parameter { get }
  /// U, `[G, H]`.
  var recurrent: Parameter { get }
  /// Computes step t from `run.gates(t)`, `run.products(t)` and `run.previous(t, …)` into `run.state(t, …)`.
  func forward(_ t: Int, of run: RecurrentRun, on tape: Tape)
  /// Overwrites `run.gates(t)` and `run.products(t)` with the products' gradients and adds to the bias gradients.
  ///
  /// - Parameter dState: `[B, H]` each, the gradients of the state in the first rows. Matrices after the first are
  ///   overwritten with the gradients of the previous state.
  func backward(_ t: Int, of run: RecurrentRun, dState: [Matrix], on tape: Tape)
}

extension RecurrentGates {
  /// H.
  package var width: Int { recurrent.columns }
}
