import CKernels

/// The columns of a weight in bytes, stored one by one for products with a few of them.
package final class QuantizedRows: @unchecked Sendable {
  package let weight: QuantizedWeight
  /// Bytes from one column to the next.
  let stride: Int
  private let block: FloatBlock

  package init(_ weight: QuantizedWeight) {
    self.weight = weight
    stride = (weight.depth + 63) / 64 * 64
    block = FloatBlock(count: weight.columns * stride / 4)
    var c = weight.c
    ck_int8_columns(
      &c, UnsafeMutableRawPointer(block.base).bindMemory(to: Int8.self, capacity: 4 * block.count), stride)
  }

  var bytes: UnsafePointer<Int8> { UnsafeRawPointer(block.base).assumingMemoryBound(to: Int8.self) }
}
