import Foundation
import NMTCorpus
import NMTKernels
import NMTModels
import NMTSystem
import NMTTensor
import NMTText
import NMTTraining

/// Results of `nmt-benchmark train`.
struct TrainReport: Encodable {
  let hidden: Int
  let layers: Int
  let vocabulary: Int
  let precision: String
  let instructions: String
  let threads: Int
  let inputFeeding: Bool
  let parameters: Int
  let updates: Int
  let targetTokensPerSecond: Double
  /// Difference between largest and smallest window, relative to the median.
  let spread: Double
  /// Rate of computed products; the first layer's product of a word counts once for all its occurrences.
  let gflops: Double
  let shareOfPeak: Double
  /// Rate over all real positions, computed or not, as the PyTorch program counts.
  let positionGflops: Double
  let positionShareOfPeak: Double
  let peakMemoryBytes: Int
  /// Share of the time by kind of work; only with --profile.
  let profile: [String: Double]?

  var table: [String] {
    [
      "\(layers) × \(hidden), vocabulary \(vocabulary), \(precision) on \(instructions), \(threads) threads"
        + (inputFeeding ? ", input feeding" : "") + ": \(formatCount(parameters)) parameters",
      "\(formatCount(Int(targetTokensPerSecond))) target tokens/s (spread \(percent(spread))), "
        + "\(gigaflops(gflops * 1e9)) GFLOP/s, \(percent(shareOfPeak)) of the peak "
        + "(each occurrence of a word counted: \(gigaflops(positionGflops * 1e9)), \(percent(positionShareOfPeak))), "
        + "\(peakMemoryBytes >> 20) MiB at most, \(updates) updates",
    ]
      + (profile ?? [:]).sorted { $0.value > $1.value }.map { column(percent($0.value), 8) + "  " + $0.key }
  }
}

/// A model, its replicas and their batches.
final class TrainMeasurement {
  private let setup: TrainSetup
  private let kernels: CPUKernels
  private let model: Seq2SeqModel
  private let crew: ReplicaCrew
  private let operations: ForwardOperations
  private let batches: BatchSource
  private var updates = 0

  /// - Parameter batches: batches to use; nil for those of `data`.
  init(_ setup: TrainSetup, _ data: DataDirectory, batches: BatchSource? = nil) throws {
    self.setup = setup
    let instructions = try InstructionSet.chosen()
    guard Precision.inTraining.contains(setup.precision) else {
      throw Failure(
        .badConfiguration, "\(setup.precision.rawValue) has no gradients", at: "--precision", expected: "fp32 or bf16")
    }
    kernels = CPUKernels(precision: setup.precision, instructions: instructions)
    let options = setup.options(
      sourceVocabulary: data.pipeline.sourceVocabularySize, targetVocabulary: data.pipeline.targetVocabularySize)
    model = try Seq2SeqModel(options: options.model, seed: options.seed, kernels: kernels)
    operations = ForwardOperations(options.model)
    crew = try ReplicaCrew(model: model, options: options, threads: setup.threads, isTimed: setup.isTimed)
    self.batches =
      try batches
      ?? .text(
        BatchFeed(
          data.train, options: options.batches, seed: options.seed, replicas: setup.threads,
          costs: WordCosts(options.model), epoch: 0, batch: 0))
  }

  deinit { if case .text(let feed) = batches { feed.close() } }

  /// The next update's batch.
  private func nextBatch() -> UpdateBatch {
    setup.foldsVocabulary ? batches.next().folded(to: setup.vocabulary) : batches.next()
  }

  /// Totals of a window of updates.
  private struct Window {
    var tokens = 0.0
    /// Computed operations, and operations of all positions.
    var operations = (made: 0.0, positions: 0.0)
    /// Wall-clock seconds.
    var seconds = 0.0
  }

  private func window(seconds: Double) throws -> Window {
    var total = Window()
    let start = SystemClock.monotonic.seconds
    while total.seconds < seconds {
      let batch = nextBatch()
      updates += 1
      _ = try crew.update(
        batch, ReplicaCrew.Step(update: updates, attempt: updates, rate: 1e-4, seed: 1), leavesRowsWaiting: true)
      total.tokens += Double(batch.targetTokens)
      for share in batch.shares.joined() {
        let counts = ForwardOperations.Counts(sources: share.sources, targets: share.targets)
        total.operations.made += 3 * operations(counts)
        total.operations.positions += 3 * operations(counts.withEachOccurrence)
      }
      total.seconds = SystemClock.monotonic.seconds - start
    }
    return total
  }

  func run(windows: Int, seconds: Double) throws -> TrainReport {
    _ = try window(seconds: min(1, seconds))
    // Measures the peak before and after each window, since the machine may change its speed meanwhile.
    var peaks = [peakRate(kernels, on: crew.pool)]
    var measured: [Window] = []
    for _ in 0..<windows {
      measured.append(try window(seconds: seconds))
      peaks.append(peakRate(kernels, on: crew.pool))
    }
    let speeds = measured.map { $0.tokens / $0.seconds }
    func rateAndShare(_ operations: KeyPath<Window, Double>) -> (rate: Double, share: Double) {
      let rates = measured.map { $0[keyPath: operations] / $0.seconds }
      return (median(rates), median(rates.indices.map { 2 * rates[$0] / (peaks[$0] + peaks[$0 + 1]) }))
    }
    let (made, positions) = (rateAndShare(\.operations.made), rateAndShare(\.operations.positions))
    return TrainReport(
      hidden: setup.hidden, layers: setup.layers, vocabulary: model.options.targetVocabulary,
      precision: setup.precision.rawValue, instructions: kernels.instructions.rawValue, threads: setup.threads,
      inputFeeding: setup.inputFeeding, parameters: model.parameters.parameterCount, updates: updates,
      targetTokensPerSecond: median(speeds), spread: (speeds.max()! - speeds.min()!) / median(speeds),
      gflops: made.rate / 1e9, shareOfPeak: made.share, positionGflops: positions.rate / 1e9,
      positionShareOfPeak: positions.share,
      peakMemoryBytes: Machine.peakResidentBytes(),
      profile: setup.isTimed
        ? Dictionary(uniqueKeysWithValues: crew.workTimes.table.map { ($0.kind.label, $0.share) }) : nil)
  }
}
