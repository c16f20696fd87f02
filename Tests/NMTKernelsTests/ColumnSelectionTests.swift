import NMTKernels
import Testing

private let allBackends: [CPUKernels] = InstructionSet.available.flatMap { set in
  Precision.allCases.filter { set.supports($0) }.map { CPUKernels(precision: $0, instructions: set) }
}

/// A product with some columns has the bits of these columns in the whole product.
private func expectColumns(_ kernels: any Kernels, depth k: Int, columns n: Int) {
  var numbers = TestNumbers(21)
  let (weight, m) = (TestMatrix(n, k, random: &numbers), 7)
  let a = TestMatrix(m, k, random: &numbers)
  let packed = kernels.pack(weight.matrix, transposed: true)
  let whole = TestMatrix(m, n)
  kernels.product(a.matrix, packed, into: whole.matrix, accumulate: false)
  let selection = packed.makeSelection()
  for _ in 0..<2 {
    var ids: [Int32] = []
    for share in [n / 3, 0, 1, n / 2] {
      let new = (0..<share).map { Int32((ids.count + $0) * 7 % n) }.filter { !ids.contains($0) }
      ids += Set(new).sorted().reversed()
      selection.append(columns: Array(ids.suffix(Set(new).count)))
      #expect(selection.columns == ids.count && selection.depth == k)
      let part = TestMatrix(m, ids.count, gap: 3)
      kernels.product(a.matrix, selection, into: part.matrix, accumulate: false)
      let expected = (0..<m).flatMap { r in ids.map { whole.matrix.row(r)[Int($0)] } }
      expectSameBits(part.values, expected, "\(kernels.name) [\(k),\(n)], \(ids.count) columns")
    }
    selection.removeColumns()
    #expect(selection.columns == 0)
  }
}

struct ColumnSelectionTests {
  @Test(arguments: allBackends) func hasTheBitsOfTheWhole(backend: CPUKernels) {
    for (k, n) in [(1, 1), (3, 50), (64, 33), (37, 200), (130, 129)] { expectColumns(backend, depth: k, columns: n) }
  }

  @Test func theReferenceToo() { expectColumns(ReferenceKernels(), depth: 5, columns: 40) }
}
