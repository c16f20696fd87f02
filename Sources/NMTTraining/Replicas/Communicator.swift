/// How the ranks of one training run talk: sums of the flat gradient buffer and of a few numbers.
///
/// Every rank holds the same weights, runs its own share of a batch and calls these in the same order; each returns the
/// same bits on every rank. The stand-in for one process is exact, not an approximation: a sum over one rank is the
/// value itself.
package protocol Communicator: Sendable {
  /// This process's number, `0 ..< size`.
  var rank: Int { get }
  /// Number of processes that train together.
  var size: Int { get }
  /// Replaces `values` by the sum over ranks, added in the order of ranks.
  func sum(_ values: UnsafeMutableBufferPointer<Float>) throws
  /// The sums over ranks of a few counts.
  func sum(_ counts: [Double]) throws -> [Double]
  /// Returns when every rank has come here.
  func barrier() throws
}

/// The communicator of a run in one process: nothing to do, and nothing done.
package struct LocalCommunicator: Communicator {
  package let rank = 0
  package let size = 1

  package init() {}

  package func sum(_ values: UnsafeMutableBufferPointer<Float>) {}
  package func sum(_ counts: [Double]) -> [Double] { counts }
  package func barrier() {}
}
