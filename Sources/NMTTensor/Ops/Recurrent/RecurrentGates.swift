package import NMTKernels

/// The arithmetic of one recurrence inside a `RecurrentRun`: its weights, and one step each way.
///
/// A recurrence with fused kernels is one type of these; the walk over steps, sentences and truncation is shared.
package protocol RecurrentGates: Sendable {
  /// Matrices `[N, H]` of a state. The first is the output, the only one that meets `recurrent`; the others go from step
  /// to step through the kernels alone.
  static var stateCount: Int { get }
  /// Whether U·h′ is kept beside W·x, as a reset gate needs it; else it is added in place.
  static var keepsProductsApart: Bool { get }
  /// Whether `backward` overwrites dh with the part that reaches h′ without U (zeros where there is none).
  ///
  /// That part is then the first term of the next dh and the output's gradient is the last one; else the output's gradient
  /// is the first. The order of the terms decides the last bit.
  static var overwritesHiddenGradient: Bool { get }
  /// W, `[G, D]`.
  var input: Parameter { get }
  /// U, `[G, H]`.
  var recurrent: Parameter { get }
  /// Step t from `run.gates(t)`, `run.products(t)` and `run.previous(t, …)` to `run.state(t, …)`.
  func forward(_ t: Int, of run: RecurrentRun, on tape: Tape)
  /// Overwrites `run.gates(t)` and `run.products(t)` with the gradients of the two products and adds to the biases'.
  ///
  /// - Parameter dState: `[B, H]` each, the gradients of the state in the first rows; those after the first are overwritten
  ///   with the gradients of the state before.
  func backward(_ t: Int, of run: RecurrentRun, dState: [Matrix], on tape: Tape)
}

extension RecurrentGates {
  /// H.
  package var width: Int { recurrent.columns }
}
