import Foundation
import NMTCorpus
package import NMTKernels
import NMTModels
import NMTSystem

/// How a run ended.
public enum TrainingOutcome: Sendable, Equatable {
  /// A limit was reached; the text says which.
  case finished(String)
  /// The host requested a stop; everything is saved, and the same request resumes.
  case stopped

  /// 0, or 128 + the number of the signal sent to nmt-train.
  package var exitCode: Int32 { self == .stopped ? StopSignal.exitCode : 0 }
}

/// Trains one model from a data directory into a model directory, or resumes where an earlier run stopped.
///
/// The run is a small state machine over `TrainingState`. Each turn goes through these steps: validate if due, end at a
/// limit, leave on a signal, save a checkpoint if due, make one update. Since all inputs to these decisions are in the
/// checkpoint, a resumed run takes the same turns as an uninterrupted one.
public final class Trainer {
  let request: TrainingRequest
  let host: TrainingHost
  let data: DataDirectory
  let lock: DirectoryLock
  let crew: ReplicaCrew
  let schedule: Schedule
  let checkpoints: CheckpointDirectory
  let validator: Validator?
  private let operations: ForwardOperations
  var state: TrainingState
  var log: TrainingLog
  let board: TensorBoard?
  /// Prepares batches ahead of the current position.
  var feed: BatchFeed
  /// Clock readings when this process began, and the times counted for the run by then.
  let began: (now: ClockReading, saved: ClockReading)
  /// Forecast of the largest memory use of the run.
  let memory: MemoryForecast
  /// Expected cost of ending the run, in seconds of a validation and of a save, from earlier ones.
  var reserve = (validation: 0.0, save: 0.0)
  /// Update of this process's last save.
  var lastSave = -1

  var options: TrainingOptions { request.options }

  /// Trains to the end of a run, or until its host requests a stop. Blocks the calling thread.
  ///
  /// - Throws: `Failure` for options out of range, damaged data or checkpoints, a directory in use by another run, and
  ///   files that cannot be written.
  public static func run(
    _ request: TrainingRequest, host: TrainingHost = TrainingHost()
  ) throws -> TrainingOutcome {
    try Trainer(request, host: host).run()
  }

  /// Runs a training as nmt-train does; from then on SIGINT and SIGTERM are caught.
  package static func runTool(_ request: TrainingRequest) throws -> TrainingOutcome {
    StopSignal.install()
    Machine.returnsFreedMemory()
    return try Trainer(request).run()
  }

  /// - Parameter kernels: kernels to use; nil for those of the options' precision.
  package init(
    _ request: TrainingRequest, host: TrainingHost = .tool, kernels: (any Kernels)? = nil
  ) throws {
    self.host = host
    try request.validate()
    began.now = ClockReading.now()
    data = try DataDirectory(path: request.data)
    let asked = try request.resolved(for: data)
    try DurableFile.createDirectory(request.model)
    lock = try DirectoryLock(directory: request.model)
    checkpoints = CheckpointDirectory(model: request.model)
    try Self.prepare(checkpoints, request)

    let model = try Seq2SeqModel(
      options: asked.options.model, seed: asked.options.seed,
      kernels: kernels ?? asked.options.precision.kernels())
    let plan = try MemoryPlan(asked, data, model, going: checkpoints.newestHead())
    self.request = plan.request
    let options = self.request.options
    crew = try ReplicaCrew(
      model: model, options: options, threads: options.threads, isTimed: request.profile,
      watchesStates: request.gradientFlow)
    memory = try plan.prepare(crew)
    operations = ForwardOperations(options.model)
    schedule = Schedule(options.schedule, ends: options.limits.haveAny)
    state = TrainingState()
    state = try Self.resume(crew, checkpoints, Self.header(self.request, data, crew, state), host)
    began.saved = ClockReading(wall: state.elapsed, processor: state.processorSeconds)
    lastSave = state.update
    log = try TrainingLog(path: TrainingLog.path(in: request.model), upTo: state)
    board = try options.tensorBoard ? TensorBoard(directory: request.model, start: Date().timeIntervalSince1970) : nil
    feed = try Self.feed(data, options, from: state)
    validator = try data.validation.count > 0 ? Validator(data, crew, options, host) : nil
  }

  deinit { feed.close() }

  /// Trains until a limit or a signal.
  package func run() throws -> TrainingOutcome {
    try introduce()
    while true {
      if isValidationDue, try !validate(isFinal: false) { return try leave() }
      if let reason = limitReached { return try finish(reason) }
      if host.shouldStop() { return try leave() }
      if isCheckpointDue { try saveCheckpoint() }
      try makeUpdate()
    }
  }

  static func feed(_ data: DataDirectory, _ options: TrainingOptions, from state: TrainingState) throws -> BatchFeed {
    try BatchFeed(
      data.train, options: options.batches, seed: options.seed, replicas: options.threads,
      costs: WordCosts(options.model), epoch: state.epoch, batch: state.batch)
  }

  // MARK: One update

  private func makeUpdate() throws {
    let start = SystemClock.monotonic.seconds
    let batch = feed.next()
    let step = ReplicaCrew.Step(
      update: state.update + 1, attempt: state.attempt, rate: rate(of: state.update + 1), seed: options.seed,
      watch: state.watch)
    let result = try crew.update(batch, step, leavesRowsWaiting: true)
    state.attempt += 1
    (state.epoch, state.batch, state.batchesPerEpoch) = (batch.epoch, batch.batch, batch.batchesPerEpoch)
    readClocks()
    if let fault = result.fault { return try countSkipped(fault) }
    state.update += 1
    state.skippedInARow = 0
    state.targetTokens += batch.targetTokens
    state.interval.updates += 1
    state.interval.loss += result.smoothedSum
    state.interval.tokens += batch.targetTokens
    state.interval.norm += result.norm
    state.interval.seconds += SystemClock.monotonic.seconds - start
    state.interval.operations += operations.training(batch)
    if state.update % options.reportEvery == 0 { try report() }
    try watch(loss: result.smoothedSum / Double(max(batch.targetTokens, 1)), norm: result.norm)
  }

  private func countSkipped(_ fault: UpdateFault) throws {
    state.skipped += 1
    state.skippedInARow += 1
    host.report(
      "warning: update \(state.update + 1) skipped because of \(fault.description) (\(state.skippedInARow) in a row)")
    guard state.skippedInARow < Self.mostSkippedInARow else {
      let reason = "\(state.skippedInARow) updates in a row had \(fault.description)"
      if try rewind(reason) { return }
      throw Failure(
        .badConfiguration, reason, at: request.model, expected: "gradients that can be applied",
        remedy:
          "start over with a lower --learning-rate, a longer --warmup or a lower --clip-norm; the checkpoints are intact"
      )
    }
  }

  static let mostSkippedInARow = 10

  // MARK: Where the run stands

  func rate(of update: Int) -> Double {
    schedule.rate(update: update, fraction: fractionDone, reductions: state.plateau.timesOut)
      * pow(Self.rewindFactor, Double(state.rewinds))
  }

  private var isValidationDue: Bool {
    guard validator != nil, state.update > 0, state.lastValidation != state.update else { return false }
    let every = options.validation.every
    return every > 0 ? state.update % every == 0 : state.batch == 0 && state.epoch > 0
  }

  private var isCheckpointDue: Bool {
    let every = options.checkpointEvery
    let isPlace = every > 0 ? state.update % every == 0 : state.lastValidation == state.update
    return isPlace && lastSave != state.update
  }
}
