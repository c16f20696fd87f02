// Elementwise kernels, described once for all decorators.
extension KernelDecorator {
  package func add(_ x: UnsafePointer<Float>, scaledBy alpha: Float, to y: UnsafeMutablePointer<Float>, count n: Int) {
    perform(.elements, KernelCall("add", [.reads("x", x, count: n), .updates("y", y, count: n)])) {
      base.add(x, scaledBy: alpha, to: y, count: n)
    }
  }

  package func scale(_ y: UnsafeMutablePointer<Float>, by alpha: Float, count n: Int) {
    perform(.elements, KernelCall("scale", [.updates("y", y, count: n)])) { base.scale(y, by: alpha, count: n) }
  }

  package func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int,
    accumulate: Bool
  ) {
    perform(
      .elements,
      KernelCall(
        "multiply",
        [
          .reads("a", a, count: n), .reads("b", b, count: n),
          accumulate ? .updates("y", y, count: n, mayBe: "a", "b") : .overwrites("y", y, count: n, mayBe: "a", "b"),
        ])
    ) { base.multiply(a, b, into: y, count: n, accumulate: accumulate) }
  }

  package func tanh(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {
    perform(.elements, KernelCall("tanh", [.reads("x", x, count: n), .overwrites("y", y, count: n, mayBe: "x")])) {
      base.tanh(x, into: y, count: n)
    }
  }

  package func tanhBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int
  ) {
    perform(
      .elements,
      KernelCall("tanhBackward", [.reads("y", y, count: n), .reads("dy", dy, count: n), .updates("dx", dx, count: n)])
    ) { base.tanhBackward(y: y, dy: dy, into: dx, count: n) }
  }

  package func sigmoid(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count n: Int) {
    perform(.elements, KernelCall("sigmoid", [.reads("x", x, count: n), .overwrites("y", y, count: n, mayBe: "x")])) {
      base.sigmoid(x, into: y, count: n)
    }
  }

  package func sigmoidBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count n: Int
  ) {
    perform(
      .elements,
      KernelCall(
        "sigmoidBackward", [.reads("y", y, count: n), .reads("dy", dy, count: n), .updates("dx", dx, count: n)])
    ) { base.sigmoidBackward(y: y, dy: dy, into: dx, count: n) }
  }

  package func dropoutMask(
    into y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64
  ) {
    perform(.dropout, KernelCall("dropoutMask", [.overwrites("y", y, count: n)])) {
      base.dropoutMask(into: y, count: n, rate: rate, seed: seed, stream: stream)
    }
  }

  package func dropout(_ y: UnsafeMutablePointer<Float>, count n: Int, rate: Float, seed: UInt64, stream: UInt64) {
    perform(.dropout, KernelCall("dropout", [.updates("y", y, count: n)])) {
      base.dropout(y, count: n, rate: rate, seed: seed, stream: stream)
    }
  }
}
