import Foundation
package import NMTKernels
import NMTSystem
package import NMTTensor
package import Testing

/// The backends on which every numeric test runs. Every call is checked: shapes, ids, shared memory.
package let backends: [any Kernels] = [CheckingKernels(ReferenceKernels()), CheckingKernels(cpuKernels())]

/// Kernels chosen by the environment, for code that cannot throw; Scripts/test.sh names only available sets.
package func cpuKernels() -> CPUKernels { try! CPUKernels() }

/// Numbers in ±1 that depend only on `name`.
package func numbers(_ count: Int, _ name: String) -> [Float] {
  var generator = RandomGenerator(seed: 7, name: name)
  return (0..<count).map { _ in 2 * generator.uniform() - 1 }
}

extension Matrix {
  /// All elements, row by row.
  package var elements: [Float] { (0..<rows).flatMap { r in (0..<columns).map { row(r)[$0] } } }

  package func set(_ values: [Float]) {
    precondition(values.count == rows * columns, "set: \(values.count) values for [\(rows), \(columns)]")
    for r in 0..<rows { for k in 0..<columns { row(r)[k] = values[r * columns + k] } }
  }
}

extension Tape {
  /// A leaf `[rows, columns]` with these values.
  package func leaf(_ values: [Float], rows: Int, columns: Int) -> Tensor {
    let x = tensor(rows: rows, columns: columns)
    x.values.set(values)
    return x
  }
}

/// Compares shape first, then every number: |a − b| ≤ tolerance · max(largest |b|, floor). Reports the worst place.
package func expectClose(
  _ a: [Float], _ b: [Float], tolerance: Float, floor: Float = 1e-3, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(a.count == b.count, "\(what): sizes", sourceLocation: sourceLocation)
  guard a.count == b.count, !a.isEmpty else { return }
  let scale = max(b.map(abs).max() ?? 0, floor)
  let errors = zip(a, b).map { abs($0 - $1) / scale }
  let bad = errors.firstIndex { !($0 <= tolerance) }
  let worst = errors.max() ?? 0
  #expect(
    bad == nil, "\(what): at \(bad ?? 0) \(a[bad ?? 0]) ≠ \(b[bad ?? 0]); worst error \(worst) of \(tolerance)",
    sourceLocation: sourceLocation)
}

/// An op under test: leaves by name and shape, parameters, and the op itself.
package struct OpCase: Sendable {
  package var name: String
  package var leaves: [(rows: Int, columns: Int)]
  package var parameters: @Sendable (ParameterBuilder) -> [Parameter]
  /// Returns all outputs of the op.
  package var op: @Sendable (Tape, [Tensor], [Parameter]) -> [Tensor]

  package init(
    name: String, leaves: [(rows: Int, columns: Int)],
    parameters: @escaping @Sendable (ParameterBuilder) -> [Parameter] = { _ in [] },
    op: @escaping @Sendable (Tape, [Tensor], [Parameter]) -> [Tensor]
  ) {
    (self.name, self.leaves, self.parameters, self.op) = (name, leaves, parameters, op)
  }
}

/// Compares the tape with central differences of Σ w ⊙ y for fixed random weights w.
///
/// Values are floats; the sum is in double precision. With step h = 2⁻⁷ and values near 1, rounding y causes an error
/// of about ε·√n/h ≈ 6e-8·10/8e-3 ≈ 1e-4, and the step's own error h²/6·f‴ has the same size. The bound is ten times
/// that, relative to the largest gradient of the leaf.
package func checkGradients(_ test: OpCase, _ kernels: any Kernels) {
  let builder = ParameterBuilder()
  let parameters = test.parameters(builder)
  if builder.isEmpty { _ = builder.vector("unused", count: 1, .zeros) }
  let store = ParameterStore(builder, seed: 3, kernels: kernels)
  let gradients = store.gradientBuffer()
  for p in store.specs { store.matrix(p).set(numbers(p.count, p.path)) }
  store.weightsChanged()
  var leaves = test.leaves.enumerated().map { numbers($1.rows * $1.columns, "\(test.name) \($0)") }

  func outputs(_ tape: Tape) -> (leaves: [Tensor], outputs: [Tensor]) {
    let tensors = zip(test.leaves, leaves).map { tape.leaf($1, rows: $0.rows, columns: $0.columns) }
    return (tensors, test.op(tape, tensors, parameters))
  }
  func weights(_ k: Int, _ y: Tensor) -> [Float] { numbers(y.rows * y.columns, "weights \(k)") }
  func value() -> Double {
    let tape = Tape(parameters: store)
    return outputs(tape).outputs.enumerated().reduce(0) { sum, output in
      zip(weights(output.offset, output.element), output.element.values.elements).reduce(sum) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
  }

  let tape = Tape(parameters: store, gradients: gradients)
  let (tensors, results) = outputs(tape)
  for (k, y) in results.enumerated() { y.gradient?.set(weights(k, y)) }
  tape.backward()
  for k in leaves.indices {
    let expected = leaves[k].indices.map { i in
      let old = leaves[k][i]
      defer { leaves[k][i] = old }
      return centralDifference(around: old, step: 0x1p-7) {
        leaves[k][i] = $0
        return value()
      }
    }
    expectClose(tensors[k].gradient!.elements, expected, tolerance: 2e-3, "\(test.name), leaf \(k), \(kernels.name)")
  }
  for p in parameters {
    let expected = (0..<p.count).map { i in
      centralDifference(store.matrix(p).base + i, step: 0x1p-7) {
        store.weightsChanged()
        return value()
      }
    }
    expectClose(
      gradients.matrix(p).elements, expected, tolerance: 2e-3, "\(test.name), \(p.path), \(kernels.name)")
  }
}

/// (f(x + h) − f(x − h)) / 2h.
package func centralDifference(around x: Float, step h: Float, _ f: (Float) -> Double) -> Float {
  Float((f(x + h) - f(x - h)) / Double(2 * h))
}

/// (f(x + h) − f(x − h)) / 2h for a float in memory, which is restored afterwards.
package func centralDifference(_ x: UnsafeMutablePointer<Float>, step h: Float, _ f: () -> Double) -> Float {
  let old = x.pointee
  defer { x.pointee = old }
  return centralDifference(around: old, step: h) {
    x.pointee = $0
    return f()
  }
}
