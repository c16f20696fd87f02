/// The blocks of rows in which `Tape.crossEntropy` computes logits, loss and gradients.
///
/// Replicas that exchange each block must know the number of blocks before the loss is computed.
package struct LossBlocks: Sendable {
  /// R.
  private let rows: Int
  /// Rows of every block but the last.
  private let rowsPerBlock: Int

  /// - Parameters:
  ///   - rows: R, target words including end marks.
  ///   - vocabulary: V, columns of a row of logits.
  package init(rows: Int, vocabulary: Int) {
    self.rows = rows
    // A block is 16 MiB, but has enough rows that reading and writing the weight's whole gradient per block does not
    // cost more than the product.
    rowsPerBlock = max(256, (4 << 20) / vocabulary)
  }

  /// Number of blocks.
  package var count: Int { (rows + rowsPerBlock - 1) / rowsPerBlock }

  /// Rows of the largest block.
  var largest: Int { min(rowsPerBlock, rows) }

  /// The rows of each block, in order.
  var ranges: [Range<Int>] {
    stride(from: 0, to: rows, by: rowsPerBlock).map { $0..<min($0 + rowsPerBlock, rows) }
  }
}
