import NMTText

/// The search for one sentence: a record that `BeamSearch` moves by one token at a time.
package struct Beam {
  let input: SearchInput
  let limits: ClosedRange<Int>
  /// Places of each group.
  let places: Int
  /// Tokens of every live hypothesis.
  var length = 0
  /// One for plain beam search, several for diverse beam search; all begin with the empty hypothesis.
  var groups: [BeamGroup]
  var trellis = Trellis()

  init(input: SearchInput, limits: ClosedRange<Int>, places: Int, groups: Int) {
    self.input = input
    self.limits = limits
    self.places = places
    self.groups = Array(repeating: BeamGroup(), count: groups)
  }
}

/// A part of the beam that is searched for itself.
///
/// An ended hypothesis keeps its place, so that the live ones become fewer and the search ends by itself; with one place
/// this is greedy search, with as many as there are sequences it is exhaustive.
struct BeamGroup {
  struct Live {
    /// Last token in the trellis.
    let node: Int32
    /// Its row in the coming step, counted within the sentence.
    var row: Int
    /// log P of its tokens.
    let logProbability: Float
    /// What it is compared by: the same, with what the repetition penalty took.
    let total: Float
    /// Required phrases that it holds, by their bits.
    var met: UInt64 = 0
  }

  struct Finished {
    /// The end of sentence in the trellis.
    let node: Int32
    let logProbability: Float
    let score: Float
  }

  var live = [Live(node: Trellis.root, row: 0, logProbability: 0, total: 0)]
  /// Ended hypotheses, best score first, of equal ones the earlier first.
  private(set) var finished: [Finished] = []

  mutating func finish(_ hypothesis: Finished) {
    let place = finished.firstIndex { $0.score < hypothesis.score } ?? finished.endIndex
    finished.insert(hypothesis, at: place)
  }
}
