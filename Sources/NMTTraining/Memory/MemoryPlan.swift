import NMTCorpus
import NMTModels
import NMTSettings
import NMTSystem
import NMTTensor

/// Largest memory use of a run, in bytes.
struct MemoryForecast {
  /// Measured constant part: the program, the text pipeline, weights in all their forms, gradients, moments, averages.
  var standing: Int
  /// Workspaces of the replicas in the largest update.
  var replicas: Int
  /// Additional memory of a validation.
  var validation: Int

  var peak: Int { max(standing + replicas + validation, Machine.peakResidentBytes()) }
}

/// Chooses batches for a memory limit, and forecasts the memory of the run.
///
/// Dry runs measure the memory that a batch size needs. The choice is a pure function of settings, threads and data, so
/// that the same command gives the same run; on resume, it is read from the checkpoint. The forecast is more exact,
/// since it starts from measured memory once the constant part is allocated.
struct MemoryPlan {
  /// The request, with the chosen batches.
  let request: TrainingRequest
  private let corpus: ShardSet
  /// A pair on which every replica can warm up.
  private let smallest: ParallelBatch
  /// Bytes of each replica's workspace.
  private let replicas: [Int]
  private let validation: Int

  /// - Parameter saved: header of the checkpoint from which the run resumes.
  init(_ asked: TrainingRequest, _ data: DataDirectory, _ model: Seq2SeqModel, going saved: Checkpoint?) throws {
    var request = asked
    corpus = data.train
    let dry = DryRun(model)
    if asked.options.memory.bytes > 0 {
      request.batchesAsked = asked.options.batches
      if !Self.adopt(saved, into: &request) {
        request.options.batches = try Self.choice(asked, data, model, dry)
      }
    }
    self.request = request
    let sizes = try BatchSizes(request.options, data, from: saved?.state)
    smallest = sizes.smallest
    replicas = dry.training(sizes.largestSeen, replicas: request.options.threads)
    validation = sizes.validation(request.options.batches, dry)
    corpus.release()
  }

  /// Adopts the batches that an earlier part of the run chose for the same limit and request.
  private static func adopt(_ saved: Checkpoint?, into request: inout TrainingRequest) -> Bool {
    guard let run = saved?.run, let asked = request.batchesAsked, run.options.memory == request.options.memory,
      run.batchesAsked?.hasSameSize(as: asked) == true,
      let chosen = asked.smallerOnes.first(where: { $0.hasSameSize(as: run.options.batches) })
    else { return false }
    request.options.batches = chosen
    return true
  }

  /// The largest of the requested batches and their parts that stays below the limit.
  private static func choice(
    _ asked: TrainingRequest, _ data: DataDirectory, _ model: Seq2SeqModel, _ dry: DryRun
  ) throws -> BatchingOptions {
    let options = asked.options
    let sizes = try BatchSizes(options, data, from: nil)
    let standing = standingBytes(options, model.parameters, data.train)
    var least = 0
    for batches in options.batches.smallerOnes {
      let replicas = dry.training(sizes.largest(batches), replicas: options.threads).reduce(0, +)
      least = Int(Double(standing + replicas + sizes.validation(batches, dry)) * reserve)
      if least <= options.memory.bytes { return batches }
    }
    throw Failure(
      .badConfiguration, "\(options.memory.text) is too little even for batches of one pair", at: "--memory",
      expected: "\(least >> 20 + 1)M or more",
      remedy: "raise it, or take a smaller --preset, fewer --threads or a lower --max-length")
  }

  /// Computed bytes: weights and two packed forms, gradients, moments, averages and a copy of them at validation.
  /// Embedding tables have no packed forms and few gradients.
  private static func standingBytes(_ options: TrainingOptions, _ parameters: ParameterStore, _ corpus: ShardSet) -> Int
  {
    let tables = parameters.specs.filter { parameters.isTable($0) }.reduce(0) { $0 + $1.count }
    let dense = parameters.count - tables
    let moments = options.optimizer.kind == .adam ? 2 : 1
    let averages =
      switch options.averaging.kind {
      case .none: 0
      case .exponential: 2
      case .snapshots: options.averaging.snapshots + 1
      }
    let floats = parameters.count * (1 + moments + averages) + 3 * dense
    return 4 * floats + bytes(of: corpus) + programBytes + options.threads * threadBytes
  }

  /// Allocates memory for the largest update, and measures.
  ///
  /// Runs the threads once and writes the vectors once, so that their memory is allocated and can be measured.
  func prepare(_ crew: ReplicaCrew) throws -> MemoryForecast {
    crew.rehearse(
      UpdateBatch(
        shares: replicas.map { _ in [smallest] }, targetTokens: smallest.targets[0].count + 1, epoch: 0, batch: 0,
        batchesPerEpoch: 1))
    for vector in crew.optimizer.moments + crew.average.vectors { vector.buffer.update(repeating: 0) }
    try crew.reserveWorkspaces(replicas)
    let copy = crew.average.vectors.isEmpty ? 0 : crew.model.parameters.count * 4
    return MemoryForecast(
      standing: Machine.residentBytes() + copy + Self.bytes(of: corpus), replicas: replicas.reduce(0, +),
      validation: validation)
  }

  /// Bytes of mapped text pages, plus each pair's position in an epoch's order and the memory to sort the next order.
  private static func bytes(of corpus: ShardSet) -> Int {
    min(corpus.byteCount, BatchFeed.mostMapped) + 16 * corpus.count
  }

  /// The program, its libraries and the text pipeline; 25 MiB were measured.
  private static let programBytes = 32 << 20
  /// Buffer into which the products of a thread pack their operands.
  private static let threadBytes = 12 << 20
  /// Safety factor: the forecast should be within 10 %, but a limit must hold.
  private static let reserve = 1.05
}

extension BatchingOptions {
  /// Successively smaller batches, with correspondingly more per update so that an update keeps about as many pairs:
  /// these first, then 1/2, 1/3, 1/4, 1/6, 1/8 …, down to single pairs.
  package var smallerOnes: [BatchingOptions] {
    var all = [self]
    var parts = 2
    while parts / 2 < max(sentences, tokens) {
      var smaller = self
      if tokens > 0 {
        smaller.tokens = max(1, tokens / parts)
        smaller.accumulation = accumulation * parts
      } else {
        smaller.sentences = (sentences + parts - 1) / parts
        smaller.accumulation = (sentences * accumulation + smaller.sentences / 2) / smaller.sentences
      }
      let last = all[all.count - 1]
      if (smaller.sentences, smaller.tokens) != (last.sentences, last.tokens) { all.append(smaller) }
      parts = parts & (parts - 1) == 0 && parts > 1 ? parts / 2 * 3 : parts / 3 * 4
    }
    return all
  }

  /// True if all values that a memory limit may reduce are equal.
  func hasSameSize(as other: BatchingOptions) -> Bool {
    (sentences, tokens, accumulation) == (other.sentences, other.tokens, other.accumulation)
  }

  /// `64 sentences`, or `4,096 tokens, 2 per update`.
  var text: String {
    let size = tokens > 0 ? "\(formatCount(tokens)) tokens" : "\(formatCount(sentences)) sentences"
    return accumulation > 1 ? "\(size), \(accumulation) per update" : size
  }
}
