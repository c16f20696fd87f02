import NMTKernels
import Testing

/// A chain of k products of numbers in −1 ..< 1 has partial sums near √k and rounds √k times independently (Higham 2002,
/// section 3.1): k·2⁻²⁴ covers it, and one forgotten product, near 0.25, is a thousand times larger.
private func tolerance(_ k: Int) -> Float { Float(k) * 0x1p-24 + 1e-6 }

/// Random numbers that bfloat16 holds exactly, so that one oracle and one tolerance serve both precisions.
private func randomMatrix(_ rows: Int, _ columns: Int, gap: Int = 0, _ numbers: inout TestNumbers) -> TestMatrix {
  let values = numbers.floats(rows * columns)
  return TestMatrix(rows, columns, gap: gap) { r, k in ReferenceKernels().roundedToBF16(values[r * columns + k]) }
}

struct ProductTests {
  private static let rowCounts = Array(1...27) + [31, 37, 48, 61, 64, 70]
  private static let shapes = [
    (1, 1), (3, 5), (7, 33), (16, 16), (37, 31), (19, 65), (130, 129), (257, 70), (520, 300),
  ]

  @Test(arguments: productBackends) func packedEqualsReference(backend: CPUKernels) {
    var numbers = TestNumbers(1)
    for (k, n) in Self.shapes {
      for transposed in [false, true] {
        let weight = randomMatrix(transposed ? n : k, transposed ? k : n, gap: 3, &numbers)
        let packed = backend.pack(weight.matrix, transposed: transposed)
        #expect(packed.depth == k && packed.columns == n)
        for m in Self.rowCounts {
          let a = randomMatrix(m, k, gap: m % 3, &numbers)
          let c = randomMatrix(m, n, gap: m % 5, &numbers)
          for accumulate in [false, true] {
            let (actual, expected) = (TestMatrix(copy: c), TestMatrix(copy: c))
            backend.product(a.matrix, packed, into: actual.matrix, accumulate: accumulate)
            ReferenceKernels().product(
              a.matrix, transposed: false, weight.matrix, transposed: transposed, into: expected.matrix,
              accumulate: accumulate)
            expectClose(
              actual, expected, relative: tolerance(k), absolute: tolerance(k),
              "\(backend.name) [\(m),\(k)]·[\(k),\(n)] transposed \(transposed) accumulate \(accumulate)")
          }
        }
      }
    }
  }

  @Test(arguments: productBackends) func freshEqualsReference(backend: CPUKernels) {
    var numbers = TestNumbers(2)
    for (k, n) in Self.shapes + [(14, 512), (512, 14), (40, 1030)] {
      for m in [1, 2, 3, 5, 8, 13, 24, 25, 40, 69, 200] {
        for (ta, tb) in [(false, false), (false, true), (true, false), (true, true)] {
          let a = randomMatrix(ta ? k : m, ta ? m : k, gap: 1, &numbers)
          let b = randomMatrix(tb ? n : k, tb ? k : n, gap: 2, &numbers)
          let c = randomMatrix(m, n, gap: 3, &numbers)
          let accumulate = m % 2 == 0
          let (actual, expected) = (TestMatrix(copy: c), TestMatrix(copy: c))
          backend.product(
            a.matrix, transposed: ta, b.matrix, transposed: tb, into: actual.matrix, accumulate: accumulate)
          ReferenceKernels().product(
            a.matrix, transposed: ta, b.matrix, transposed: tb, into: expected.matrix, accumulate: accumulate)
          expectClose(
            actual, expected, relative: tolerance(k), absolute: tolerance(k),
            "\(backend.name) [\(m),\(k)]·[\(k),\(n)] transposed \(ta), \(tb) accumulate \(accumulate)")
        }
      }
    }
  }

  /// Uses of every size, empty ones among them, whose common depth is more than one block.
  @Test(arguments: productBackends) func weightGradientEqualsReference(backend: CPUKernels) {
    var numbers = TestNumbers(5)
    let depths = [
      [1], [2], [3, 1], [0, 5, 0], [7, 7, 6, 5, 1], [64, 63, 0, 31], [400, 333], [1500, 700, 3], [0], [],
    ]
    for (out, into) in [(1, 1), (5, 33), (24, 64), (61, 70), (130, 40), (16, 2070)] {
      for rows in depths where out * into < 5000 || rows.count < 4 {
        let uses = rows.map {
          (randomMatrix($0, into, gap: $0 % 4, &numbers), randomMatrix($0, out, gap: ($0 + 1) % 3, &numbers))
        }
        let c = randomMatrix(out, into, gap: 3, &numbers)
        for accumulate in [false, true] {
          let (actual, expected) = (TestMatrix(copy: c), TestMatrix(copy: c))
          let list = uses.map { WeightUse(x: $0.0.matrix, dy: $0.1.matrix) }
          let squares = backend.weightGradient(list, into: actual.matrix, accumulate: accumulate)
          ReferenceKernels().weightGradient(list, into: expected.matrix, accumulate: accumulate)
          // Sums in double precision of the same squares, in another order.
          let exact = actual.values.reduce(0) { $0 + Double($1) * Double($1) }
          #expect(abs(squares - exact) <= 1e-12 * exact, "\(backend.name) squares [\(out),\(into)] of \(rows)")
          let error = tolerance(rows.reduce(0, +))
          expectClose(
            actual, expected, relative: error, absolute: error,
            "\(backend.name) weight gradient [\(out),\(into)] of \(rows) rows, accumulate \(accumulate)")
        }
        // The list holds their memory, not them, and an array may go after its last use.
        withExtendedLifetime(uses) {}
      }
    }
  }

  /// Depths of several blocks, one of them odd, and more rows than a block has: what training multiplies.
  @Test(arguments: productBackends) func sizesOfTrainingEqualReference(backend: CPUKernels) {
    var numbers = TestNumbers(8)
    for (m, k, n) in [(200, 70, 130), (97, 2501, 140), (13, 4203, 66)] {
      let (a, b) = (randomMatrix(m, k, gap: 3, &numbers), randomMatrix(k, n, gap: 1, &numbers))
      let bT = TestMatrix(n, k, gap: 2) { r, j in b.matrix.row(j)[r] }
      let aT = TestMatrix(k, m, gap: 5) { r, i in a.matrix.row(i)[r] }
      let c = randomMatrix(m, n, gap: 4, &numbers)
      let (packed, packedT) = (
        backend.pack(b.matrix, transposed: false), backend.pack(bT.matrix, transposed: true)
      )
      for accumulate in [false, true] {
        let (expected, actual) = (TestMatrix(copy: c), (0..<4).map { _ in TestMatrix(copy: c) })
        ReferenceKernels().product(
          a.matrix, transposed: false, b.matrix, transposed: false, into: expected.matrix, accumulate: accumulate)
        backend.product(a.matrix, packed, into: actual[0].matrix, accumulate: accumulate)
        backend.product(a.matrix, packedT, into: actual[1].matrix, accumulate: accumulate)
        backend.product(
          a.matrix, transposed: false, b.matrix, transposed: false, into: actual[2].matrix, accumulate: accumulate)
        backend.weightGradient(
          [WeightUse(x: b.matrix, dy: aT.matrix)], into: actual[3].matrix, accumulate: accumulate)
        for (kind, actual) in zip(["packed", "packed transposed", "fresh", "gradient"], actual) {
          expectClose(
            actual, expected, relative: tolerance(k), absolute: tolerance(k),
            "\(backend.name) \(kind) [\(m),\(k)]·[\(k),\(n)] accumulate \(accumulate)")
        }
      }
    }
  }

  /// Row strides that are multiples of 4 KiB fall into the same cache sets: the results must not care.
  @Test(arguments: productBackends) func aliasingStrides(backend: CPUKernels) {
    var numbers = TestNumbers(3)
    for (m, k, n) in [(13, 1024, 64), (30, 2048, 200)] {
      let (a, b) = (randomMatrix(m, k, &numbers), randomMatrix(k, n, gap: 1024 - n, &numbers))
      let (actual, packed, expected) = (TestMatrix(m, n), TestMatrix(m, n), TestMatrix(m, n))
      backend.product(a.matrix, transposed: false, b.matrix, transposed: false, into: actual.matrix, accumulate: false)
      backend.product(
        a.matrix, backend.pack(b.matrix, transposed: false), into: packed.matrix, accumulate: false)
      ReferenceKernels().product(
        a.matrix, transposed: false, b.matrix, transposed: false, into: expected.matrix, accumulate: false)
      expectClose(actual, expected, relative: tolerance(k), absolute: tolerance(k), "\(backend.name) fresh")
      expectClose(packed, expected, relative: tolerance(k), absolute: tolerance(k), "\(backend.name) packed")
    }
  }

  /// The contract that lets a batch be cut and sorted at will: every row of a product has the bits that it has alone.
  @Test(arguments: productBackends) func rowsDoNotDependOnEachOther(backend: CPUKernels) {
    var numbers = TestNumbers(4)
    for (k, n) in [(37, 31), (64, 200), (300, 77), (513, 1100)] {
      let (most, weight) = (70, randomMatrix(k, n, &numbers))
      let (a, keys) = (randomMatrix(most, k, gap: 5, &numbers), randomMatrix(n, k, &numbers))
      let packed = backend.pack(weight.matrix, transposed: false)
      let products: [(String, (Matrix, Matrix) -> Void)] = [
        ("packed", { backend.product($0, packed, into: $1, accumulate: false) }),
        (
          "fresh",
          { backend.product($0, transposed: false, weight.matrix, transposed: false, into: $1, accumulate: false) }
        ),
        (
          "by rows",
          { backend.product($0, transposed: false, keys.matrix, transposed: true, into: $1, accumulate: false) }
        ),
      ]
      for (kind, product) in products {
        let alone = TestMatrix(most, n)
        for r in 0..<most { product(a.matrix.rows(r..<r + 1), alone.matrix.rows(r..<r + 1)) }
        for m in 1...most {
          let (first, together) = (most - m, TestMatrix(m, n, gap: 3))
          product(a.matrix.rows(first..<most), together.matrix)
          expectSameBits(
            together.values, Array(alone.values[(first * n)...]), "\(backend.name) \(kind) [\(m),\(k)]·[\(k),\(n)]")
        }
      }
    }
  }

  /// Packs a whole weight, its rows block by block, and one block alone: the other blocks keep their values.
  @Test(arguments: productBackends) func repackingTakesNewValues(backend: CPUKernels) {
    var numbers = TestNumbers(5)
    for (rows, columns) in [(21, 34), (64, 33), (103, 70)] {
      let old = randomMatrix(rows, columns, gap: 2, &numbers)
      let new = randomMatrix(rows, columns, gap: 1, &numbers)
      let blocks = stride(from: 0, to: rows, by: packingUnit).map { $0..<min($0 + packingUnit, rows) }
      for taken in [[0..<rows], blocks, Array(blocks.suffix(1))] {
        let mixed = TestMatrix(rows, columns) { r, k in
          taken.contains { $0.contains(r) } ? new.matrix.row(r)[k] : old.matrix.row(r)[k]
        }
        for transposed in [false, true] {
          let packed = backend.pack(old.matrix, transposed: transposed)
          for block in taken { packed.repack(from: new.matrix, rows: block) }
          let direct = backend.pack(mixed.matrix, transposed: transposed)
          let a = randomMatrix(9, packed.depth, &numbers)
          let (c, d) = (TestMatrix(9, packed.columns), TestMatrix(9, packed.columns))
          backend.product(a.matrix, packed, into: c.matrix, accumulate: false)
          backend.product(a.matrix, direct, into: d.matrix, accumulate: false)
          expectSameBits(c.values, d.values, "\(backend.name) [\(rows),\(columns)] \(transposed) \(taken)")
        }
      }
    }
  }

  /// Times one: the packed path and weight gradients round to nearest even, everything else keeps all bits.
  @Test(arguments: productBackends) func roundsOperands(backend: CPUKernels) {
    var numbers = TestNumbers(7)
    let n = 96
    let identity = TestMatrix(n, n) { r, k in r == k ? 1 : 0 }
    let x = TestMatrix(n, n, random: &numbers)
    let bf16 = backend.precision == .bf16
    let rounded = TestMatrix(n, n) { r, k in
      bf16 ? ReferenceKernels().roundedToBF16(x.matrix.row(r)[k]) : x.matrix.row(r)[k]
    }
    let c = TestMatrix(n, n)
    backend.product(
      x.matrix, backend.pack(identity.matrix, transposed: false), into: c.matrix, accumulate: false)
    expectSameBits(c.values, rounded.values, "\(backend.name) left")
    for transposed in [false, true] {
      backend.product(
        identity.matrix, backend.pack(x.matrix, transposed: transposed), into: c.matrix, accumulate: false)
      let expected = TestMatrix(n, n) { r, k in transposed ? rounded.matrix.row(k)[r] : rounded.matrix.row(r)[k] }
      expectSameBits(c.values, expected.values, "\(backend.name) packed, transposed \(transposed)")
    }
    // OpenBLAS makes no promise about bits.
    if backend.instructions == .plain, !bf16 { return }
    backend.weightGradient([WeightUse(x: x.matrix, dy: identity.matrix)], into: c.matrix, accumulate: false)
    expectSameBits(c.values, rounded.values, "\(backend.name) gradient")
    backend.product(
      identity.matrix, transposed: false, x.matrix, transposed: false, into: c.matrix, accumulate: false)
    expectSameBits(c.values, x.values, "\(backend.name) fresh")
  }

  /// A depth of 0 is a sum over nothing; no rows and no columns are no work.
  @Test(arguments: productBackends) func emptyExtents(backend: CPUKernels) {
    let (a, b) = (TestMatrix(3, 0), TestMatrix(0, 5))
    let c = TestMatrix(3, 5) { r, k in Float(r + k) }
    backend.product(a.matrix, transposed: false, b.matrix, transposed: false, into: c.matrix, accumulate: true)
    #expect(c.values[6] == 2)
    backend.product(a.matrix, backend.pack(b.matrix, transposed: false), into: c.matrix, accumulate: false)
    #expect(c.values.allSatisfy { $0 == 0 } && c.isIntact)
    let none = TestMatrix(0, 5)
    backend.product(
      TestMatrix(0, 4).matrix, transposed: false, TestMatrix(4, 5).matrix, transposed: false,
      into: none.matrix, accumulate: false)
    #expect(none.isIntact)
  }

  /// One NaN or infinity in A reaches its own row and no other.
  @Test(arguments: productBackends) func nonFiniteStaysInItsRow(backend: CPUKernels) {
    var numbers = TestNumbers(6)
    let (a, b) = (randomMatrix(20, 40, &numbers), randomMatrix(40, 50, &numbers))
    a.matrix.row(7)[39] = .nan
    let c = TestMatrix(20, 50)
    backend.product(a.matrix, backend.pack(b.matrix, transposed: false), into: c.matrix, accumulate: false)
    for r in 0..<20 {
      for k in 0..<50 { #expect(c.matrix.row(r)[k].isNaN == (r == 7)) }
    }
  }
}
