import NMTKernels
import NMTSystem
import NMTTensor

/// One worker's own things: its tape, its gradients, its clock.
final class Replica {
  /// Number of the worker.
  let worker: Int
  let tape: Tape
  let gradients: GradientBuffer
  /// Smoothed loss of its sentences in the update under way.
  var smoothedSum = 0.0
  /// The tape's kernels if they keep times.
  private let timed: TimedKernels?

  /// - Parameter holdsSum: whether the sum of all gradients is made here, or only this worker's vectors.
  init(_ worker: Int, parameters: ParameterStore, holdsSum: Bool, isTimed: Bool) {
    self.worker = worker
    gradients = parameters.gradientBuffer(isSparse: !holdsSum)
    timed = isTimed ? TimedKernels(parameters.kernels) : nil
    tape = Tape(parameters: parameters, gradients: gradients, kernels: timed)
  }

  var kernels: any Kernels { tape.kernels }

  // MARK: Times

  /// Where its time went; nil unless it is timed.
  var times: WorkTimes? { timed?.times }

  func forgetTimes() { timed?.times = WorkTimes() }

  /// Runs `body`; the time that it does not spend in kernels counts as `rest`.
  func phase(_ rest: WorkKind, _ body: () -> Void) {
    guard let timed else { return body() }
    let start = SystemClock.monotonic.seconds
    let before = timed.times.total
    body()
    timed.times[rest] += SystemClock.monotonic.seconds - start - (timed.times.total - before)
  }

  /// Waits until every worker has come here.
  func meet(_ pool: WorkerPool) { phase(.waiting) { pool.barrier() } }
}
