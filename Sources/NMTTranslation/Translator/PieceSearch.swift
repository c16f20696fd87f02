import NMTModels
import NMTSearch
import NMTSystem
import NMTText

extension Translator {
  /// The n best hypotheses of every piece, and what the guard says of them.
  func guardedSearch(
    _ pieces: [[Int32]], _ constraints: [SentenceConstraints?]
  ) throws -> [GuardedResult] {
    guard let guarding = options.guarding else {
      return try search(pieces, constraints, options.search).map { GuardedResult(hypotheses: $0, report: nil) }
    }
    let guarded = GuardedSearch(guarding: guarding, options: options.search) { numbers, rules in
      try self.search(numbers.map { pieces[$0] }, numbers.map { constraints[$0] }, rules)
    }
    return try guarded.run(pieces)
  }

  /// The n best hypotheses of every piece under these rules.
  func search(
    _ pieces: [[Int32]], _ constraints: [SentenceConstraints?], _ rules: SearchOptions
  ) throws -> [[Hypothesis]] {
    let recordsAttention = options.readsAttention
    guard let sampling = rules.sampling else {
      let strategy = BeamSearch(options: rules, recordsAttention: recordsAttention)
      return try run(strategy, on: pieces, constraints, shortlist: shortlist)
    }
    let strategy = Sampling(
      options: rules, sampling: sampling, kernels: models[0].kernels, recordsAttention: recordsAttention)
    return try run(strategy, on: pieces, constraints, shortlist: shortlist)
  }

  /// Lends a decoder over all target subwords to the calling thread.
  func withDecoder<Result>(_ body: (EnsembleDecoder) throws -> Result) rethrows -> Result {
    try workspaces.withWorkspaces {
      try body(EnsembleDecoder(models, workspaces: $0, shares: shares, mean: options.ensemble.mean))
    }
  }

  /// Runs a strategy on all sources, on all threads, which take from one queue; results in the order of `sources`.
  func run<Strategy: SearchStrategy>(
    _ strategy: Strategy, on sources: [[Int32]], _ constraints: [SentenceConstraints?] = [], shortlist: Shortlist?
  ) throws -> [[Hypothesis]] {
    let queue = SearchQueue(
      sources.indices.map {
        SearchInput(index: $0, source: sources[$0], constraints: constraints.isEmpty ? nil : constraints[$0])
      })
    let threads = max(1, min(options.threads, sources.count))
    let room = min(options.searchedTokens, (queue.totalTokens + threads - 1) / threads)
    let results = Locked([[Hypothesis]](repeating: [], count: sources.count))
    forEachParallel(count: threads, threads: threads) { _ in
      workspaces.withWorkspaces { workspaces in
        let decoder = EnsembleDecoder(
          models, workspaces: workspaces, shares: shares, mean: options.ensemble.mean, shortlist: shortlist)
        strategy.search(queue, with: decoder, room: room) { index, hypotheses in
          results.withLock { $0[index] = hypotheses }
        }
      }
    }
    return results.withLock { $0 }
  }
}
