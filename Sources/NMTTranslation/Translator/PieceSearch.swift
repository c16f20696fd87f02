import NMTModels
import NMTSearch
import NMTSystem
import NMTText

extension Translator {
  /// The n best hypotheses of every piece, with the guard's report.
  ///
  /// - Parameter counter: notified when a piece has been searched for the first time.
  func guardedSearch(
    _ pieces: [[Int32]], _ constraints: [SentenceConstraints?], _ stop: StopFlag, _ counter: ProgressCounter?
  ) throws -> [GuardedResult] {
    guard let guarding = options.guarding else {
      return try search(pieces, constraints, options.search, stop, counter).map {
        GuardedResult(hypotheses: $0, report: nil)
      }
    }
    let guarded = GuardedSearch(guarding: guarding, options: options.search) { numbers, rules in
      let isFirst = numbers.count == pieces.count
      return try self.search(
        numbers.map { pieces[$0] }, numbers.map { constraints[$0] }, rules, stop, isFirst ? counter : nil)
    }
    return try guarded.run(pieces)
  }

  /// The n best hypotheses of every piece under these rules.
  func search(
    _ pieces: [[Int32]], _ constraints: [SentenceConstraints?], _ rules: SearchOptions, _ stop: StopFlag,
    _ counter: ProgressCounter? = nil
  ) throws -> [[Hypothesis]] {
    let recordsAttention = options.readsAttention
    let queue = searchQueue(pieces, constraints, stop: stop)
    guard let sampling = rules.sampling else {
      let strategy = BeamSearch(options: rules, recordsAttention: recordsAttention)
      return try run(strategy, on: queue, shortlist: shortlist, counter)
    }
    let strategy = Sampling(
      options: rules, sampling: sampling, kernels: models[0].kernels, recordsAttention: recordsAttention)
    return try run(strategy, on: queue, shortlist: shortlist, counter)
  }

  func searchQueue(
    _ sources: [[Int32]], _ constraints: [SentenceConstraints?] = [], stop: StopFlag
  ) -> SearchQueue {
    SearchQueue(
      sources.indices.map {
        SearchInput(index: $0, source: sources[$0], constraints: constraints.isEmpty ? nil : constraints[$0])
      }, stop: stop)
  }

  /// Runs a strategy on a queue with all threads; returns results by input index.
  ///
  /// - Throws: a `CancellationError` once the queue's stop is set; a `Failure(.operatingSystem)` for lack of memory.
  func run<Strategy: SearchStrategy>(
    _ strategy: Strategy, on queue: SearchQueue, shortlist: Shortlist?, _ counter: ProgressCounter? = nil
  ) throws -> [[Hypothesis]] {
    let threads = max(1, min(options.threads, queue.count))
    let room = min(options.searchedTokens, (queue.totalTokens + threads - 1) / threads)
    let size = queue.size(strategy, room: room)
    let results = Locked([[Hypothesis]](repeating: [], count: queue.count))
    try requireSearchMemory(size, threads: threads)
    try forEachParallel(count: threads, threads: threads) { [self] _ in
      try withDecoder(size, shortlist: shortlist) { decoder in
        strategy.search(queue, with: decoder, room: room) { index, hypotheses in
          results.withLock { $0[index] = hypotheses }
          counter?.finish(piece: index)
        }
      }
    }
    try queue.stop.check()
    return results.withLock { $0 }
  }

  /// Lends a decoder to the calling thread, with memory for searches of this size.
  ///
  /// - Throws: errors of `body`; a `Failure(.operatingSystem)` for lack of memory.
  func withDecoder<Result>(
    _ size: SearchSize, shortlist: Shortlist? = nil, _ body: (EnsembleDecoder) throws -> Result
  ) throws -> Result {
    try loaded.workspaces.withWorkspaces { workspaces in
      for (number, workspace) in workspaces.enumerated() {
        let bytes = loaded.memory[number].workspaceBytes(
          positions: size.positions, rows: size.rows, longest: size.longest)
        try workspace.reserve(bytes, for: models[number])
      }
      return try body(
        EnsembleDecoder(
          models, workspaces: workspaces, shares: shares, mean: options.ensemble.mean, shortlist: shortlist))
    }
  }

  /// Checks that the memory of a search is available before any of it is allocated: if threads failed one by one, the
  /// others would be left without any.
  func requireSearchMemory(_ size: SearchSize, threads: Int) throws(Failure) {
    var bytes = Self.threadBytes
    for (model, memory) in zip(models, loaded.memory) {
      bytes += memory.workspaceBytes(positions: size.positions, rows: size.rows, longest: size.longest)
      bytes += 2 * memory.keptBytes(positions: size.positions, rows: size.rows) + model.keptProjectionBytes
    }
    try requireMemory(threads * bytes, "for a search, threads: \(threads)", threads: threads)
  }

  /// Upper bound for a thread's stack, packed operands and search records.
  private static let threadBytes = 24 << 20
}
