package import NMTCorpus
package import NMTModels

/// Cost of a word on either side, in any unit.
package struct WordCosts: Sendable {
  package let source: Double
  package let target: Double
  /// Largest pass of a replica.
  package let pass: PassSize

  package init(source: Double, target: Double, pass: PassSize = PassSize()) {
    (self.source, self.target, self.pass) = (source, target, pass)
  }

  /// Costs by the number of products of a model.
  package init(_ options: ModelOptions) {
    let operations = ForwardOperations(options)
    self.init(
      source: operations(ForwardOperations.Counts(source: (1, 1))),
      target: operations(ForwardOperations.Counts(target: (1, 1))),
      pass: PassSize(feedsInput: options.inputFeeding))
  }
}

/// Size of a pass, the part of a batch that a replica processes forward and back at once.
///
/// A large batch is divided into several passes, whose workspace is smaller and fits caches better. Each pass has
/// enough sentences to fill the products of a step.
package struct PassSize: Sendable {
  private let leastSentences: Int
  /// Words of both sides together.
  private let mostWords: Int

  /// - Parameter feedsInput: true if the decoder walks step by step and keeps the states, gates and readout of each
  ///   step. A word then takes a quarter more memory, so fewer words fill the same workspace.
  package init(feedsInput: Bool = false) {
    (leastSentences, mostWords) = feedsInput ? (10, 1024) : (16, 1280)
  }

  /// Number of passes for one batch.
  package func passes(sentences: Int, words: Int, replicas: Int) -> Int {
    max(1, min(sentences / (leastSentences * replicas), (words + mostWords * replicas - 1) / (mostWords * replicas)))
  }
}

/// Divides a batch into the passes of each replica.
package func divided(_ batch: ParallelBatch, replicas: Int, costs: WordCosts) -> [[ParallelBatch]] {
  let words = (batch.sources + batch.targets).reduce(0) { $0 + $1.count + 1 }
  let passes = costs.pass.passes(sentences: batch.count, words: words, replicas: replicas)
  let parts = balanced(batch, parts: passes * replicas, costs: costs)
  return (0..<replicas).map { replica in (0..<passes).map { parts[$0 * replicas + replica] } }
}

/// Splits a batch by sentences into parts of about equal cost: the most expensive pair first, each to the part with the
/// lowest cost so far (Graham 1969). Ties go to the lower number. Each part keeps the order of the batch.
package func balanced(_ batch: ParallelBatch, parts: Int, costs words: WordCosts) -> [ParallelBatch] {
  guard parts > 1 else { return [batch] }
  let costs = (0..<batch.count).map {
    words.source * Double(batch.sources[$0].count + 1) + words.target * Double(batch.targets[$0].count + 1)
  }
  var members = [[Int]](repeating: [], count: parts)
  var load = [Double](repeating: 0, count: parts)
  for pair in costs.indices.sorted(by: { (costs[$1], $0) < (costs[$0], $1) }) {
    var least = 0
    for part in 1..<parts where load[part] < load[least] { least = part }
    load[least] += costs[pair]
    members[least].append(pair)
  }
  return members.map { part in
    let order = part.sorted()
    return ParallelBatch(sources: order.map { batch.sources[$0] }, targets: order.map { batch.targets[$0] })
  }
}
