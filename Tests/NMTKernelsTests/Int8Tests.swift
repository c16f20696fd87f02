import NMTKernels
import Testing

/// int8 products of every instruction set that this machine has.
private let int8Backends = InstructionSet.available.map { CPUKernels(precision: .int8, instructions: $0) }

/// Whole numbers within ±127, the first of each row (or column) 127: their scale is 1 and nothing is rounded, so that a
/// product shows the sum of integers itself.
private func wholeMatrix(
  _ rows: Int, _ columns: Int, largestInColumns: Bool, gap: Int = 0, _ numbers: inout TestNumbers
) -> TestMatrix {
  let values = (0..<rows * columns).map { _ in Float(numbers.below(255) - 127) }
  return TestMatrix(rows, columns, gap: gap) { r, k in
    (largestInColumns ? r : k) == 0 ? 127 : values[r * columns + k]
  }
}

struct Int8Tests {
  private static let rowCounts = Array(1...27) + [31, 37, 48, 61, 64, 70]
  private static let shapes = [
    (1, 1), (3, 5), (7, 33), (16, 16), (37, 31), (19, 65), (130, 129), (257, 70), (520, 300),
  ]

  /// The whole-number sums are the same on all instruction sets as in the plain loops: 0 is the tolerance.
  @Test(arguments: int8Backends) func sumsAreExact(backend: CPUKernels) {
    var numbers = TestNumbers(11)
    for (k, n) in Self.shapes {
      let weight = wholeMatrix(k, n, largestInColumns: true, gap: 3, &numbers)
      let packed = backend.pack(weight.matrix, transposed: false)
      for m in Self.rowCounts where m * n * k < 2_000_000 {
        let a = wholeMatrix(m, k, largestInColumns: false, gap: 2, &numbers)
        let (actual, expected) = (TestMatrix(m, n, gap: 1), TestMatrix(m, n))
        backend.product(a.matrix, packed, into: actual.matrix, accumulate: false)
        ReferenceKernels().product(
          a.matrix, transposed: false, weight.matrix, transposed: false, into: expected.matrix, accumulate: false)
        expectSameBits(actual.values, expected.values, "\(backend.name) [\(m),\(k)]·[\(k),\(n)]")
        #expect(actual.isIntact)
      }
    }
  }

  /// The largest sums that bytes can make, where 16 bits would overflow and saturate.
  @Test(arguments: int8Backends) func extremesDoNotSaturate(backend: CPUKernels) {
    for (x, w) in [(Float(127), Float(127)), (127, -127), (-127, 127), (-127, -127)] {
      let (a, b, c) = (TestMatrix(3, 1000) { _, _ in x }, TestMatrix(1000, 40) { _, _ in w }, TestMatrix(3, 40))
      backend.product(a.matrix, backend.pack(b.matrix, transposed: false), into: c.matrix, accumulate: false)
      #expect(c.values.allSatisfy { $0 == x * w * 1000 })
    }
  }

  /// Any numbers: the same bits as the plain loops, scales, rounding and adding included.
  @Test(arguments: int8Backends) func equalsReference(backend: CPUKernels) {
    var numbers = TestNumbers(12)
    for (k, n) in Self.shapes {
      for transposed in [false, true] {
        let weight = TestMatrix(transposed ? n : k, transposed ? k : n, gap: 3, random: &numbers, scale: 0.3)
        let packed = backend.pack(weight.matrix, transposed: transposed)
        for m in Self.rowCounts where m * n * k < 500_000 {
          let accumulate = m % 2 == 0
          let a = TestMatrix(m, k, gap: 2, random: &numbers, scale: 5)
          let c = TestMatrix(m, n, gap: 1, random: &numbers)
          let (actual, expected) = (TestMatrix(copy: c), TestMatrix(copy: c))
          backend.product(a.matrix, packed, into: actual.matrix, accumulate: accumulate)
          ReferenceKernels().int8Product(
            a.matrix, weight.matrix, transposed: transposed, into: expected.matrix, accumulate: accumulate)
          expectSameBits(
            actual.values, expected.values,
            "\(backend.name) [\(m),\(k)]·[\(k),\(n)] transposed \(transposed) accumulate \(accumulate)")
          #expect(actual.isIntact)
        }
      }
    }
  }

  /// Half a step of each side bounds the error: |a·b − q| ≤ Σ (|a|·sb + |b|·sa + sa·sb/2)/2, s the scales.
  @Test(arguments: int8Backends) func isNearTheProduct(backend: CPUKernels) {
    var numbers = TestNumbers(13)
    let (m, k, n) = (9, 512, 100)
    let (a, b) = (TestMatrix(m, k, random: &numbers, scale: 2), TestMatrix(k, n, random: &numbers, scale: 0.1))
    let (actual, expected) = (TestMatrix(m, n), TestMatrix(m, n))
    backend.product(a.matrix, backend.pack(b.matrix, transposed: false), into: actual.matrix, accumulate: false)
    ReferenceKernels().product(
      a.matrix, transposed: false, b.matrix, transposed: false, into: expected.matrix, accumulate: false)
    // Scales are at most 2/127 and 0.1/127, and errors of either sign add up like a random walk: far below this bound.
    let bound = Float(k) * (2 * 0.1 / 127 + 0.1 * 2 / 127) / 2
    expectClose(actual, expected, relative: 0, absolute: bound / 10, backend.name)
  }

  /// A depth that is more than one block of quantized rows.
  @Test(arguments: int8Backends) func manyRows(backend: CPUKernels) {
    var numbers = TestNumbers(14)
    let (m, k, n) = (900, 1024, 33)
    let (a, b) = (TestMatrix(m, k, random: &numbers), TestMatrix(n, k, random: &numbers))
    let packed = backend.pack(b.matrix, transposed: true)
    let (together, alone) = (TestMatrix(m, n), TestMatrix(m, n))
    backend.product(a.matrix, packed, into: together.matrix, accumulate: false)
    for r in 0..<m {
      backend.product(a.matrix.rows(r..<r + 1), packed, into: alone.matrix.rows(r..<r + 1), accumulate: false)
    }
    expectSameBits(together.values, alone.values, backend.name)
  }

  @Test(arguments: int8Backends) func looksUpColumns(backend: CPUKernels) throws {
    var numbers = TestNumbers(15)
    for (rows, width) in [(1, 1), (50, 7), (70, 64), (33, 130)] {
      let table = TestMatrix(rows, width, random: &numbers)
      let packed = try #require(backend.pack(table.matrix, transposed: true) as? QuantizedWeight)
      let ids = (0..<20).map { _ in Int32(numbers.below(rows)) }
      let out = TestMatrix(20, width, gap: 3)
      packed.lookUp(ids, into: out.matrix)
      let expected = ids.flatMap { id -> [Float] in
        let row = ReferenceKernels().quantized((0..<width).map { table.matrix.row(Int(id))[$0] })
        return row.bytes.map { Float($0) * row.scale }
      }
      expectSameBits(out.values, expected, backend.name)
      #expect(out.isIntact)
    }
  }

  /// Zeros stay zeros, one NaN or infinity in A reaches its own row and no other, no depth is no sum.
  @Test(arguments: int8Backends) func specialNumbers(backend: CPUKernels) {
    var numbers = TestNumbers(16)
    for bad in [Float.nan, .infinity, -.infinity] {
      let (a, b) = (TestMatrix(20, 40, random: &numbers), TestMatrix(40, 50, random: &numbers))
      a.matrix.row(7)[39] = bad
      for k in 0..<40 { a.matrix.row(3)[k] = 0 }
      for k in 0..<40 { b.matrix.row(k)[11] = 0 }
      let c = TestMatrix(20, 50)
      backend.product(a.matrix, backend.pack(b.matrix, transposed: false), into: c.matrix, accumulate: false)
      for r in 0..<20 {
        for k in 0..<50 {
          #expect(c.matrix.row(r)[k].isNaN == (r == 7))
          if r == 3 || (k == 11 && r != 7) { #expect(c.matrix.row(r)[k] == 0) }
        }
      }
    }
    let c = TestMatrix(3, 5) { r, k in Float(r + k) }
    backend.product(
      TestMatrix(3, 0).matrix, backend.pack(TestMatrix(0, 5).matrix, transposed: false), into: c.matrix,
      accumulate: false)
    #expect(c.values.allSatisfy { $0 == 0 } && c.isIntact)
  }

  /// Panels that another instruction set packed and that stand in foreign memory, not aligned: the same bits.
  @Test(arguments: int8Backends) func panelsAreTheSameEverywhere(backend: CPUKernels) throws {
    var numbers = TestNumbers(17)
    let (a, b) = (TestMatrix(9, 70, random: &numbers), TestMatrix(45, 70, random: &numbers))
    let plain = CPUKernels(precision: .int8, instructions: .plain)
    let packed = try #require(plain.pack(b.matrix, transposed: true) as? QuantizedWeight)
    let own = try #require(backend.pack(b.matrix, transposed: true) as? QuantizedWeight)
    #expect(packed.panels.elementsEqual(own.panels) && packed.scales.elementsEqual(own.scales))
    final class Memory { var bytes: UnsafeMutableRawBufferPointer = .allocate(byteCount: 1 << 16, alignment: 64) }
    let memory = Memory()
    defer { memory.bytes.deallocate() }
    let place = UnsafeMutableRawBufferPointer(rebasing: memory.bytes[12..<12 + packed.panels.count])
    place.copyMemory(from: packed.panels)
    let mapped = QuantizedWeight(
      depth: 70, columns: 45, panels: UnsafeRawBufferPointer(place), scales: Array(packed.scales), owner: memory,
      instructions: backend.instructions)
    let (c, d) = (TestMatrix(9, 45), TestMatrix(9, 45))
    backend.product(a.matrix, mapped, into: c.matrix, accumulate: false)
    plain.product(a.matrix, packed, into: d.matrix, accumulate: false)
    expectSameBits(c.values, d.values, backend.name)
  }
}
