package import NMTCorpus
package import NMTModels

/// Cost of a word of either side, in any unit.
package struct WordCosts: Sendable {
  package let source: Double
  package let target: Double
  /// Most that a replica takes at once.
  package let pass: PassSize

  package init(source: Double, target: Double, pass: PassSize = PassSize()) {
    (self.source, self.target, self.pass) = (source, target, pass)
  }

  /// Costs by the products of a model.
  package init(_ options: ModelOptions) {
    let operations = ForwardOperations(options)
    self.init(
      source: operations(ForwardOperations.Counts(source: (1, 1))),
      target: operations(ForwardOperations.Counts(target: (1, 1))),
      pass: PassSize(feedsInput: options.inputFeeding))
  }
}

/// Size of a pass: what a replica goes forward and back over at once.
///
/// A large batch goes in several passes, whose workspace is smaller and nearer to the caches; but each has enough sentences
/// to fill the products of a step.
package struct PassSize: Sendable {
  private let leastSentences: Int
  /// Words of both sides together.
  private let mostWords: Int

  /// - Parameter feedsInput: whether the decoder walks step by step and keeps each step's states, gates and readout: then
  ///   a word takes a quarter more memory, and fewer fill the same workspace.
  package init(feedsInput: Bool = false) {
    (leastSentences, mostWords) = feedsInput ? (10, 1024) : (16, 1280)
  }

  /// Passes for one batch.
  package func passes(sentences: Int, words: Int, replicas: Int) -> Int {
    max(1, min(sentences / (leastSentences * replicas), (words + mostWords * replicas - 1) / (mostWords * replicas)))
  }
}

/// The passes of each replica over a batch.
package func divided(_ batch: ParallelBatch, replicas: Int, costs: WordCosts) -> [[ParallelBatch]] {
  let words = (batch.sources + batch.targets).reduce(0) { $0 + $1.count + 1 }
  let passes = costs.pass.passes(sentences: batch.count, words: words, replicas: replicas)
  let parts = balanced(batch, parts: passes * replicas, costs: costs)
  return (0..<replicas).map { replica in (0..<passes).map { parts[$0 * replicas + replica] } }
}

/// Splits a batch by sentences into parts of about the same cost: dearest pair first, each to the part that has cost
/// least so far (Graham 1969); ties go to the lower number. Within a part the batch's order stays.
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
