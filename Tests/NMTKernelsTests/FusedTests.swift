import Foundation
import NMTKernels
import Testing

struct FusedTests {
  private let reference = ReferenceKernels()

  /// One step and its gradient on one backend; the backward pass reads the oracle's forward values. `inPlace`: everything
  /// is in `input`, which the activations and then their gradients overwrite.
  private func step(_ kernels: any Kernels, rows: Int, width: Int, inPlace: Bool) -> [(String, TestMatrix)] {
    var numbers = TestNumbers(41)
    let input = TestMatrix(rows, 4 * width, gap: 1, random: &numbers, scale: 3)
    let bias = testVector(numbers.floats(4 * width))
    let previous = TestMatrix(rows, width, gap: 3, random: &numbers, scale: 2)
    let (gates, cell) = (inPlace ? input : TestMatrix(rows, 4 * width, gap: 1), TestMatrix(rows, width, gap: 5))
    let hidden = TestMatrix(rows, width)
    let dHidden = TestMatrix(rows, width, gap: 1, random: &numbers)
    let dCell = TestMatrix(rows, width, gap: 2, random: &numbers)
    func run(_ input: Matrix, _ gates: Matrix, _ cell: Matrix, _ hidden: Matrix) -> LSTMStep {
      LSTMStep(
        input: input, bias: inPlace ? UnsafePointer(bias.base) : nil,
        previousCell: previous.matrix, gates: gates, cell: cell, hidden: hidden)
    }
    let unchanged = TestMatrix(copy: input)
    kernels.lstm(run(input.matrix, gates.matrix, cell.matrix, hidden.matrix))
    let activations = TestMatrix(copy: gates)
    let exact = (TestMatrix(rows, 4 * width), TestMatrix(rows, width), TestMatrix(rows, width))
    let oracle = run(unchanged.matrix, exact.0.matrix, exact.1.matrix, exact.2.matrix)
    reference.lstm(oracle)
    let dGates = inPlace ? exact.0 : TestMatrix(rows, 4 * width, gap: 2)
    let dBias = TestMatrix(copy: bias)
    kernels.lstmBackward(
      oracle, dHidden: dHidden.matrix, dCell: dCell.matrix, dGates: dGates.matrix, dBias: inPlace ? dBias.base : nil)
    return [
      ("gates", activations), ("cell", cell), ("hidden", hidden), ("dCell", dCell), ("dGates", dGates),
      ("dBias", dBias),
    ]
  }

  /// Gates err by 2.6 units in the last place, and the cell adds two products of them: ten units of values below 4; the
  /// bias's gradient adds 64 of them.
  @Test(arguments: backends, [false, true]) func lstmEqualsReference(backend: CPUKernels, inPlace: Bool) {
    for (rows, width) in [(1, 1), (2, 5), (3, 16), (5, 17), (7, 33), (64, 40)] {
      let actual = step(backend, rows: rows, width: width, inPlace: inPlace)
      let expected = step(reference, rows: rows, width: width, inPlace: inPlace)
      for (a, e) in zip(actual, expected) {
        let error: Float = a.0 == "dBias" ? 1e-5 : 1e-6
        expectClose(a.1, e.1, relative: error, absolute: error, "\(backend.name) lstm \(a.0) [\(rows),\(width)]")
      }
    }
  }

  /// By hand: all pre-activations 0 give gates ½, ½, 0, ½; with a previous cell of 1 the cell is ½, the output ½·tanh ½.
  @Test(arguments: backends) func lstmByHand(backend: CPUKernels) {
    let (zero, one) = (TestMatrix(1, 4), TestMatrix(1, 1) { _, _ in 1 })
    let (gates, cell, hidden) = (TestMatrix(1, 4), TestMatrix(1, 1), TestMatrix(1, 1))
    backend.lstm(
      LSTMStep(
        input: zero.matrix, previousCell: one.matrix, gates: gates.matrix, cell: cell.matrix,
        hidden: hidden.matrix))
    #expect(gates.values == [0.5, 0.5, 0, 0.5])
    #expect(cell.values == [0.5])
    #expect(abs(hidden.values[0] - 0.231_058_58) < 1e-7)
  }

  /// Sums of up to 130 tanh times v: 130 · 2⁻²⁴ and 2.6 units in the last place of each.
  @Test(arguments: backends) func additiveAttentionEqualsReference(backend: CPUKernels) {
    var numbers = TestNumbers(42)
    for (T, S, H) in [(1, 1, 1), (2, 3, 5), (5, 4, 16), (3, 7, 17), (6, 5, 130)] {
      let queries = TestMatrix(T, H, gap: 1, random: &numbers, scale: 2)
      let (keys, v) = (TestMatrix(S, H, gap: 2, random: &numbers, scale: 2), testVector(numbers.floats(H)))
      let dScores = TestMatrix(T, S, gap: 3, random: &numbers)
      let start = (TestMatrix(T, H, gap: 3, random: &numbers), TestMatrix(S, H, random: &numbers))
      var results: [[TestMatrix]] = []
      for kernels in [backend as any Kernels, reference] {
        let (scores, dQueries, dKeys) = (
          TestMatrix(T, S, gap: 1), TestMatrix(copy: start.0), TestMatrix(copy: start.1)
        )
        let dV = TestMatrix(copy: v)
        kernels.additiveScores(queries: queries.matrix, keys: keys.matrix, v: v.base, into: scores.matrix)
        kernels.additiveScoresBackward(
          queries: queries.matrix, keys: keys.matrix, v: v.base, dScores: dScores.matrix, dQueries: dQueries.matrix,
          dKeys: dKeys.matrix, dV: dV.base)
        results.append([scores, dQueries, dKeys, dV])
      }
      for (k, what) in ["scores", "dQueries", "dKeys", "dV"].enumerated() {
        expectClose(
          results[0][k], results[1][k], relative: 1e-5, absolute: 1e-5, "\(backend.name) \(what) [\(T),\(S),\(H)]")
      }
    }
  }

  /// Probabilities err like softmax's (64 · 2⁻²⁴ relative); the loss adds rows of values below 10.
  @Test(arguments: backends) func crossEntropyEqualsReference(backend: CPUKernels) {
    var numbers = TestNumbers(43)
    for (rows, words) in [(1, 2), (3, 16), (4, 17), (7, 101), (5, 1000)] {
      for (smoothing, gradientScale) in [(0, nil), (0.1, nil), (0, 1), (0.1, 0.01)] as [(Float, Float?)] {
        let logits = TestMatrix(rows, words, gap: 3, random: &numbers, scale: 8)
        let targets = (0..<rows).map { _ in Int32(numbers.below(words)) }
        let (actual, expected) = (TestMatrix(copy: logits), TestMatrix(copy: logits))
        let bias = testVector(numbers.floats(words))
        let dBias = (TestMatrix(copy: bias), TestMatrix(copy: bias))
        func run(_ kernels: any Kernels, _ logits: TestMatrix, _ dBias: TestMatrix) -> (
          loss: Double, negativeLogLikelihood: Double
        ) {
          targets.withUnsafeBufferPointer {
            kernels.crossEntropy(
              CrossEntropyRows(
                logits: logits.matrix, bias: rows == 3 ? nil : UnsafePointer(bias.base), targets: $0.baseAddress!,
                smoothing: smoothing, gradientScale: gradientScale, dBias: rows == 3 ? nil : dBias.base))
          }
        }
        let a = run(backend, actual, dBias.0)
        let e = run(reference, expected, dBias.1)
        let what = "\(backend.name) [\(rows),\(words)] smoothing \(smoothing)"
        #expect(abs(a.loss - e.loss) <= 1e-5 * Double(rows), "\(what)")
        #expect(abs(a.negativeLogLikelihood - e.negativeLogLikelihood) <= 1e-5 * Double(rows), "\(what)")
        if gradientScale != nil {
          expectClose(actual, expected, relative: 5e-6, absolute: 2e-7 * (gradientScale ?? 0), what)
        }
        expectClose(dBias.0, dBias.1, relative: 5e-6, absolute: 1e-6, "\(what) dBias")
      }
    }
  }

  /// By hand: two logits that the bias makes equal, target 0, no smoothing: loss ln 2, gradient (½ − 1, ½); and a NaN is seen in the loss.
  @Test(arguments: backends) func crossEntropyByHand(backend: CPUKernels) {
    let target: [Int32] = [0]
    target.withUnsafeBufferPointer {
      let (logits, bias) = (testVector([3, 2]), testVector([0, 1]))
      let rows = CrossEntropyRows(
        logits: logits.matrix, bias: UnsafePointer(bias.base), targets: $0.baseAddress!, smoothing: 0,
        gradientScale: 1)
      let loss = backend.crossEntropy(rows)
      #expect(abs(loss.loss - log(2)) < 1e-7 && loss.loss == loss.negativeLogLikelihood)
      #expect(logits.values == [-0.5, 0.5])
      let bad = testVector([0, .nan, 1])
      let spoiled = CrossEntropyRows(logits: bad.matrix, targets: $0.baseAddress!, smoothing: 0.1)
      #expect(backend.crossEntropy(spoiled).loss.isNaN)
    }
  }
}
