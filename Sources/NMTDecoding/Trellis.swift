/// All hypotheses of one sentence as a tree: each token points back at the one before it.
///
/// A hypothesis is the index of its last token, so that to extend, drop or branch one copies nothing.
struct Trellis {
  struct Node {
    let parent: Int32
    let token: Int32
    /// Source position with the largest attention weight, −1 where not recorded.
    let aligned: Int32
  }

  /// The hypothesis without tokens.
  static let root: Int32 = -1

  private(set) var nodes: [Node] = []

  /// Adds a token behind `parent`; returns the longer hypothesis.
  mutating func append(parent: Int32, token: Int32, aligned: Int32) -> Int32 {
    nodes.append(Node(parent: parent, token: token, aligned: aligned))
    return Int32(nodes.count - 1)
  }

  /// Tokens and aligned source positions from the first token to `last`.
  func path(to last: Int32) -> (tokens: [Int32], aligned: [Int32]) {
    var tokens: [Int32] = []
    var aligned: [Int32] = []
    var node = last
    while node != Trellis.root {
      tokens.append(nodes[Int(node)].token)
      aligned.append(nodes[Int(node)].aligned)
      node = nodes[Int(node)].parent
    }
    return (tokens.reversed(), aligned.reversed())
  }
}
