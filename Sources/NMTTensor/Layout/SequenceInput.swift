/// What a layer reads at each position of a batch: a row of its own, or one that several positions share.
///
/// All occurrences of a word share its embedding, and of the words of a batch of sentences only about a third are
/// distinct. What depends on the row alone, such as the product W·x, is computed once a row, and its gradient is added up
/// before it is multiplied. Shared rows are read on the way back: their values have to stay until the tape's `reset`.
package struct SequenceInput {
  /// `[U, D]`.
  package let rows: Tensor
  /// Row of each position, `[R]`; nil where position k has row k.
  package let places: [Int32]?

  /// Rows of their own, `[R, D]`.
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

  /// Rows that some positions read.
  package func places(of positions: [Int32]) -> [Int32] {
    places.map { places in positions.map { places[Int($0)] } } ?? positions
  }

  /// One row a position, `[R, D]`.
  package func expanded(on tape: Tape) -> Tensor { spread(rows, on: tape) }

  /// What was made of each row, `[U, ·]`, at the positions that share it, `[R, ·]`.
  package func spread(_ made: Tensor, on tape: Tape) -> Tensor {
    precondition(made.rows == rows.rows, "SequenceInput: \(made.shape) made of \(rows.shape)")
    return places.map { tape.gather(made, $0) } ?? made
  }
}

/// The distinct words of a text in the order of their first appearance, and where each word of the text stands among them.
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
