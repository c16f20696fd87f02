/// A continuation of a hypothesis: row of the step, next token, log-probability of the whole.
package struct Candidate: Equatable, Sendable {
  package let row: Int
  package let token: Int32
  package let score: Float

  package init(row: Int, token: Int32, score: Float) {
    self.row = row
    self.token = token
    self.score = score
  }
}

/// Keeps the k best of all offered candidates, best first, without sorting all V of them.
///
/// A candidate must beat the worst one kept, which almost none does after the first few hundred tokens, so a row costs
/// one comparison per token, sixteen at a time. The candidate offered first wins a tie: rows in order, tokens by id, so
/// the lower row and then the lower id. NaN and −∞ are never selected.
package struct BoundedSelection {
  private var capacity: Int
  package private(set) var candidates: [Candidate] = []
  private var threshold = -Float.infinity

  package init(capacity: Int) {
    precondition(capacity > 0, "BoundedSelection: capacity \(capacity)")
    self.capacity = capacity
    candidates.reserveCapacity(capacity + 1)
  }

  /// Removes all candidates and sets a new capacity; reuses the memory.
  package mutating func reset(capacity: Int) {
    precondition(capacity > 0, "BoundedSelection: capacity \(capacity)")
    self.capacity = capacity
    candidates.removeAll(keepingCapacity: true)
    threshold = -.infinity
  }

  /// Replaces all candidates by others, best first.
  mutating func replace(by candidates: [Candidate]) { self.candidates = candidates }

  /// Offers every token of a row of log-probabilities `[V]`, each added to the hypothesis's own `base`.
  package mutating func offer(row: Int, base: Float, _ logProbabilities: UnsafeBufferPointer<Float>) {
    let values = UnsafeRawPointer(logProbabilities.baseAddress!)
    let count = logProbabilities.count
    var token = 0
    while token + 16 <= count {
      let scores = values.loadUnaligned(fromByteOffset: token * 4, as: SIMD16<Float>.self) + base
      if any(scores .> threshold) {
        for lane in 0..<16 { insert(row: row, token: token + lane, score: scores[lane]) }
      }
      token += 16
    }
    while token < count {
      insert(row: row, token: token, score: logProbabilities[token] + base)
      token += 1
    }
  }

  private mutating func insert(row: Int, token: Int, score: Float) {
    guard score > threshold else { return }
    var place = candidates.count
    while place > 0, candidates[place - 1].score < score { place -= 1 }
    candidates.insert(Candidate(row: row, token: Int32(token), score: score), at: place)
    if candidates.count > capacity { candidates.removeLast() }
    if candidates.count == capacity { threshold = candidates[capacity - 1].score }
  }
}
