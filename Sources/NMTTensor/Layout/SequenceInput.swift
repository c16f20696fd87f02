/// What a layer reads at each position of a batch: a row for the position alone, or one that several positions share.
///
/// All occurrences of a word share its embedding; only about a third of the words in a batch are distinct. Anything
/// that depends on the row alone, such as the product W·x, is computed once per row, and its gradient is summed before
/// it is multiplied. The backward pass reads shared rows, so their values must stay until the tape's `reset`.
package struct SequenceInput {
  /// `[U, D]`.
  package let rows: Tensor
  /// Row of each position, `[R]`; nil if position k has row k.
  package let places: [Int32]?

  /// Separate rows for all positions, `[R, D]`.
  package init(_ rows: Tensor) { (self.rows, places) = (rows, nil) }

  /// - Parameter places: row of each position.
  package init(_ rows: Tensor, places: [Int32]) {
    precondition(places.allSatisfy { $0 >= 0 && $0 < rows.rows }, "SequenceInput: a place outside \(rows.shape)")
    (self.rows, self.places) = (rows, places)
  }

  /// R.
  package var positionCount: Int { places?.count ?? rows.rows }
  /// D.
  package var columns: Int { rows.columns }
  /// "[R, D]", for messages.
  package var shape: String { "[\(positionCount), \(columns)]" }

  /// Rows that the given positions read.
  package func places(of positions: [Int32]) -> [Int32] {
    places.map { places in positions.map { places[Int($0)] } } ?? positions
  }

  /// One row per position, `[R, D]`.
  package func expanded(on tape: Tape) -> Tensor { spread(rows, on: tape) }

  /// Copies `made`, computed per row, `[U, ·]`, to the positions that share each row, `[R, ·]`.
  package func spread(_ made: Tensor, on tape: Tape) -> Tensor {
    precondition(made.rows == rows.rows, "SequenceInput: \(made.shape) made of \(rows.shape)")
    return places.map { tape.gather(made, $0) } ?? made
  }
}

/// The distinct words of a text in order of first appearance, and the index of each word of the text among them.
package struct DistinctWords {
  package private(set) var words: [Int32] = []
  /// `[R]`.
  package private(set) var places: [Int32] = []

  package init(_ text: [Int32]) {
    var known: [Int32: Int32] = [:]
    places.reserveCapacity(text.count)
    for word in text {
      if let place = known[word] {
        places.append(place)
      } else {
        known[word] = Int32(words.count)
        places.append(Int32(words.count))
        words.append(word)
      }
    }
  }
}
