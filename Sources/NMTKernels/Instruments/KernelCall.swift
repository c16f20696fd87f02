/// A description of one kernel call: its name and everything it reads and writes, with the shape that each argument
/// must have and the memory that it may share.
///
/// `KernelDecorator` describes every kernel, and `CheckingKernels` checks each call against its description. The rules:
///
/// - Each matrix has the shape that its kernel documents; ids stay inside their table.
/// - Memory that is written is not shared with any other argument, unless the description names a partner. Then the two
///   must be the same matrix, with the same start and stride. Arguments that are only read may overlap.
package struct KernelCall {
  package enum Access {
    case reads
    /// Every element is written and none is read before.
    case overwrites
    case updates
  }

  package struct Argument {
    let name: StaticString
    let access: Access
    /// Actual shape; a vector is a matrix with one row.
    let given: (rows: Int, columns: Int)
    /// Required shape.
    let expected: (rows: Int, columns: Int)
    /// True if the matrix may have more rows than the call uses.
    let mayHaveMoreRows: Bool
    let memory: MemoryRegion
    /// Arguments that this one may share its memory with.
    let mayBe: [StaticString]
    /// The first id outside its table, with the number of rows of the table.
    let badID: (id: Int32, rows: Int)?
    /// Memory to poison before the kernel overwrites it; nil if the argument is read.
    let target: Matrix?
  }

  package let name: StaticString
  package let arguments: [Argument]

  /// - Parameter arguments: nil for an optional argument that was not given.
  package init(_ name: StaticString, _ arguments: [Argument?]) {
    self.name = name
    self.arguments = arguments.compactMap { $0 }
  }

  /// A description of the first broken rule; nil if there is none.
  package var violation: String? {
    for argument in arguments {
      if let words = argument.shapeViolation { return "\(name): \(words)" }
    }
    for (index, one) in arguments.enumerated() {
      for other in arguments[..<index] where one.access != .reads || other.access != .reads {
        if let words = overlapViolation(one, other) { return "\(name): \(words)" }
      }
    }
    return nil
  }

  private func overlapViolation(_ one: Argument, _ other: Argument) -> String? {
    guard one.memory.overlaps(other.memory) else { return nil }
    let written = one.access != .reads ? one : other
    let partner = one.access != .reads ? other : one
    let isAllowed = one.mayBe.contains { same($0, other.name) } || other.mayBe.contains { same($0, one.name) }
    if isAllowed, one.memory.isSame(as: other.memory) { return nil }
    let rule =
      isAllowed
      ? "they may be the same matrix (same start and stride), but not overlap otherwise"
      : written.mayBe.isEmpty
        ? "give it memory of its own"
        : "it may only be " + written.mayBe.map { "\($0)" }.joined(separator: " or ") + " itself"
    return "\(written.name), which is written, overlaps \(partner.name); \(rule)"
  }

  private func same(_ one: StaticString, _ other: StaticString) -> Bool { one.description == other.description }
}

extension KernelCall.Argument {
  fileprivate var shapeViolation: String? {
    if let badID { return "\(name) has \(badID.id), which is not a row of a table with \(badID.rows)" }
    let fits = given.columns == expected.columns && (mayHaveMoreRows || given.rows == expected.rows)
    guard !fits || given.rows < expected.rows else { return nil }
    let more = mayHaveMoreRows ? " or more rows" : ""
    return "\(name) is [\(given.rows),\(given.columns)], expected [\(expected.rows),\(expected.columns)]\(more)"
  }

  private init(
    _ name: StaticString, _ access: KernelCall.Access, _ matrix: Matrix, _ rows: Int, _ columns: Int,
    mayHaveMoreRows: Bool = false, mayBe: [StaticString] = []
  ) {
    self.init(
      name: name, access: access, given: (matrix.rows, matrix.columns), expected: (rows, columns),
      mayHaveMoreRows: mayHaveMoreRows, memory: MemoryRegion(matrix, rows: min(rows, matrix.rows)), mayBe: mayBe,
      badID: nil, target: access == .overwrites ? matrix.rows(0..<min(rows, matrix.rows)) : nil)
  }

  /// A matrix of `rows` × `columns` that is only read.
  package static func reads(
    _ name: StaticString, _ matrix: Matrix, _ rows: Int, _ columns: Int, orMoreRows: Bool = false
  ) -> Self { .init(name, .reads, matrix, rows, columns, mayHaveMoreRows: orMoreRows) }

  /// A matrix whose elements are all written, and not read before.
  package static func overwrites(
    _ name: StaticString, _ matrix: Matrix, _ rows: Int, _ columns: Int, orMoreRows: Bool = false,
    mayBe: StaticString...
  ) -> Self { .init(name, .overwrites, matrix, rows, columns, mayHaveMoreRows: orMoreRows, mayBe: mayBe) }

  /// A matrix that is read and written.
  package static func updates(
    _ name: StaticString, _ matrix: Matrix, _ rows: Int, _ columns: Int, orMoreRows: Bool = false
  ) -> Self { .init(name, .updates, matrix, rows, columns, mayHaveMoreRows: orMoreRows) }

  /// The result of a product: overwritten, or updated if the product is added to it.
  package static func result(
    _ name: StaticString, _ matrix: Matrix, _ rows: Int, _ columns: Int, accumulates: Bool
  ) -> Self { .init(name, accumulates ? .updates : .overwrites, matrix, rows, columns) }

  /// A vector that is only read; nil if it was not given.
  package static func reads(_ name: StaticString, _ vector: UnsafePointer<Float>?, count: Int) -> Self? {
    vector.map { .init(name, .reads, Matrix(UnsafeMutablePointer(mutating: $0), rows: 1, columns: count), 1, count) }
  }

  /// A vector whose elements are all written, and not read before.
  package static func overwrites(
    _ name: StaticString, _ vector: UnsafeMutablePointer<Float>, count: Int, mayBe: StaticString...
  ) -> Self { .init(name, .overwrites, Matrix(vector, rows: 1, columns: count), 1, count, mayBe: mayBe) }

  /// A vector that is read and written; nil if it was not given.
  package static func updates(
    _ name: StaticString, _ vector: UnsafeMutablePointer<Float>?, count: Int, mayBe: StaticString...
  ) -> Self? {
    vector.map { .init(name, .updates, Matrix($0, rows: 1, columns: count), 1, count, mayBe: mayBe) }
  }

  /// Row numbers of a table.
  package static func ids(_ name: StaticString, _ ids: UnsafePointer<Int32>, count: Int, rows: Int) -> Self {
    let bad = (0..<count).first { ids[$0] < 0 || Int(ids[$0]) >= rows }
    return .init(
      name: name, access: .reads, given: (1, count), expected: (1, count), mayHaveMoreRows: false,
      memory: MemoryRegion(ids, count: count), mayBe: [], badID: bad.map { (ids[$0], rows) }, target: nil)
  }
}
