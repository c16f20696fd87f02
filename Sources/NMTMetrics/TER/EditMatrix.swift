/// The matrix of edit distances between prefixes of a hypothesis (rows) and of a reference (columns), computed only
/// around the diagonal, as in sacreBLEU and Tercom.
///
/// Row i covers columns `low[i]..<high[i]`; all others are unreachable. Each row is stored with one unreachable cell on
/// its left, and on its right with as many as the next row reads, so that the inner loop needs no special cases.
struct EditMatrix: ~Copyable {
  /// Step by which a cell is reached.
  enum Operation {
    static let keep: UInt8 = 0
    static let substitute: UInt8 = 1
    /// Removes a word of the hypothesis.
    static let delete: UInt8 = 2
    /// Inserts a word of the reference.
    static let insert: UInt8 = 3
  }

  private static let beamWidth = 25
  private static let unreachable = Int32(1) << 29

  private(set) var rowCount = 0
  private(set) var columnCount = 0
  private var low = Store<Int>()
  private var high = Store<Int>()
  /// Position of each row's column 0 in `costs` and `operations`; may lie outside the row.
  private var origin = Store<Int>()
  private var costs = Store<Int32>(capacity: 4096)
  private var operations = Store<UInt8>(capacity: 4096)
  /// Two rows for distances whose path is not needed.
  private var trial = Store<Int32>(capacity: 1024)

  /// Allocates the rows for texts of these lengths; `reference` has at least one word.
  mutating func prepare(hypothesisCount: Int, referenceCount: Int) {
    (rowCount, columnCount) = (hypothesisCount + 1, referenceCount + 1)
    low.removeAll()
    high.removeAll()
    let ratio = hypothesisCount == 0 ? 1 : Double(referenceCount) / Double(hypothesisCount)
    let halfRatio = ratio / 2
    var width = EditMatrix.beamWidth
    if Double(width) < halfRatio { width = Int((halfRatio + Double(width)).rounded(.up)) }
    low.append(0)
    high.append(columnCount)
    for row in 1..<max(1, rowCount) {
      let diagonal = Int((Double(row) * ratio).rounded(.down))
      low.append(max(0, diagonal - width))
      high.append(row == rowCount - 1 ? columnCount : min(columnCount, diagonal + width))
    }
    layOut()
  }

  private mutating func layOut() {
    origin.removeAll()
    var size = 0
    for row in 0..<rowCount {
      origin.append(size + 1 - low[row])
      size += 1 + max(high[row], row + 1 < rowCount ? high[row + 1] : 0) - low[row]
    }
    costs.resize(to: size, EditMatrix.unreachable)
    operations.resize(to: size, Operation.insert)
    trial.resize(to: 2 * (columnCount + 1), EditMatrix.unreachable)
    for column in 0..<columnCount { costs[origin[0] + column] = Int32(column) }
  }

  /// Fills the matrix and returns the distance.
  mutating func fill(_ hypothesis: UnsafeBufferPointer<Int32>, _ reference: UnsafeBufferPointer<Int32>) -> Int {
    for row in 1..<max(1, rowCount) {
      let above = costs.base + origin[row - 1]
      let own = costs.base + origin[row]
      let ways = operations.base + origin[row]
      let word = hypothesis[row - 1]
      var left = EditMatrix.unreachable
      for column in low[row]..<high[row] {
        var cost = EditMatrix.unreachable
        var way = Operation.insert
        if column > 0 {
          let isSame = word == reference[column - 1]
          let diagonal = above[column - 1] + (isSame ? 0 : 1)
          if diagonal < cost { (cost, way) = (diagonal, isSame ? Operation.keep : Operation.substitute) }
        }
        if above[column] + 1 < cost { (cost, way) = (above[column] + 1, Operation.delete) }
        if left + 1 < cost { (cost, way) = (left + 1, Operation.insert) }
        own[column] = cost
        ways[column] = way
        left = cost
      }
    }
    return Int(costs[origin[rowCount - 1] + columnCount - 1])
  }

  /// The distance of another hypothesis of equal length that differs from the one in the matrix only in the words of
  /// `changed`; nil if it is larger than `limit`.
  mutating func distance(
    _ hypothesis: UnsafeBufferPointer<Int32>, _ reference: UnsafeBufferPointer<Int32>, changed: Range<Int>, limit: Int
  ) -> Int? {
    var above = UnsafePointer(costs.base + origin[changed.lowerBound])
    for row in (changed.lowerBound + 1)..<max(changed.lowerBound + 1, rowCount) {
      // Uses the two halves of `trial` alternately; column −1 and those from `high` on stay or become unreachable.
      let own = trial.base + (row & 1) * (columnCount + 1) + 1
      let smallest = fill(own, above, row, hypothesis[row - 1], reference)
      // No later row can be below the smallest cost of this one.
      if smallest > Int32(limit) { return nil }
      if row >= changed.upperBound, let shift = constantShift(own, row) {
        let cost = Int(costs[origin[rowCount - 1] + columnCount - 1] + shift)
        return cost <= limit ? cost : nil
      }
      if row + 1 < rowCount {
        for column in high[row]..<max(high[row], high[row + 1]) { own[column] = EditMatrix.unreachable }
      }
      above = UnsafePointer(own)
    }
    let cost = Int(above[columnCount - 1])
    return cost <= limit ? cost : nil
  }

  /// Fills a row without its operations and returns its smallest cost.
  @inline(__always)
  private func fill(
    _ own: UnsafeMutablePointer<Int32>, _ above: UnsafePointer<Int32>, _ row: Int, _ word: Int32,
    _ reference: UnsafeBufferPointer<Int32>
  ) -> Int32 {
    var left = EditMatrix.unreachable
    var smallest = EditMatrix.unreachable
    own[low[row] - 1] = EditMatrix.unreachable
    for column in low[row]..<high[row] {
      var cost = min(above[column] + 1, left + 1)
      if column > 0 { cost = min(cost, above[column - 1] + (word == reference[column - 1] ? 0 : 1)) }
      cost = min(cost, EditMatrix.unreachable)
      own[column] = cost
      left = cost
      smallest = min(smallest, cost)
    }
    return smallest
  }

  /// The constant by which a row's costs exceed the matrix's own; nil if it is not constant. If the remaining words are
  /// equal, all further rows have the same difference.
  private func constantShift(_ own: UnsafeMutablePointer<Int32>, _ row: Int) -> Int32? {
    let original = costs.base + origin[row]
    let shift = own[low[row]] - original[low[row]]
    for column in low[row]..<high[row] where own[column] - original[column] != shift { return nil }
    return shift
  }

  /// The operations of the cheapest path, from the last cell back to the first.
  func appendOperationsFromEnd(to path: inout Store<UInt8>) {
    var (row, column) = (rowCount - 1, columnCount - 1)
    while row > 0 || column > 0 {
      let operation = row == 0 ? Operation.insert : operations[origin[row] + column]
      path.append(operation)
      if operation != Operation.insert { row -= 1 }
      if operation != Operation.delete { column -= 1 }
    }
  }
}
