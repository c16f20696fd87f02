import NMTKernels
import NMTText

/// Forced decoding: computes the probability of given targets instead of searching for the best ones.
package struct ForcedScoring: SearchStrategy {
  private let targets: [[Int32]]
  private let recordsAttention: Bool

  /// - Parameter targets: targets by input index, without EOS.
  package init(targets: [[Int32]], recordsAttention: Bool = false) {
    self.targets = targets
    self.recordsAttention = recordsAttention
  }

  package struct Record {
    fileprivate let target: [Int32]
    fileprivate var position = 0
    fileprivate var node = Trellis.root
    fileprivate var trellis = Trellis()
    fileprivate var logProbability: Float = 0
  }

  package func begin(_ input: SearchInput) -> Record { Record(target: targets[input.index]) }

  package func mostRows(_ input: SearchInput) -> Int { 1 }

  package func advance<Decoder: StepDecoder>(
    _ record: inout Record, _ step: StepRows<Decoder>, scratch: SearchScratch, next: inout LiveRows
  ) {
    let isEnd = record.position == record.target.count
    let token = isEnd ? Vocabulary.eos : record.target[record.position]
    let row = step.row(0)
    precondition(row.indices.contains(Int(token)), "ForcedScoring: token \(token)")
    record.node = record.trellis.append(
      parent: record.node, token: token, logProbability: row[Int(token)],
      attention: recordsAttention ? step.attention(0) : nil)
    record.logProbability += row[Int(token)]
    record.position += 1
    if !isEnd { next.append(row: 0, token: token) }
  }

  package func hypotheses(_ record: Record) -> [Hypothesis] {
    [record.trellis.hypothesis(record.node, logProbability: record.logProbability, score: record.logProbability)]
  }
}
