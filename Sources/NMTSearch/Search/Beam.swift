import NMTText

/// The search for one sentence: a record that `BeamSearch` advances by one token at a time.
package struct Beam {
  let input: SearchInput
  let limits: ClosedRange<Int>
  /// Places per group.
  let places: Int
  /// Number of tokens in every live hypothesis.
  var length = 0
  /// One for plain beam search, several for diverse beam search; each starts with the empty hypothesis.
  var groups: [BeamGroup]
  var trellis = Trellis()

  init(input: SearchInput, limits: ClosedRange<Int>, places: Int, groups: Int) {
    self.input = input
    self.limits = limits
    self.places = places
    self.groups = Array(repeating: BeamGroup(), count: groups)
  }
}

/// A part of the beam that is searched separately.
///
/// A finished hypothesis keeps its place, so live ones become fewer until the search ends. With one place this is
/// greedy search; with as many places as there are sequences it is exhaustive.
struct BeamGroup {
  struct Live {
    /// Last token in the trellis.
    let node: Int32
    /// Row of the hypothesis in the next step, counted within the sentence.
    var row: Int
    /// Sum of the tokens' log P.
    let logProbability: Float
    /// Ranking score: `logProbability` after the repetition penalty.
    let total: Float
    /// Bit mask of the required phrases that are met.
    var met: UInt64 = 0
  }

  struct Finished {
    /// Node of the end of sentence in the trellis.
    let node: Int32
    let logProbability: Float
    let score: Float
  }

  var live = [Live(node: Trellis.root, row: 0, logProbability: 0, total: 0)]
  /// Finished hypotheses, best score first; the earlier one wins a tie.
  private(set) var finished: [Finished] = []

  mutating func finish(_ hypothesis: Finished) {
    let place = finished.firstIndex { $0.score < hypothesis.score } ?? finished.endIndex
    finished.insert(hypothesis, at: place)
  }
}
