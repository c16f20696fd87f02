import NMTCorpus
import NMTKernels
import NMTModels
import NMTSystem
import NMTTensor

/// Memory that steps of a model need, found without arithmetic by running the model's code on `DryKernels`. Takes
/// milliseconds and almost no memory.
struct DryRun {
  private let model: Seq2SeqModel
  private let gradients: GradientBuffer

  init(_ model: Seq2SeqModel) {
    self.model = model
    gradients = model.parameters.gradientBuffer()
  }

  /// Bytes of each replica in training on its share of `batch`.
  func training(_ batch: ParallelBatch, replicas: Int) -> [Int] {
    divided(batch, replicas: replicas, costs: WordCosts(model.options)).map { passes in
      passes.map { $0.count > 0 ? step($0, recording: true) : 0 }.max() ?? 0
    }
  }

  /// Bytes of one worker in measuring the loss of `batch`.
  func validation(_ batch: ParallelBatch) -> Int { step(batch, recording: false) }

  private func step(_ batch: ParallelBatch, recording: Bool) -> Int {
    let tape = Tape(
      parameters: model.parameters, gradients: recording ? gradients : nil, kernels: DryKernels())
    let dropout = recording ? DropoutContext(seed: 0, update: 1, replica: 0) : nil
    _ = model.loss(
      SequenceBatch(sources: batch.sources, targets: batch.targets), smoothing: 0, gradientScale: 1, tape: tape,
      dropout: dropout)
    if recording { tape.collectGradients() }
    return Self.pages(tape.arena.peakBytes)
  }

  /// Bytes of one worker in translating `sources`: its workspace, the encoded sentences before and after joining
  /// others, the states of three steps, and the cached projections of words.
  func translation(_ sources: [[Int32]], beam: Int) -> Int {
    guard !sources.isEmpty else { return 0 }
    let workspace = Workspace(model, kernels: DryKernels())
    let encoded = model.encode(sources: sources, in: workspace)
    let rows = sources.indices.flatMap { [Int](repeating: $0, count: beam) }
    var state = model.startState(encoded).selecting(rows: rows)
    _ = model.step(
      tokens: [Int32](repeating: SpecialToken.begin, count: rows.count), state: &state, encoded: encoded,
      workspace: workspace)
    let options = model.options
    let memory = 2 * encoded.layout.rowCount * (options.encoderWidth + options.decoderWidth)
    let states = 3 * rows.count * model.stateColumns
    return Self.pages(workspace.peakBytes) + (memory + states) * MemoryLayout<Float>.stride
      + Self.pages(model.keptProjectionBytes)
  }

  /// Rounds bytes up to the 2 MiB pages of workspaces.
  private static func pages(_ bytes: Int) -> Int { ((bytes + (2 << 20) - 1) >> 21) << 21 }
}
