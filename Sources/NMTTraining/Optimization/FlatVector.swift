import Foundation
import NMTKernels

/// A vector of floats in the layout of the parameter store, for moments, averages and snapshots.
package final class FlatVector: @unchecked Sendable {
  package let count: Int
  private let block: FloatBlock

  /// Creates a vector of zeros.
  package init(count: Int) {
    self.count = count
    block = FloatBlock(count: count)
  }

  /// Valid for the lifetime of this object.
  package var base: UnsafeMutablePointer<Float> { block.base }
  package var buffer: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: base, count: count) }
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(buffer) }

  package subscript(index: Int) -> Float {
    get { withExtendedLifetime(self) { base[index] } }
    set { withExtendedLifetime(self) { base[index] = newValue } }
  }

  package func copy(from source: UnsafePointer<Float>) { base.update(from: source, count: count) }

  /// Exchanges the contents with `other`, which has `count` floats.
  package func swap(with other: UnsafeMutablePointer<Float>) {
    for k in 0..<count {
      let value = base[k]
      base[k] = other[k]
      other[k] = value
    }
  }
}
