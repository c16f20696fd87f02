import CKernels

/// A weight in signed bytes with one scale a column: w = byte · scale, scale = the column's largest magnitude / 127
/// (symmetric quantisation by output channel, Jacob et al. 2018, section 2; Wu et al. 2016, section 6).
///
/// The bytes stand in panels of 32 columns, `[⌈columns/32⌉][⌈depth/4⌉][32][4]`: four neighbours in depth side by side,
/// zero where there is no depth or column. Every instruction set reads this one layout, so that panels can stand in a file
/// and be read where it is mapped.
public final class QuantizedWeight: ColumnSelection, @unchecked Sendable {
  /// Columns of a panel.
  public static let panelColumns = 32

  public let depth: Int
  public private(set) var columns: Int
  private let bytes: UnsafePointer<Int8>
  private let scaleBase: UnsafeMutablePointer<Float>
  private let offsets: UnsafeMutablePointer<Int32>
  private let products: UnsafePointer<ck_int8_products>
  private let block: FloatBlock
  /// Where panels live that are not in `block`.
  private let owner: AnyObject?
  /// Whose columns these are; nil for a whole weight.
  private let whole: QuantizedWeight?
  private let transposed: Bool

  /// Memory for panels, scales and offsets of its own.
  private init(
    depth: Int, columns: Int, room: Int, transposed: Bool, whole: QuantizedWeight?,
    products: UnsafePointer<ck_int8_products>
  ) {
    checkSums(depth: depth)
    let (words, padded) = (products.pointee.panelBytes(depth, room) / 4, Self.padded(room))
    let block = FloatBlock(count: words + 2 * padded)
    (self.depth, self.columns, self.transposed, self.whole) = (depth, columns, transposed, whole)
    (self.products, self.block, owner) = (products, block, nil)
    bytes = UnsafePointer(UnsafeMutableRawPointer(block.base).bindMemory(to: Int8.self, capacity: 4 * words))
    scaleBase = block.base + words
    offsets = UnsafeMutableRawPointer(scaleBase + padded).bindMemory(to: Int32.self, capacity: padded)
  }

  /// Quantises a weight.
  convenience init(_ weight: Matrix, transposed: Bool, products: UnsafePointer<ck_int8_products>) {
    let (depth, columns) = transposed ? (weight.columns, weight.rows) : (weight.rows, weight.columns)
    self.init(
      depth: depth, columns: columns, room: columns, transposed: transposed, whole: nil, products: products)
    repack(from: weight)
  }

  /// Panels that stand somewhere else, in a mapped file: they are not copied.
  ///
  /// - Parameters:
  ///   - panels: `panelBytes(depth:columns:)` bytes, at any address.
  ///   - scales: one a column.
  ///   - owner: keeps the panels' memory.
  public init(
    depth: Int, columns: Int, panels: UnsafeRawBufferPointer, scales: [Float], owner: AnyObject,
    instructions: InstructionSet
  ) {
    precondition(
      panels.count == Self.panelBytes(depth: depth, columns: columns) && scales.count == columns && columns > 0,
      "QuantizedWeight [\(depth),\(columns)]: \(panels.count) bytes, \(scales.count) scales")
    checkSums(depth: depth)
    let padded = Self.padded(columns)
    let block = FloatBlock(count: 2 * padded)
    for (column, scale) in scales.enumerated() { block.base[column] = scale }
    (self.depth, self.columns, transposed, whole) = (depth, columns, true, nil)
    (products, self.block, self.owner) = (instructions.int8, block, owner)
    bytes = panels.baseAddress!.assumingMemoryBound(to: Int8.self)
    scaleBase = block.base
    offsets = UnsafeMutableRawPointer(block.base + padded).bindMemory(to: Int32.self, capacity: padded)
    products.pointee.offsets(bytes, depth, columns, offsets)
  }

  /// The panels, valid as long as this object is.
  public var panels: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: bytes, count: products.pointee.panelBytes(depth, columns))
  }

  /// One a column.
  public var scales: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: scaleBase, count: columns) }

  /// Bytes of the panels of a right-hand side; nil where the number overflows.
  public static func panelBytes(depth: Int, columns: Int) -> Int? {
    let (bytes, overflow) = padded(columns).multipliedReportingOverflow(by: (depth + 3) / 4 * 4)
    return overflow ? nil : bytes
  }

  /// The panels' shape in a file.
  public static func panelShape(depth: Int, columns: Int) -> [Int] {
    [padded(columns) / panelColumns, (depth + 3) / 4, panelColumns, 4]
  }

  private static func padded(_ columns: Int) -> Int { (columns + panelColumns - 1) / panelColumns * panelColumns }

  var c: ck_int8_weight {
    ck_int8_weight(depth: depth, columns: columns, panels: bytes, scales: scaleBase, offsets: offsets)
  }

  /// Only for a weight in memory of its own.
  public func repack(from weight: Matrix) {
    checkRepack(of: weight, transposed: transposed, depth: depth, columns: columns)
    precondition(owner == nil && whole == nil, "repack: panels in a mapped file, or of another weight")
    products.pointee.pack(weight.c, transposed ? 1 : 0, UnsafeMutablePointer(mutating: bytes), scaleBase)
    products.pointee.offsets(bytes, depth, columns, offsets)
  }

  /// Row k of `out` = column ids[k], as fp32: rows of an embedding table that was packed as Wᵀ.
  public func lookUp(_ ids: UnsafePointer<Int32>, into out: Matrix) {
    precondition(out.columns == depth, "lookUp: rows of \(out.columns) from columns of \(depth)")
    for k in 0..<out.rows {
      precondition(ids[k] >= 0 && Int(ids[k]) < columns, "lookUp: column \(ids[k]) of \(columns)")
    }
    var weight = c
    products.pointee.lookup(&weight, ids, out.c)
  }

  // MARK: Columns picked one by one

  public func makeSelection() -> any ColumnSelection {
    QuantizedWeight(
      depth: depth, columns: 0, room: columns, transposed: transposed, whole: self, products: products)
  }

  public func append(columns ids: [Int32]) {
    guard let whole else { preconditionFailure("append: to a whole weight") }
    checkSelection(ids, of: whole.columns, beside: columns)
    ck_take_columns(
      whole.bytes, (depth + 3) / 4, Self.panelColumns, ids, ids.count, UnsafeMutablePointer(mutating: bytes), columns)
    for (place, id) in ids.enumerated() {
      scaleBase[columns + place] = whole.scaleBase[Int(id)]
      offsets[columns + place] = whole.offsets[Int(id)]
    }
    columns += ids.count
  }

  public func removeColumns() {
    precondition(whole != nil, "removeColumns: of a whole weight")
    columns = 0
  }
}

/// 255 · 128 products of this depth and the offset fit 32 bits with room.
private func checkSums(depth: Int) {
  precondition(depth <= 32_768, "QuantizedWeight: sums of \(depth) products may leave 32 bits")
}
