import NMTKernels
import Testing

/// Products whose operands are rounded on the way, against the same rounding in plain loops.
struct BF16Tests {
  private let reference = ReferenceKernels()

  /// The product of two numbers of 8 bits is exact in fp32: the bits that are lost are those of the sum, as in fp32 k
  /// roundings of a partial sum near √k.
  private func tolerance(_ k: Int) -> Float { Float(k) * 0x1p-24 + 1e-6 }

  @Test func roundingByHand() {
    // 1 + 2⁻⁸ lies between 1 and 1 + 2⁻⁷: to the even one; just above the middle, up. 1 + 3·2⁻⁸ goes to 1 + 2⁻⁶.
    #expect(reference.roundedToBF16(1 + 0x1p-8) == 1 && reference.roundedToBF16(1 + 0x1p-8 + 0x1p-23) == 1 + 0x1p-7)
    #expect(reference.roundedToBF16(1 + 3 * 0x1p-8) == 1 + 0x1p-6)
    #expect(reference.roundedToBF16(-1 - 0x1p-8) == -1 && reference.roundedToBF16(-3.140625) == -3.140625)
    #expect(reference.roundedToBF16(.greatestFiniteMagnitude) == .infinity)
    #expect(reference.roundedToBF16(-.infinity) == -.infinity)
    #expect(reference.roundedToBF16(Float(bitPattern: 0x7FFF_FFFF)).isNaN)
  }

  @Test(arguments: bf16Backends) func productsEqualReference(backend: CPUKernels) {
    var numbers = TestNumbers(21)
    for (k, n) in [(1, 1), (3, 5), (7, 33), (37, 31), (130, 129), (257, 70), (1025, 40)] {
      for transposed in [false, true] {
        let weight = TestMatrix(transposed ? n : k, transposed ? k : n, gap: 3, random: &numbers)
        let packed = backend.pack(weight.matrix, transposed: transposed)
        for m in [1, 2, 3, 5, 6, 7, 12, 13, 40] {
          let (a, c) = (TestMatrix(m, k, gap: 2, random: &numbers), TestMatrix(m, n, gap: 1, random: &numbers))
          let accumulate = m % 2 == 0
          let (actual, expected) = (TestMatrix(copy: c), TestMatrix(copy: c))
          backend.product(a.matrix, packed, into: actual.matrix, accumulate: accumulate)
          reference.bf16Product(
            a.matrix, weight.matrix, transposed: transposed, into: expected.matrix, accumulate: accumulate)
          expectClose(
            actual, expected, relative: tolerance(k), absolute: tolerance(k),
            "\(backend.name) [\(m),\(k)]·[\(k),\(n)] transposed \(transposed) accumulate \(accumulate)")
        }
      }
    }
  }

  @Test(arguments: bf16Backends) func weightGradientsEqualReference(backend: CPUKernels) {
    var numbers = TestNumbers(22)
    for rows in [[1], [3, 1], [7, 0, 6, 5], [700, 333]] {
      let uses = rows.map {
        (TestMatrix($0, 33, gap: 1, random: &numbers), TestMatrix($0, 14, gap: 2, random: &numbers))
      }
      let list = uses.map { WeightUse(x: $0.0.matrix, dy: $0.1.matrix) }
      let c = TestMatrix(14, 33, gap: 3, random: &numbers)
      for accumulate in [false, true] {
        let (actual, expected) = (TestMatrix(copy: c), TestMatrix(copy: c))
        backend.weightGradient(list, into: actual.matrix, accumulate: accumulate)
        reference.bf16WeightGradient(list, into: expected.matrix, accumulate: accumulate)
        let error = tolerance(rows.reduce(0, +))
        expectClose(
          actual, expected, relative: error, absolute: error, "\(backend.name) \(rows) accumulate \(accumulate)")
      }
      // The list holds their memory, not them, and an array may go after its last use.
      withExtendedLifetime(uses) {}
    }
  }

  /// NaNs whose upper half alone would be an infinity, or that a carry would make a zero.
  @Test(arguments: bf16Backends) func everyNaNStaysOne(backend: CPUKernels) {
    for bits: UInt32 in [0x7F80_0001, 0x7FC0_0000, 0x7FFF_FFFF, 0xFFFF_FFFF] {
      let odd = TestMatrix(20, 8) { r, k in r == 3 && k == 5 ? Float(bitPattern: bits) : 1 }
      let (ones, c) = (TestMatrix(8, 40) { _, _ in 1 }, TestMatrix(20, 40))
      backend.product(odd.matrix, backend.pack(ones.matrix, transposed: false), into: c.matrix, accumulate: false)
      for r in 0..<20 { #expect((0..<40).allSatisfy { c.matrix.row(r)[$0].isNaN == (r == 3) }, "\(bits) row \(r)") }
    }
  }

  /// `auto` is what is faster: bfloat16 where the processor multiplies it, and that is only with the best instructions.
  @Test func onlyOwnInstructionsAccelerate() {
    #expect(!InstructionSet.plain.accelerates(.bf16) && !InstructionSet.avx2.accelerates(.bf16))
    for set in InstructionSet.available {
      #expect(set.accelerates(.fp32) && set.accelerates(.int8))
    }
  }
}
