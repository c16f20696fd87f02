import NMTKernels
import Testing

/// SplitMix64: the tests' own numbers, the same on every run.
struct TestNumbers {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in −scale ..< scale.
  mutating func float(_ scale: Float = 1) -> Float { (Float(bits() >> 40) / 8_388_608 - 1) * scale }
  mutating func floats(_ count: Int, _ scale: Float = 1) -> [Float] { (0..<count).map { _ in float(scale) } }
  mutating func below(_ limit: Int) -> Int { Int(bits() % UInt64(limit)) }
}

/// A matrix with memory of its own. Gaps between rows and a margin on both sides hold a mark, so that a kernel which
/// writes where it must not is found out by `isIntact`.
final class TestMatrix {
  private static let mark = Float(bitPattern: 0x7FC0_BEEF)
  private static let margin = 64
  private let memory: UnsafeMutableBufferPointer<Float>
  let matrix: Matrix

  init(_ rows: Int, _ columns: Int, gap: Int = 0, fill: (Int, Int) -> Float = { _, _ in 0 }) {
    let stride = columns + gap
    memory = .allocate(capacity: rows * stride + 2 * Self.margin)
    memory.initialize(repeating: Self.mark)
    matrix = Matrix(memory.baseAddress! + Self.margin, rows: rows, columns: columns, stride: stride)
    for r in 0..<rows {
      for k in 0..<columns { matrix.row(r)[k] = fill(r, k) }
    }
  }

  convenience init(
    _ rows: Int, _ columns: Int, gap: Int = 0, random numbers: inout TestNumbers, scale: Float = 1
  ) {
    let values = numbers.floats(rows * columns, scale)
    self.init(rows, columns, gap: gap) { r, k in values[r * columns + k] }
  }

  convenience init(copy other: TestMatrix) {
    let from = other.matrix
    self.init(from.rows, from.columns, gap: from.stride - from.columns) { r, k in from.row(r)[k] }
  }

  deinit { memory.deallocate() }

  /// Memory of one row, as vectors are passed.
  var base: UnsafeMutablePointer<Float> { matrix.base }

  /// Row by row, without the gaps.
  var values: [Float] { (0..<matrix.rows).flatMap { r in (0..<matrix.columns).map { matrix.row(r)[$0] } } }

  /// Whether every mark outside the matrix still stands.
  var isIntact: Bool {
    memory.indices.allSatisfy { index in
      let place = index - Self.margin
      let inside =
        place >= 0 && place < matrix.rows * matrix.stride && place % matrix.stride < matrix.columns
      return inside || memory[index].bitPattern == Self.mark.bitPattern
    }
  }
}

/// A vector as a matrix of one row.
func testVector(_ values: [Float]) -> TestMatrix { TestMatrix(1, values.count) { _, k in values[k] } }

/// Shape first, then the marks, then the first element that differs by more than `absolute + relative · |expected|`, with
/// both values and the worst error of all. NaN equals NaN, an infinity only itself.
func expectClose(
  _ actual: TestMatrix, _ expected: TestMatrix, relative: Float, absolute: Float, _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let (a, e) = (actual.matrix, expected.matrix)
  guard a.rows == e.rows, a.columns == e.columns else {
    Issue.record("\(what()): [\(a.rows),\(a.columns)], not [\(e.rows),\(e.columns)]", sourceLocation: sourceLocation)
    return
  }
  if !actual.isIntact { Issue.record("\(what()): wrote outside", sourceLocation: sourceLocation) }
  var first: String?
  var worst: Float = 0
  for r in 0..<a.rows {
    for k in 0..<a.columns {
      let (x, y) = (a.row(r)[k], e.row(r)[k])
      if x == y || (x.isNaN && y.isNaN) { continue }
      let error = abs(x - y)
      if error <= absolute + relative * abs(y) && y.isFinite { continue }
      worst = error > worst ? error : worst
      first = first ?? "[\(r),\(k)] is \(x), not \(y)"
    }
  }
  if let first {
    Issue.record("\(what()): \(first); worst error \(worst)", sourceLocation: sourceLocation)
  }
}

/// Bit for bit; the first difference is named.
func expectSameBits(
  _ actual: [Float], _ expected: [Float], _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record("\(what()): \(actual.count) elements, not \(expected.count)", sourceLocation: sourceLocation)
    return
  }
  if let k = actual.indices.first(where: { actual[$0].bitPattern != expected[$0].bitPattern }) {
    Issue.record("\(what()): element \(k) is \(actual[k]), not \(expected[k])", sourceLocation: sourceLocation)
  }
}

/// The fast backends of this machine, one for each instruction set.
let backends = InstructionSet.available.map { CPUKernels(instructions: $0) }

/// Kernels of every instruction set here, with operands rounded to bfloat16.
let bf16Backends = InstructionSet.available.map { CPUKernels(precision: .bf16, instructions: $0) }

let productBackends = backends + bf16Backends

extension CPUKernels: CustomTestStringConvertible {
  public var testDescription: String { name }
}
