/// The number of edits between a hypothesis and a reference when moving a sequence of words costs one: Tercom's greedy
/// search (Snover et al. 2006, section 2.2) with sacreBLEU's limits and order of preference.
///
/// A sequence of up to 10 words may move to an occurrence in the reference, at most 50 words away, if it has an error
/// where it is and the reference's words have one where they are. The move that saves most is made; ties go to the
/// longest, then the first in the hypothesis, then the one furthest to the front. This is repeated until no move saves
/// anything or 1,000 moves have been tried.
struct ShiftSearch: ~Copyable {
  private static let maximumLength = 10
  private static let maximumDistance = 50
  private static let maximumTrials = 1000

  struct Move: BitwiseCopyable {
    let saved: Int
    let length: Int
    let start: Int
    let target: Int

    func isBetter(than other: Move) -> Bool {
      (saved, length, -start, -target) > (other.saved, other.length, -other.start, -other.target)
    }
  }

  private var matrix = EditMatrix()
  private var words = Store<Int32>(capacity: 256)
  private var moved = Store<Int32>(capacity: 256)
  /// For each reference word the hypothesis word aligned to it or, if none is, the last one before; −1 for none.
  private var alignment = Store<Int>()
  /// Number of errors before each position, in hypothesis and reference.
  private var hypothesisErrors = Store<Int>()
  private var referenceErrors = Store<Int>()
  /// The matrix's operations in reverse order.
  private var path = Store<UInt8>()
  private var trials = 0

  /// Number of edits, moves included.
  mutating func edits(from hypothesis: UnsafeBufferPointer<Int32>, to reference: UnsafeBufferPointer<Int32>) -> Int {
    if reference.isEmpty { return hypothesis.count }
    words.removeAll()
    words.append(contentsOf: hypothesis)
    matrix.prepare(hypothesisCount: hypothesis.count, referenceCount: reference.count)
    trials = 0
    var moves = 0
    while true {
      let distance = matrix.fill(words.elements, reference)
      // Without an error there is nothing to move.
      if distance == 0 { return moves }
      guard let move = bestMove(reference, distance), trials < ShiftSearch.maximumTrials else {
        return moves + distance
      }
      moves += 1
      apply(move)
      swap(&words, &moved)
    }
  }

  /// The best move that saves edits; nil if there is none.
  private mutating func bestMove(_ reference: UnsafeBufferPointer<Int32>, _ distance: Int) -> Move? {
    align()
    var best: Move?
    for start in 0..<words.count {
      // No sequence that begins here contains an error.
      let reach = min(words.count, start + ShiftSearch.maximumLength)
      if hypothesisErrors[reach] == hypothesisErrors[start] { continue }
      let first = max(0, start - ShiftSearch.maximumDistance)
      let last = min(reference.count - 1, start + ShiftSearch.maximumDistance)
      for position in first..<max(first, last + 1) {
        var length = 0
        while length < ShiftSearch.maximumLength, start + length < words.count, position + length < reference.count,
          words[start + length] == reference[position + length]
        {
          length += 1
          tryMoves(start, position, length, reference, distance, &best)
          if trials >= ShiftSearch.maximumTrials { return nil }
        }
      }
    }
    return best
  }

  /// Tries to move `length` words from `start` to before, into and after the hypothesis words aligned to the reference
  /// words at `position`.
  private mutating func tryMoves(
    _ start: Int, _ position: Int, _ length: Int, _ reference: UnsafeBufferPointer<Int32>, _ distance: Int,
    _ best: inout Move?
  ) {
    if hypothesisErrors[start + length] == hypothesisErrors[start] { return }
    if referenceErrors[position + length] == referenceErrors[position] { return }
    if alignment[position] >= start && alignment[position] < start + length { return }
    var previous = -1
    for offset in -1..<length {
      let target = position + offset == -1 ? 0 : alignment[position + offset] + 1
      if target == previous { continue }
      previous = target
      trials += 1
      let end = apply(Move(saved: 0, length: length, start: start, target: target))
      // A move that saves less than the best so far, or nothing, need not be computed exactly.
      let limit = distance - max(1, best?.saved ?? 1)
      guard
        let own = matrix.distance(
          moved.elements, reference, changed: min(start, target)..<end, limit: limit)
      else { continue }
      let move = Move(saved: distance - own, length: length, start: start, target: target)
      if best == nil || move.isBetter(than: best!) { best = move }
    }
  }

  /// Writes `words` with the move applied to `moved`. A target within the moved words shifts them to the right.
  ///
  /// - Returns: the position from which on words keep their places.
  @discardableResult
  private mutating func apply(_ move: Move) -> Int {
    let end = move.start + move.length
    let all = words.elements
    func part(_ from: Int, _ to: Int) -> UnsafeBufferPointer<Int32> {
      let last = min(max(from, to), all.count)
      return UnsafeBufferPointer(rebasing: all[min(from, last)..<last])
    }
    let stop = move.target < move.start ? end : move.target > end ? move.target : move.length + move.target
    moved.removeAll()
    if move.target < move.start {
      moved.append(contentsOf: part(0, move.target))
      moved.append(contentsOf: part(move.start, end))
      moved.append(contentsOf: part(move.target, move.start))
    } else {
      moved.append(contentsOf: part(0, move.start))
      moved.append(contentsOf: part(end, stop))
      moved.append(contentsOf: part(move.start, end))
    }
    moved.append(contentsOf: part(stop, all.count))
    return min(stop, all.count)
  }

  /// Reads alignment and errors from the matrix.
  private mutating func align() {
    path.removeAll()
    matrix.appendOperationsFromEnd(to: &path)
    alignment.removeAll()
    hypothesisErrors.removeAll()
    referenceErrors.removeAll()
    var (errorsHere, errorsThere, last) = (0, 0, -1)
    hypothesisErrors.append(0)
    referenceErrors.append(0)
    for index in stride(from: path.count - 1, through: 0, by: -1) {
      let operation = path[index]
      let error = operation == EditMatrix.Operation.keep ? 0 : 1
      if operation != EditMatrix.Operation.insert {
        last += 1
        errorsHere += error
        hypothesisErrors.append(errorsHere)
      }
      if operation != EditMatrix.Operation.delete {
        alignment.append(last)
        errorsThere += error
        referenceErrors.append(errorsThere)
      }
    }
  }
}
