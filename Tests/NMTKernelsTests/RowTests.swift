import Foundation
import NMTKernels
import Testing

/// Rows × columns around every vector width and block.
private let shapes = [(1, 1), (2, 3), (3, 16), (5, 17), (4, 31), (7, 64), (2, 65), (6, 130), (3, 1000)]

struct RowTests {
  private let reference = ReferenceKernels()

  @Test(arguments: backends) func biasAndSums(backend: CPUKernels) {
    var numbers = TestNumbers(31)
    for (rows, columns) in shapes {
      let c = TestMatrix(rows, columns, gap: 3, random: &numbers)
      let (bias, copy) = (testVector(numbers.floats(columns)), TestMatrix(copy: c))
      backend.addBias(bias.base, to: c.matrix)
      reference.addBias(bias.base, to: copy.matrix)
      expectClose(c, copy, relative: 0, absolute: 0, "\(backend.name) addBias [\(rows),\(columns)]")
      let (sum, sum2) = (TestMatrix(copy: bias), TestMatrix(copy: bias))
      backend.sumRows(c.matrix, into: sum.base)
      reference.sumRows(c.matrix, into: sum2.base)
      // At most seven rows of values below 2.
      expectClose(sum, sum2, relative: 1e-6, absolute: 2e-6, "\(backend.name) sumRows [\(rows),\(columns)]")
    }
  }

  @Test(arguments: backends) func gatherAndScatter(backend: CPUKernels) {
    var numbers = TestNumbers(32)
    for (rows, columns) in shapes {
      let table = TestMatrix(11, columns, gap: 2, random: &numbers)
      let ids = (0..<rows).map { _ in Int32(numbers.below(11)) } + [Int32(3), 3]  // one row twice
      let out = TestMatrix(ids.count, columns, gap: 1)
      backend.gather(table.matrix, ids, into: out.matrix)
      for (r, id) in ids.enumerated() {
        for k in 0..<columns { #expect(out.matrix.row(r)[k] == table.matrix.row(Int(id))[k]) }
      }
      #expect(out.isIntact)
      let expected = TestMatrix(copy: table)
      backend.scatterAdd(out.matrix, ids, into: table.matrix)
      reference.scatterAdd(out.matrix, ids, into: expected.matrix)
      expectClose(table, expected, relative: 0, absolute: 0, "\(backend.name) scatterAdd [\(rows),\(columns)]")
    }
  }

  /// exp errs by one unit in the last place and lanes add up to 63 terms: 64 · 2⁻²⁴ relative; logarithms and scores keep
  /// that as an absolute error, beside the rounding of values near 30.
  @Test(arguments: backends) func softmaxForms(backend: CPUKernels) {
    var numbers = TestNumbers(33)
    for (rows, columns) in shapes {
      let x = TestMatrix(rows, columns, gap: 3, random: &numbers, scale: 30)
      let forms: [(String, (any Kernels, Matrix) -> Void)] = [
        ("softmax", { $0.softmax($1) }), ("logSoftmax", { $0.logSoftmax($1) }),
      ]
      for (what, kernel) in forms {
        let (actual, expected) = (TestMatrix(copy: x), TestMatrix(copy: x))
        kernel(backend, actual.matrix)
        kernel(reference, expected.matrix)
        expectClose(
          actual, expected, relative: 4e-6, absolute: what == "softmax" ? 0 : 8e-6,
          "\(backend.name) \(what) [\(rows),\(columns)]")
      }
    }
  }

  @Test(arguments: backends) func softmaxBackwardEqualsReference(backend: CPUKernels) {
    var numbers = TestNumbers(34)
    for (rows, columns) in shapes {
      let y = TestMatrix(rows, columns, gap: 1, random: &numbers)
      reference.softmax(y.matrix)
      let dy = TestMatrix(rows, columns, gap: 2, random: &numbers)
      let actual = TestMatrix(rows, columns, gap: 3, random: &numbers)
      let expected = TestMatrix(copy: actual)
      backend.softmaxBackward(y: y.matrix, dy: dy.matrix, into: actual.matrix)
      reference.softmaxBackward(y: y.matrix, dy: dy.matrix, into: expected.matrix)
      expectClose(actual, expected, relative: 1e-6, absolute: 5e-7, "\(backend.name) [\(rows),\(columns)]")
    }
  }

  /// Values far from zero on a large mean, where the short formula for the variance would cancel.
  @Test(arguments: backends) func layerNormEqualsReference(backend: CPUKernels) {
    var numbers = TestNumbers(35)
    for (rows, columns) in shapes where columns > 1 {
      let noise = TestMatrix(rows, columns, random: &numbers)
      let x = TestMatrix(rows, columns, gap: 2) { r, k in 100 + noise.matrix.row(r)[k] }
      let (gain, bias) = (testVector(numbers.floats(columns)), testVector(numbers.floats(columns)))
      let dy = TestMatrix(rows, columns, gap: 1, random: &numbers)
      var results: [[TestMatrix]] = []
      for kernels in [backend as any Kernels, reference] {
        let (y, mean, inverse) = (TestMatrix(rows, columns, gap: 3), TestMatrix(1, rows), TestMatrix(1, rows))
        kernels.layerNorm(
          x.matrix, gain: gain.base, bias: bias.base, epsilon: 1e-5, into: y.matrix, mean: mean.base,
          inverse: inverse.base)
        let (dx, dGain, dBias) = (TestMatrix(copy: dy), TestMatrix(copy: gain), TestMatrix(copy: bias))
        // The oracle's statistics on both sides: the backward kernel is judged by itself.
        let (fixedMean, fixedInverse) = results.isEmpty ? (mean, inverse) : (results[0][1], results[0][2])
        kernels.layerNormBackward(
          x: x.matrix, gain: gain.base, mean: fixedMean.base, inverse: fixedInverse.base, dy: dy.matrix,
          dx: dx.matrix, dGain: dGain.base, dBias: dBias.base)
        results.append([y, mean, inverse, dx, dGain, dBias])
      }
      // The mean near 100 is rounded to 8·10⁻⁶, which the differences inherit times 1/σ, below 12.
      for (k, what) in ["y", "mean", "inverse", "dx", "dGain", "dBias"].enumerated() {
        expectClose(
          results[0][k], results[1][k], relative: 3e-5, absolute: 1.5e-4,
          "\(backend.name) layerNorm \(what) [\(rows),\(columns)]")
      }
    }
  }

  /// A NaN or an infinity spoils its row, visibly, and no other.
  @Test(arguments: backends) func nonFiniteSurvives(backend: CPUKernels) {
    for bad: Float in [.nan, .infinity] {
      for place in [0, 5, 15, 16, 40] {
        let x = TestMatrix(2, 41) { r, k in r == 1 && k == place ? bad : 0.5 }
        let copy = TestMatrix(copy: x)
        backend.softmax(x.matrix)
        backend.logSoftmax(copy.matrix)
        for m in [x, copy] {
          #expect((0..<41).allSatisfy { m.matrix.row(0)[$0].isFinite }, "\(backend.name) \(bad) at \(place)")
          #expect((0..<41).contains { m.matrix.row(1)[$0].isNaN }, "\(backend.name) \(bad) at \(place)")
        }
      }
    }
  }

  /// A row alone and among others has the same bits.
  @Test(arguments: backends) func rowsDoNotDependOnEachOther(backend: CPUKernels) {
    var numbers = TestNumbers(36)
    let x = TestMatrix(9, 77, gap: 3, random: &numbers, scale: 5)
    let (together, alone) = (TestMatrix(copy: x), TestMatrix(copy: x))
    backend.logSoftmax(together.matrix)
    for r in 0..<9 { backend.logSoftmax(alone.matrix.rows(r..<r + 1)) }
    expectSameBits(together.values, alone.values, backend.name)
  }
}
