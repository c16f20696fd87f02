import NMTKernels
import NMTText

/// The search for one sentence: a record that `expand`, `select` and `finish` move by one token.
///
/// An ended hypothesis keeps its place in the beam, so that the live ones become fewer and the search ends by itself;
/// with one place this is greedy search, with as many as there are sequences it is exhaustive.
struct Beam {
  struct Live {
    /// Last token in the trellis.
    let node: Int32
    /// log P of its tokens.
    let logProbability: Float
  }

  /// Index of the sentence in the batch.
  let sentence: Int
  let limits: ClosedRange<Int>
  /// Tokens of every live hypothesis.
  private(set) var length = 0
  private(set) var live = [Live(node: Trellis.root, logProbability: 0)]
  /// Ended hypotheses, best score first, of equal ones the earlier first.
  private(set) var finished: [(node: Int32, logProbability: Float, score: Float)] = []
  private var trellis = Trellis()

  init(sentence: Int, limits: ClosedRange<Int>) {
    self.sentence = sentence
    self.limits = limits
  }

  /// The best ways to go on, at most as many as the beam has places free; `logProbabilities [live.count, V]` are
  /// processed in place. Candidates' rows count from 0 within this beam.
  func expand(
    _ logProbabilities: Matrix, processors: [any LogProbabilityProcessor], options: SearchOptions
  ) -> [Candidate] {
    var selection = BoundedSelection(capacity: options.beam - finished.count)
    let context = DecodingContext(sentence: sentence, length: length, limits: limits)
    for (row, hypothesis) in live.enumerated() {
      let values = UnsafeMutableBufferPointer(start: logProbabilities.row(row), count: logProbabilities.columns)
      for processor in processors { processor.process(values, in: context) }
      selection.offer(row: row, base: hypothesis.logProbability, UnsafeBufferPointer(values))
    }
    return selection.candidates
  }

  /// Takes the candidates over: those that end are finished, the others live on. `aligned[row]` is the source position
  /// that each old row attended to most. Returns the old row and the token of each hypothesis that lives on.
  mutating func select(
    _ candidates: [Candidate], aligned: [Int32], options: SearchOptions
  ) -> [(row: Int, token: Int32)] {
    let parents = live
    var moves: [(row: Int, token: Int32)] = []
    live.removeAll(keepingCapacity: true)
    length += 1
    for candidate in candidates {
      let parent = parents[candidate.row].node
      if candidate.token == Vocabulary.eos {
        finish(parent, logProbability: candidate.score, options: options)
      } else {
        let node = trellis.append(parent: parent, token: candidate.token, aligned: aligned[candidate.row])
        live.append(Live(node: node, logProbability: candidate.score))
        moves.append((candidate.row, candidate.token))
      }
    }
    if candidates.isEmpty, finished.isEmpty { abandon(parents[0], options: options) }
    return moves
  }

  /// Whether the search is over under the options' stop rule.
  func isFinished(options: SearchOptions) -> Bool {
    guard let best = live.first else { return true }
    let bound = options.normalisation.bound(
      logProbability: best.logProbability, maximumLength: limits.upperBound + 1)
    return options.stop.ends(finished: finished.map(\.score), wanted: options.nBest, bestLiveBound: bound)
  }

  /// The ended hypotheses, best first.
  func hypotheses(options: SearchOptions) -> [Hypothesis] {
    finished.prefix(options.nBest).map { ended in
      let path = trellis.path(to: ended.node)
      return Hypothesis(
        tokens: path.tokens, logProbability: ended.logProbability, score: ended.score,
        aligned: options.alignment ? path.aligned : [])
    }
  }

  /// Puts an ended hypothesis in its place; `length` counts the end of sentence already.
  private mutating func finish(_ node: Int32, logProbability: Float, options: SearchOptions) {
    let score = logProbability / options.normalisation.divisor(length: length)
    let place = finished.firstIndex { $0.score < score } ?? finished.endIndex
    finished.insert((node, logProbability, score), at: place)
  }

  /// Only a model whose every probability is NaN or 0 leaves no way to go on: the best hypothesis ends as it is.
  private mutating func abandon(_ hypothesis: Live, options: SearchOptions) {
    finish(hypothesis.node, logProbability: -.infinity, options: options)
  }
}
