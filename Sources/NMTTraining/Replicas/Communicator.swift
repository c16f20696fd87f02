/// Communication between the ranks of a training run: sums of the flat gradient buffer and of a few numbers.
///
/// Every rank holds the same weights, processes its own share of a batch and calls these methods in the same order;
/// each call returns the same bits on every rank. The version for one process is exact, not an approximation: a sum
/// over one rank is the value itself.
package protocol Communicator: Sendable {
  /// Number of this process, `0 ..< size`.
  var rank: Int { get }
  /// Number of processes that train together.
  var size: Int { get }
  /// Replaces `values` by their sum over ranks, added in rank order.
  func sum(_ values: UnsafeMutableBufferPointer<Float>) throws
  /// Sums a few counts over ranks.
  func sum(_ counts: [Double]) throws -> [Double]
  /// Returns when every rank has called this.
  func barrier() throws
}

/// The communicator of a single process, which has nothing to do.
package struct LocalCommunicator: Communicator {
  package let rank = 0
  package let size = 1

  package init() {}

  package func sum(_ values: UnsafeMutableBufferPointer<Float>) {}
  package func sum(_ counts: [Double]) -> [Double] { counts }
  package func barrier() {}
}
