import NMTText

/// All hypotheses of one sentence as a tree: each token points to its predecessor.
///
/// A hypothesis is the index of its last token, so extending, dropping or branching copies nothing.
struct Trellis {
  struct Node {
    let parent: Int32
    let token: Int32
    /// log P of the token.
    let logProbability: Float
  }

  /// The empty hypothesis.
  static let root: Int32 = -1

  private(set) var nodes: [Node] = []
  /// Attention weights, one row per node, if recorded.
  private var attention: [Float] = []

  /// Appends a token to `parent` and returns the longer hypothesis. Either all tokens have attention or none.
  mutating func append(
    parent: Int32, token: Int32, logProbability: Float, attention row: ArraySlice<Float>? = nil
  ) -> Int32 {
    nodes.append(Node(parent: parent, token: token, logProbability: logProbability))
    if let row { attention.append(contentsOf: row) }
    return Int32(nodes.count - 1)
  }

  /// The nodes from the first token to `last`.
  func path(to last: Int32) -> [Int] {
    var path: [Int] = []
    var node = last
    while node != Trellis.root {
      path.append(Int(node))
      node = nodes[Int(node)].parent
    }
    return path.reversed()
  }

  /// Writes the tokens from the first to `last` into `tokens`, reusing its memory.
  func writePath(to last: Int32, into tokens: inout [Int32]) {
    tokens.removeAll(keepingCapacity: true)
    var node = last
    while node != Trellis.root {
      tokens.append(nodes[Int(node)].token)
      node = nodes[Int(node)].parent
    }
    tokens.reverse()
  }

  /// Sum of the attention rows of the tokens up to `last`, by source position; empty if not recorded.
  func coverage(of last: Int32) -> [Float] {
    guard !attention.isEmpty else { return [] }
    let width = attention.count / nodes.count
    var sums = [Float](repeating: 0, count: width)
    for node in path(to: last) {
      for position in 0..<width { sums[position] += attention[node * width + position] }
    }
    return sums
  }

  /// The hypothesis that ends with the EOS node `last`.
  func hypothesis(_ last: Int32, logProbability: Float, score: Float) -> Hypothesis {
    let path = path(to: last)
    let width = attention.count / max(nodes.count, 1)
    return Hypothesis(
      tokens: path.dropLast().map { nodes[$0].token }, logProbability: logProbability, score: score,
      tokenLogProbabilities: path.map { nodes[$0].logProbability },
      attention: Array(path.map { attention[$0 * width..<($0 + 1) * width] }.joined()))
  }
}
