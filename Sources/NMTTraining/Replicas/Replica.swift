import NMTKernels
import NMTSystem
import NMTTensor

/// Resources of one worker: its tape, its gradients, its clock.
final class Replica {
  /// Number of the worker.
  let worker: Int
  let tape: Tape
  let gradients: GradientBuffer
  /// Smoothed loss of its sentences in the current update.
  var smoothedSum = 0.0
  /// The tape's kernels if they measure time.
  private let timed: TimedKernels?

  /// - Parameter holdsSum: true if the sum of all gradients is built here; false if only this worker's vectors are.
  init(_ worker: Int, parameters: ParameterStore, holdsSum: Bool, isTimed: Bool) {
    self.worker = worker
    gradients = parameters.gradientBuffer(isSparse: !holdsSum)
    timed = isTimed ? TimedKernels(parameters.kernels) : nil
    tape = Tape(parameters: parameters, gradients: gradients, kernels: timed)
  }

  var kernels: any Kernels { tape.kernels }

  // MARK: Times

  /// Time by kind of work; nil if not timed.
  var times: WorkTimes? { timed?.times }

  func forgetTimes() { timed?.times = WorkTimes() }

  /// Runs `body`; time not spent in kernels counts as `rest`.
  func phase(_ rest: WorkKind, _ body: () -> Void) {
    guard let timed else { return body() }
    let start = SystemClock.monotonic.seconds
    let before = timed.times.total
    body()
    timed.times[rest] += SystemClock.monotonic.seconds - start - (timed.times.total - before)
  }

  /// Waits until every worker has called this.
  func meet(_ pool: WorkerPool) { phase(.waiting) { pool.barrier() } }
}
