import NMTKernels
import NMTTensor

/// The gradient of an embedding table as the few rows that a batch contains, restricted to ids ≡ `part` modulo `parts`,
/// so that workers share a table without sharing memory.
///
/// Memory depends on the number of distinct words in an update, not on the vocabulary.
final class SparseRows {
  private let width: Int
  private let part: Int
  private let parts: Int
  private var ids: [Int] = []
  /// Row of each id, indexed by id / parts; −1 if it has none.
  private var places: [Int32]
  private var block: FloatBlock

  init(_ table: Parameter, part: Int, of parts: Int) {
    width = table.columns
    self.part = part
    self.parts = parts
    places = Array(repeating: -1, count: table.rows / parts + 1)
    block = FloatBlock(count: 256 * width)
  }

  /// Adds the rows of `use` that belong to this part, in order.
  func add(_ use: TableUse, _ kernels: any Kernels) {
    for k in 0..<use.dy.rows {
      let id = Int(use.ids[k])
      guard id % parts == part else { continue }
      if places[id / parts] >= 0 {
        kernels.add(use.dy.row(k), scaledBy: 1, to: row(at: Int(places[id / parts])), count: width)
      } else {
        place(id).update(from: use.dy.row(k), count: width)
      }
    }
  }

  /// Floats of all rows, one after another.
  var values: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: block.base, count: ids.count * width) }

  /// Calls `body` for each id in `range` that has a row.
  func forEach(in range: Range<Int>, _ body: (Int, UnsafePointer<Float>) -> Void) {
    for (place, id) in ids.enumerated() where range.contains(id) { body(id, UnsafePointer(row(at: place))) }
  }

  func clear() {
    for id in ids { places[id / parts] = -1 }
    ids.removeAll(keepingCapacity: true)
  }

  private func place(_ id: Int) -> UnsafeMutablePointer<Float> {
    places[id / parts] = Int32(ids.count)
    ids.append(id)
    if ids.count * width > block.count { grow() }
    return row(at: ids.count - 1)
  }

  private func grow() {
    let larger = FloatBlock(count: 2 * block.count)
    larger.base.update(from: block.base, count: block.count)
    block = larger
  }

  private func row(at place: Int) -> UnsafeMutablePointer<Float> { block.base + place * width }
}
