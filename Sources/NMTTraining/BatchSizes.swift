import NMTCorpus
import NMTDecoding
import NMTSystem

/// The batches of a run that take most memory.
struct BatchSizes {
  private let options: TrainingOptions
  private let data: DataDirectory
  private let pairs: EpochPairs
  private let plan: BatchPlan
  /// Position of the largest batch of the whole epoch, and of those that the run will see.
  private let largest: (whole: Int, seen: Int)

  /// - Parameter state: where the run goes on.
  init(_ options: TrainingOptions, _ data: DataDirectory, from state: TrainingState?) throws {
    self.options = options
    self.data = data
    let batches = options.batches
    (pairs, plan) = batches.epoch(state?.epoch ?? 0, of: data.train, seed: options.seed)
    let sizes = Self.sizes(plan, replicas: options.threads, pairs.lengths)
    guard let whole = sizes.indices.max(by: { sizes[$0] < sizes[$1] }) else {
      throw Failure(
        .badData, "no training pair has at most \(batches.maximumLength) subwords a side", at: data.path,
        expected: "one at least", remedy: "raise --max-length")
    }
    let first = min(state?.batch ?? 0, plan.count)
    let updates = max(1, options.limits.maxUpdates - (state?.update ?? 0))
    let (count, overflow) = updates.multipliedReportingOverflow(by: batches.accumulation)
    let isShort = options.limits.maxUpdates > 0 && !overflow && count < plan.count - first
    let seen = (isShort ? first..<first + count : 0..<plan.count).max { sizes[$0] < sizes[$1] }
    largest = (whole, seen ?? whole)
  }

  /// Words of each batch that are gone through at once, end marks included: all of them where there are no replicas.
  private static func sizes(
    _ plan: BatchPlan, replicas: Int?, _ lengths: (Int) -> (source: Int, target: Int)
  ) -> [Int] {
    plan.map { batch in
      let words = batch.reduce(0) { sum, pair in
        let (source, target) = lengths(Int(pair))
        return sum + source + target + 2
      }
      return words / (replicas.map { passes(sentences: batch.count, words: words, replicas: $0) } ?? 1)
    }
  }

  /// A shortest pair.
  var smallest: ParallelBatch { pairs.batch(plan[largest.seen].prefix(1)) }

  /// The largest batch that the run will see.
  var largestSeen: ParallelBatch { pairs.batch(plan[largest.seen]) }

  /// The largest of an epoch's batches, cut down to `batches`, which divide those of the plan.
  func largest(_ batches: BatchingOptions) -> ParallelBatch {
    let whole = pairs.batch(plan[largest.whole])
    let lengths = whole.sources.indices.map { max(whole.sources[$0].count, whole.targets[$0].count) + 1 }
    // Pairs stand in the order of their lengths: the last ones are the longest.
    var first = lengths.count
    var filled = 0
    let limit = batches.tokens > 0 ? batches.tokens : batches.sentences
    while first > 0, filled == 0 || filled + (batches.tokens > 0 ? lengths[first - 1] : 1) <= limit {
      first -= 1
      filled += batches.tokens > 0 ? lengths[first] : 1
    }
    return ParallelBatch(sources: Array(whole.sources[first...]), targets: Array(whole.targets[first...]))
  }

  /// Bytes of a validation: the loss, each worker with its own largest batch, and the translations.
  func validation(_ batches: BatchingOptions, _ dry: DryRun) -> Int {
    let set = data.validation
    let plan = BatchPlan(set, options: batches.plan, maximumLength: batches.maximumLength, seed: 0, epoch: 0)
    let sizes = Self.sizes(plan, replicas: nil, set.lengths)
    let loss = (0..<options.threads).reduce(0) { sum, worker in
      let own = stride(from: worker, to: sizes.count, by: options.threads)
      return sum + (own.max { sizes[$0] < sizes[$1] }.map { dry.validation(set.batch(plan[$0])) } ?? 0)
    }
    return loss + translation(dry)
  }

  /// Bytes of translating validation lines: as many short ones as come together.
  private func translation(_ dry: DryRun) -> Int {
    let lines = min(options.validation.bleuLines, data.validation.count, Validator.chunk)
    guard lines > 0 else { return 0 }
    let sources = (0..<lines).map { data.validation.source($0) }.sorted { $0.count < $1.count }
    let search = SearchOptions(beam: options.validation.beam)
    let together = TranslationOptions(search: search).searchedTokens
    var room = min(together, sources.reduce(0) { $0 + $1.count + 1 } / options.threads)
    var count = 0
    while count < lines, room > sources[count].count {
      room -= sources[count].count + 1
      count += 1
    }
    return options.threads * dry.translation(Array(sources.prefix(max(1, count))), beam: options.validation.beam)
  }
}
