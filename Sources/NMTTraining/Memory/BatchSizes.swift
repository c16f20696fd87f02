import NMTCorpus
import NMTModels
import NMTSearch
import NMTSystem
import NMTTranslation

/// The batches of a run that take the most memory.
struct BatchSizes {
  private let options: TrainingOptions
  private let data: DataDirectory
  /// The largest batch of complete epochs.
  private let largestWhole: ParallelBatch
  /// The largest batch that the run will process.
  let largestSeen: ParallelBatch

  /// Epochs to inspect if each draws its own mixture of encodings. The largest batch varies between epochs by a few
  /// percent, and the largest of this many is closer than that to the largest of all.
  private static let sampledEpochs = 4

  /// - Parameter state: state at which the run resumes.
  init(_ options: TrainingOptions, _ data: DataDirectory, from state: TrainingState?) throws {
    self.options = options
    self.data = data
    let batches = options.batches
    let pass = WordCosts(options.model).pass
    var whole = (words: 0, batch: ParallelBatch(sources: [], targets: []))
    var seen = whole
    var position = state?.batch ?? 0
    var left = Self.batchesLeft(options, state)
    for epoch in Self.epochs(options, data, from: state?.epoch ?? 0) {
      let (pairs, plan) = batches.epoch(epoch, of: data.train, seed: options.seed)
      // Words processed at once.
      let sizes = zip(plan, Self.words(plan, pairs.lengths)).map { batch, words in
        words / pass.passes(sentences: batch.count, words: words, replicas: options.threads)
      }
      func take(_ range: Range<Int>, into most: inout (words: Int, batch: ParallelBatch)) {
        guard let place = range.max(by: { sizes[$0] < sizes[$1] }), sizes[place] > most.words else { return }
        most = (sizes[place], pairs.batch(plan[place]))
      }
      take(0..<plan.count, into: &whole)
      let first = min(position, plan.count)
      take(left < plan.count - first ? first..<first + left : 0..<plan.count, into: &seen)
      (position, left) = (0, max(0, left - (plan.count - first)))
    }
    guard whole.words > 0 else {
      throw Failure(
        .badData, "no training pair has at most \(batches.maximumLength) subwords per side", at: data.path,
        expected: "at least one", remedy: "raise --max-length")
    }
    largestWhole = whole.batch
    largestSeen = seen.words > 0 ? seen.batch : whole.batch
  }

  /// The epochs to inspect. Without sampled encodings, the batches of every epoch have equal lengths.
  private static func epochs(_ options: TrainingOptions, _ data: DataDirectory, from first: Int) -> Range<Int> {
    let share = options.batches.sampledShare.value(samples: data.train.sampled?.perPair ?? 0)
    return first..<first + (share > 0 ? sampledEpochs : 1)
  }

  /// Number of batches until the limit on updates.
  private static func batchesLeft(_ options: TrainingOptions, _ state: TrainingState?) -> Int {
    guard options.limits.maxUpdates > 0 else { return .max }
    let updates = max(1, options.limits.maxUpdates - (state?.update ?? 0))
    let (count, overflow) = updates.multipliedReportingOverflow(by: options.batches.accumulation)
    return overflow ? .max : count
  }

  /// Number of words in each batch, including end marks.
  private static func words(_ plan: BatchPlan, _ lengths: (Int) -> (source: Int, target: Int)) -> [Int] {
    plan.map { batch in
      batch.reduce(0) { sum, pair in
        let (source, target) = lengths(Int(pair))
        return sum + source + target + 2
      }
    }
  }

  /// The shortest pair of the largest batch that the run will process.
  var smallest: ParallelBatch {
    ParallelBatch(sources: Array(largestSeen.sources.prefix(1)), targets: Array(largestSeen.targets.prefix(1)))
  }

  /// The largest batch of an epoch, reduced to `batches`, which divide those of the plan.
  func largest(_ batches: BatchingOptions) -> ParallelBatch {
    let whole = largestWhole
    let lengths = whole.sources.indices.map { max(whole.sources[$0].count, whole.targets[$0].count) + 1 }
    // Pairs are sorted by length, so the last ones are the longest.
    var first = lengths.count
    var filled = 0
    let limit = batches.tokens > 0 ? batches.tokens : batches.sentences
    while first > 0, filled == 0 || filled + (batches.tokens > 0 ? lengths[first - 1] : 1) <= limit {
      first -= 1
      filled += batches.tokens > 0 ? lengths[first] : 1
    }
    return ParallelBatch(sources: Array(whole.sources[first...]), targets: Array(whole.targets[first...]))
  }

  /// Bytes of a validation: of the loss, with each worker at its own largest batch, and of the translations.
  func validation(_ batches: BatchingOptions, _ dry: DryRun) -> Int {
    let set = data.validation
    let plan = BatchPlan(set, options: batches.plan, maximumLength: batches.maximumLength, seed: 0, epoch: 0)
    let sizes = Self.words(plan, set.lengths)
    let loss = (0..<options.threads).reduce(0) { sum, worker in
      let own = stride(from: worker, to: sizes.count, by: options.threads)
      return sum + (own.max { sizes[$0] < sizes[$1] }.map { dry.validation(set.batch(plan[$0])) } ?? 0)
    }
    return loss + translation(dry)
  }

  /// Bytes of translating validation lines: as many short lines as are searched together.
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
