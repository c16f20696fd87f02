import CKernels

/// A weight in signed bytes with one scale per column: w = byte · scale, scale = the column's largest magnitude / 127
/// (symmetric quantization by output channel, Jacob et al. 2018, section 2; Wu et al. 2016, section 6).
///
/// The bytes are in panels of 32 columns, `[⌈columns/32⌉][⌈depth/4⌉][32][4]`: four consecutive depths side by side,
/// padded with zeros. Every instruction set reads this layout, so panels can be used in place in a mapped file.
package final class QuantizedWeight: PackedWeight, @unchecked Sendable {
  /// Columns of a panel.
  package static let panelColumns = 32

  package let depth: Int
  package let columns: Int
  /// The panels, valid for the lifetime of this object.
  package let panels: UnsafeRawBufferPointer
  /// One per column.
  package let scales: UnsafeBufferPointer<Float>
  private let offsets: UnsafeMutablePointer<Int32>
  private let products: UnsafePointer<ck_int8_products>
  private let block: FloatBlock
  /// Keeps panels alive that this object does not own.
  private let owner: AnyObject?
  private let transposed: Bool

  /// Quantizes a weight into new memory.
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

  /// Wraps panels in other memory, such as a mapped file, without copying them.
  ///
  /// - Parameters:
  ///   - panels: `panelBytes(depth:columns:)` bytes, at any address.
  ///   - scales: one per column.
  ///   - owner: keeps the memory of the panels alive.
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

  /// Bytes of the panels of a right-hand side; nil on overflow.
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

  /// Requires memory of its own and all rows at once, since a column has a single scale.
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

/// Checks that sums of this depth, of products up to 255 · 128 and the offset, fit in 32 bits.
private func checkSums(depth: Int) {
  precondition(depth <= 32_768, "QuantizedWeight: sums of \(depth) products may leave 32 bits")
}
