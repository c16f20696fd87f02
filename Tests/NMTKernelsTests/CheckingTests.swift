import NMTKernels
import Synchronization
import Testing

/// Checked kernels and the words of what they refused.
private final class Refusals: Sendable {
  private let words = Mutex<[String]>([])

  var all: [String] { words.withLock { $0 } }

  func kernels(_ base: any Kernels = ReferenceKernels()) -> CheckingKernels {
    CheckingKernels(base) { text in self.words.withLock { $0.append(text) } }
  }
}

/// `CheckingKernels`: every kind of rule, broken once and kept once.
struct CheckingTests {
  /// Random matrices, the same in each run.
  private func matrix(_ rows: Int, _ columns: Int, gap: Int = 0) -> TestMatrix {
    var numbers = TestNumbers(UInt64(100 * rows + columns))
    return TestMatrix(rows, columns, gap: gap, random: &numbers)
  }

  /// The words for a call that must be refused and change nothing in `unchanged`.
  private func refusal(
    of unchanged: TestMatrix, by base: any Kernels = ReferenceKernels(), _ call: (CheckingKernels) -> Void
  ) -> [String] {
    let refusals = Refusals()
    let before = unchanged.values
    call(refusals.kernels(base))
    expectSameBits(unchanged.values, before, "a refused call was made")
    return refusals.all
  }

  @Test func aWrongShapeIsNamed() {
    let (y, dy, dx) = (matrix(3, 4), matrix(3, 5), matrix(3, 4))
    let words = refusal(of: dx) { $0.softmaxBackward(y: y.matrix, dy: dy.matrix, into: dx.matrix) }
    #expect(words == ["softmaxBackward: dy is [3,5], expected [3,4]"])
  }

  @Test func tooFewRowsAreNamedAndMoreAreAllowed() {
    let (hidden, cell, previous) = (matrix(3, 2), matrix(3, 2), matrix(5, 2))
    func step(_ input: TestMatrix) -> LSTMStep {
      LSTMStep(
        input: input.matrix, previousCell: previous.matrix, gates: input.matrix, cell: cell.matrix,
        hidden: hidden.matrix)
    }
    let (few, more) = (matrix(2, 8), matrix(4, 8))
    let words = refusal(of: hidden) { $0.lstm(step(few)) }
    #expect(words == ["lstm: input is [2,8], expected [3,8] or more rows"])
    let refusals = Refusals()
    refusals.kernels().lstm(step(more))
    #expect(refusals.all.isEmpty && hidden.values.allSatisfy { !$0.isNaN })
  }

  @Test(arguments: [-1, 3] as [Int32]) func anIdOutsideOfItsTableIsNamed(id: Int32) {
    let (table, out) = (matrix(3, 4), matrix(2, 4))
    let words = refusal(of: out) { $0.gather(table.matrix, [1, id], into: out.matrix) }
    #expect(words == ["gather: ids has \(id), which is not a row of a table with 3"])
  }

  @Test func aResultInMemoryThatIsReadIsNamed() {
    let (y, dx) = (matrix(3, 4), matrix(3, 4))
    let words = refusal(of: dx) { $0.softmaxBackward(y: y.matrix, dy: dx.matrix, into: dx.matrix) }
    #expect(words == ["softmaxBackward: dx, which is written, overlaps dy; give it memory of its own"])
  }

  @Test func twoResultsInOnePlaceAreNamed() {
    let (x, y, row, place) = (matrix(2, 4), matrix(2, 4), matrix(1, 4), matrix(1, 3))
    let words = refusal(of: place) {
      $0.layerNorm(
        x.matrix, gain: row.base, bias: row.base, epsilon: 0, into: y.matrix, mean: place.base, inverse: place.base + 1)
    }
    #expect(words == ["layerNorm: inverse, which is written, overlaps mean; give it memory of its own"])
  }

  @Test func aResultWithoutAPartnerIsAlone() {
    let (input, recurrent, gates, state) = (matrix(2, 9), matrix(2, 9), matrix(2, 9), matrix(2, 3))
    let step = GRUStep(
      input: input.matrix, recurrent: recurrent.matrix, previous: state.matrix, gates: gates.matrix,
      hidden: state.matrix)
    let words = refusal(of: state) { $0.gru(step) }
    #expect(words == ["gru: hidden, which is written, overlaps previous; give it memory of its own"])
  }

  @Test func aResultMayBeOnlyItsPartner() {
    let (gates, cell, previous, dCell) = (matrix(2, 4), matrix(2, 1), matrix(2, 1), matrix(2, 1))
    let (hidden, x) = (matrix(2, 1), matrix(2, 6))
    let step = LSTMStep(
      input: gates.matrix, previousCell: previous.matrix, gates: gates.matrix, cell: cell.matrix, hidden: hidden.matrix)
    let words = refusal(of: x) {
      $0.lstmBackward(
        step, dHidden: x.matrix.columns(3..<4), dCell: dCell.matrix, dGates: x.matrix.columns(0..<4), dBias: nil)
    }
    #expect(words == ["lstmBackward: dGates, which is written, overlaps dHidden; it may only be gates itself"])
  }

  @Test func aPartnerIsSharedWhollyOrNotAtAll() {
    let x = matrix(1, 8)
    let words = refusal(of: x) { $0.tanh(x.base, into: x.base + 1, count: 7) }
    #expect(
      words == [
        "tanh: y, which is written, overlaps x; they may be the same matrix (same start and stride), but not overlap "
          + "otherwise"
      ])
    let (rows, hidden) = (matrix(3, 4), matrix(2, 4))
    // A step down the same matrix: rows 1 and 2 over rows 0 and 1.
    let step = ElmanStep(input: rows.matrix.rows(0..<2), hidden: rows.matrix.rows(1..<3), activation: .tanh)
    #expect(refusal(of: rows) { $0.elman(step) }.count == 1)
    let refusals = Refusals()
    refusals.kernels().elman(
      ElmanStep(input: rows.matrix.rows(0..<2), hidden: rows.matrix.rows(0..<2), activation: .tanh))
    refusals.kernels().elman(ElmanStep(input: rows.matrix.rows(0..<2), hidden: hidden.matrix, activation: .tanh))
    #expect(refusals.all.isEmpty)
  }

  /// What is only read may overlap, columns side by side do not, and an operand may stand twice.
  @Test func whatIsAllowedIsDone() {
    let refusals = Refusals()
    let kernels = refusals.kernels()
    let (x, y) = (matrix(3, 6), matrix(3, 3))
    kernels.product(
      x.matrix.columns(0..<3), transposed: false, x.matrix.columns(1..<4), transposed: true, into: y.matrix,
      accumulate: false)
    kernels.gather(x.matrix.columns(0..<3), [2, 0, 1], into: x.matrix.columns(3..<6))
    kernels.multiply(y.base, y.base, into: x.base, count: 3, accumulate: false)
    kernels.multiply(y.base, x.base, into: y.base, count: 3, accumulate: true)
    kernels.add(x.base, scaledBy: 1, to: x.base + 3, count: 3)
    kernels.scatterAdd(x.matrix.rows(0..<0).columns(0..<3), [], into: y.matrix)
    #expect(refusals.all.isEmpty)
    #expect((x.values + y.values).allSatisfy { !$0.isNaN })
  }

  /// Kernels whose tanh adds where it should overwrite.
  private struct AddingKernels: KernelDecorator {
    let base: any Kernels = ReferenceKernels()

    func perform<Result>(
      _ kind: WorkKind, operations: Double, skipped: Result, _ call: @autoclosure () -> KernelCall,
      _ work: () -> Result
    ) -> Result { work() }

    func tanh(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {
      for k in 0..<n { y[k] += x[k] }
    }
  }

  @Test func aKernelThatReadsWhatItOverwritesSpoilsItsResult() {
    let (x, y) = (matrix(1, 5), TestMatrix(1, 5))
    Refusals().kernels(AddingKernels()).tanh(x.base, into: y.base, count: 5)
    #expect(y.values.allSatisfy { $0.isNaN })
    Refusals().kernels().tanh(x.base, into: y.base, count: 5)
    #expect(y.values.allSatisfy { !$0.isNaN })
  }

  /// Ends the process by default, with the words on stderr.
  @Test func aBrokenRuleEndsATest() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = UnsafeMutablePointer<Float>.allocate(capacity: 4)
      CheckingKernels(ReferenceKernels()).blend(x, share: 0.5, into: x + 1, count: 3)
    }
    let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(words.contains("blend: y, which is written, overlaps x"), "\(words)")
  }
}
