import NMTKernels
import Testing

private let allBackends: [CPUKernels] = InstructionSet.available.flatMap { set in
  Precision.allCases.map { CPUKernels(precision: $0, instructions: set) }
}

/// Products with some rows of a weight, chosen anew each time.
struct ChosenRowTests {
  private static let shapes = [(1, 1), (3, 50), (64, 33), (37, 200), (130, 129), (512, 70)]

  private func rows(_ weight: TestMatrix, _ kernels: any Kernels) -> WeightRows {
    guard let packed = kernels.pack(weight.matrix, transposed: true) as? QuantizedWeight else {
      return .values(weight.matrix)
    }
    return .bytes(QuantizedRows(packed))
  }

  private func product(
    _ kernels: any Kernels, _ a: Matrix, _ rows: WeightRows, _ ids: [Int32], _ bias: [Float], gap: Int = 3
  ) -> TestMatrix {
    let result = TestMatrix(a.rows, ids.count, gap: gap)
    ids.withUnsafeBufferPointer { kernels.product(a, rows, ids: $0, bias: bias, into: result.matrix) }
    #expect(result.isIntact)
    return result
  }

  /// As the plain loops have it; in bytes to the last bit.
  @Test(arguments: allBackends) func equalsReference(backend: CPUKernels) {
    var numbers = TestNumbers(21)
    for (k, n) in Self.shapes {
      let weight = TestMatrix(n, k, random: &numbers)
      let rows = rows(weight, backend)
      let bias = (0..<n).map { _ in Float(numbers.below(2001)) / 1000 - 1 }
      for m in [1, 2, 3, 4, 5, 6, 7, 13] {
        let a = TestMatrix(m, k, gap: 2, random: &numbers)
        for count in [1, 2, 3, 4, 5, 31, 32, 33] {
          let ids = (0..<count).map { _ in Int32(numbers.below(n)) }
          let actual = product(backend, a.matrix, rows, ids, bias)
          let expected = product(ReferenceKernels(), a.matrix, rows, ids, bias)
          if backend.precision == .int8 {
            expectSameBits(actual.values, expected.values, "\(backend.name) [\(m),\(k)], \(count) of \(n)")
          } else {
            expectClose(actual, expected, relative: 1e-5, absolute: 1e-5 * Float(k), backend.name)
          }
        }
      }
    }
  }

  /// A row's bits depend neither on the rows beside it nor on the other words.
  @Test(arguments: allBackends) func rowsAndWordsStandAlone(backend: CPUKernels) {
    var numbers = TestNumbers(22)
    let weight = TestMatrix(60, 130, random: &numbers)
    let rows = rows(weight, backend)
    let bias = [Float](repeating: 0.25, count: 60)
    let a = TestMatrix(9, 130, random: &numbers)
    let ids = (0..<60).map { Int32($0 * 7 % 60) }
    let together = product(backend, a.matrix, rows, ids, bias, gap: 0)
    for r in 0..<9 {
      for (place, id) in ids.enumerated() {
        let alone = product(backend, a.matrix.rows(r..<r + 1), rows, [id], bias)
        expectSameBits(alone.values, [together.matrix.row(r)[place]], backend.name)
      }
    }
  }

  /// In bytes they are the columns of the whole product.
  @Test(arguments: allBackends.filter { $0.precision == .int8 }) func areColumnsOfTheWhole(backend: CPUKernels) {
    var numbers = TestNumbers(23)
    let (weight, a) = (TestMatrix(100, 70, random: &numbers), TestMatrix(5, 70, random: &numbers))
    let whole = TestMatrix(5, 100)
    backend.product(a.matrix, backend.pack(weight.matrix, transposed: true), into: whole.matrix, accumulate: false)
    let ids: [Int32] = [99, 0, 31, 32, 33, 64, 5]
    let found = product(backend, a.matrix, rows(weight, backend), ids, [Float](repeating: 0, count: 100))
    let expected = (0..<5).flatMap { r in ids.map { whole.matrix.row(r)[Int($0)] } }
    expectSameBits(found.values, expected, backend.name)
  }
}
