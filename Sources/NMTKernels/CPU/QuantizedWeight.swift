import CKernels

/// A weight in signed bytes with one scale per column: w = byte · scale, scale = the column's largest magnitude / 127
/// (symmetric quantization by output channel, Jacob et al. 2018, section 2; Wu et al. 2016, section 6).
///
/// The bytes stand in panels of 32 columns, `[⌈columns/32⌉][⌈depth/4⌉][32][4]`: four neighbors in depth side by side,
/// zero where there is no depth or column. Every instruction set reads this one layout, so that panels can stand in a file
/// and be read where it is mapped.
package final class QuantizedWeight: PackedWeight, @unchecked Sendable {
  /// Columns of a panel.
  package static let panelColumns = 32

  package let depth: Int
  package let columns: Int
  /// The panels, valid as long as this object is.
  package let panels: UnsafeRawBufferPointer
  /// One per column.
  package let scales: UnsafeBufferPointer<Float>
  private let offsets: UnsafeMutablePointer<Int32>
  private let products: UnsafePointer<ck_int8_products>
  private let block: FloatBlock
  /// Where foreign panels live.
  private let owner: AnyObject?
  private let transposed: Bool

  /// Quantizes a weight into memory of its own.
  init(_ weight: Matrix, transposed: Bool, products: UnsafePointer<ck_int8_products>) {
    (depth, columns) = transposed ? (weight.columns, weight.rows) : (weight.rows, weight.columns)
    checkSums(depth: depth)
    let bytes = products.pointee.panelBytes(depth, columns)
    let padded = Self.padded(columns)
    block = FloatBlock(count: bytes / 4 + 2 * padded)
    panels = UnsafeRawBufferPointer(start: block.base, count: bytes)
    scales = UnsafeBufferPointer(start: block.base + bytes / 4, count: columns)
    offsets = UnsafeMutableRawPointer(block.base + bytes / 4 + padded).bindMemory(to: Int32.self, capacity: padded)
    (self.products, self.transposed, owner) = (products, transposed, nil)
    repack(from: weight)
  }

  /// Panels that stand somewhere else, in a mapped file: they are not copied.
  ///
  /// - Parameters:
  ///   - panels: `panelBytes(depth:columns:)` bytes, at any address.
  ///   - scales: One per column.
  ///   - owner: keeps the panels' memory.
  package init(
    depth: Int, columns: Int, panels: UnsafeRawBufferPointer, scales: [Float], owner: AnyObject,
    instructions: InstructionSet
  ) {
    precondition(
      panels.count == Self.panelBytes(depth: depth, columns: columns) && scales.count == columns,
      "QuantizedWeight [\(depth),\(columns)]: \(panels.count) bytes, \(scales.count) scales")
    checkSums(depth: depth)
    (self.depth, self.columns, self.panels, self.owner) = (depth, columns, panels, owner)
    products = instructions.int8
    transposed = true
    let padded = Self.padded(columns)
    let block = FloatBlock(count: 2 * padded)
    for (column, scale) in scales.enumerated() { block.base[column] = scale }
    self.block = block
    self.scales = UnsafeBufferPointer(start: block.base, count: columns)
    offsets = UnsafeMutableRawPointer(block.base + padded).bindMemory(to: Int32.self, capacity: padded)
    products.pointee.offsets(bytes, depth, columns, offsets)
  }

  /// Bytes of the panels of a right-hand side; nil where the number overflows.
  package static func panelBytes(depth: Int, columns: Int) -> Int? {
    let (bytes, overflow) = padded(columns).multipliedReportingOverflow(by: (depth + 3) / 4 * 4)
    return overflow ? nil : bytes
  }

  /// The panels' shape in a file.
  package static func panelShape(depth: Int, columns: Int) -> [Int] {
    [padded(columns) / panelColumns, (depth + 3) / 4, panelColumns, 4]
  }

  private static func padded(_ columns: Int) -> Int { (columns + panelColumns - 1) / panelColumns * panelColumns }

  private var bytes: UnsafePointer<Int8> { panels.baseAddress!.assumingMemoryBound(to: Int8.self) }

  var c: ck_int8_weight {
    ck_int8_weight(depth: depth, columns: columns, panels: bytes, scales: scales.baseAddress!, offsets: offsets)
  }

  /// Only for a weight in memory of its own, and only all of it: a column has one scale.
  package func repack(from weight: Matrix, rows: Range<Int>) {
    checkRepack(of: weight, rows: rows, transposed: transposed, depth: depth, columns: columns)
    precondition(owner == nil && rows == 0..<weight.rows, "repack: panels in a mapped file, or a part of them")
    products.pointee.pack(
      weight.c, transposed ? 1 : 0, UnsafeMutablePointer(mutating: bytes),
      UnsafeMutablePointer(mutating: scales.baseAddress!))
    products.pointee.offsets(bytes, depth, columns, offsets)
  }

  /// Row k of `out` = column ids[k], as fp32: rows of an embedding table that was packed as Wᵀ.
  package func lookUp(_ ids: UnsafePointer<Int32>, into out: Matrix) {
    precondition(out.columns == depth, "lookUp: rows of \(out.columns) from columns of \(depth)")
    for k in 0..<out.rows {
      precondition(ids[k] >= 0 && Int(ids[k]) < columns, "lookUp: column \(ids[k]) of \(columns)")
    }
    var weight = c
    products.pointee.lookup(&weight, ids, out.c)
  }
}

/// 255 · 128 products of this depth and the offset fit 32 bits with room.
private func checkSums(depth: Int) {
  precondition(depth <= 32_768, "QuantizedWeight: sums of \(depth) products may leave 32 bits")
}
