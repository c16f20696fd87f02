import Foundation

/// One allocation of floats, 64-byte aligned, in the layout of the parameter store: moments, averages, snapshots.
package final class FlatVector: @unchecked Sendable {
  package let count: Int
  package let base: UnsafeMutablePointer<Float>

  /// All zero.
  package init(count: Int) {
    self.count = count
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(64, count * 4), alignment: 64)
    memset(memory, 0, count * 4)
    base = memory.bindMemory(to: Float.self, capacity: count)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

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
