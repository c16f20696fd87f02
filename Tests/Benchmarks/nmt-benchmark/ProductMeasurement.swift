import COpenBLAS
import Foundation
import NMTKernels

/// C [m, n] += A [m, k] · B [k, n], as it occurs in training or decoding.
struct ProductShape: Encodable {
  enum Kind: String, Encodable {
    /// B is a weight, packed in advance.
    case weight
    /// Aᵀ · B of two fresh sides.
    case gradient
    /// A · Bᵀ of two fresh sides: attention scores.
    case scores
    /// A · B of two fresh sides: attention contexts.
    case contexts
  }

  let m: Int
  let k: Int
  let n: Int
  let kind: Kind

  private init(_ kind: Kind, _ m: Int, _ k: Int, _ n: Int) { (self.m, self.k, self.n, self.kind) = (m, k, n, kind) }

  /// Recurrent steps of a batch and a beam, input and output products of whole batches, weight gradients, attention.
  static let all: [ProductShape] = [
    .init(.weight, 64, 512, 2048), .init(.weight, 64, 2048, 512), .init(.weight, 64, 1024, 4096),
    .init(.weight, 12, 512, 2048), .init(.weight, 5, 512, 2048), .init(.weight, 1, 512, 2048),
    .init(.weight, 900, 512, 2048), .init(.weight, 900, 2048, 512), .init(.weight, 512, 512, 8000),
    .init(.weight, 512, 8000, 512), .init(.weight, 5, 512, 8000),
    .init(.gradient, 2048, 900, 512), .init(.gradient, 8000, 512, 512), .init(.gradient, 4096, 900, 1024),
    .init(.scores, 14, 512, 16), .init(.scores, 1, 512, 16), .init(.contexts, 14, 16, 512),
    .init(.contexts, 1, 16, 512),
  ]

  var operations: Double { 2 * Double(m) * Double(k) * Double(n) }
}

/// One shape on every backend and on OpenBLAS.
struct ProductMeasurement: Encodable {
  struct Result: Encodable {
    let name: String
    /// Operations per second; nil if the backend does not have the product.
    let operations: Double?
    let shareOfPeak: Double?
  }

  let shape: ProductShape
  let results: [Result]

  init(_ shape: ProductShape, _ backends: [CPUKernels], windows: Int) {
    self.shape = shape
    let operands = ProductOperands(shape)
    let repeats = max(1, Int(2e8 / shape.operations))
    results =
      backends.map { backend in
        // Only products with a weight have an int8 version.
        guard shape.kind == .weight || backend.precision != .int8 else {
          return Result(name: backend.precision.rawValue, operations: nil, shareOfPeak: nil)
        }
        let packed = backend.pack(operands.b, transposed: false)
        return Self.measure(backend.precision.rawValue, backend, windows, Double(repeats) * shape.operations) {
          for _ in 0..<repeats { operands.run(backend, packed) }
        }
      } + [
        Self.measure("OpenBLAS", backends[0], windows, Double(repeats) * shape.operations) {
          for _ in 0..<repeats { operands.runOpenBLAS() }
        }
      ]
  }

  /// Alternates windows of the peak and of the product, so that clock frequency and other load affect both alike.
  private static func measure(
    _ name: String, _ backend: CPUKernels, _ windows: Int, _ operations: Double, _ work: () -> Void
  ) -> Result {
    work()
    let pairs = (0..<windows).map { _ in
      (
        peak: rate { backend.runPeakLoop(rounds: 200_000) },
        product: rate {
          work()
          return operations
        }
      )
    }
    return Result(
      name: name, operations: median(pairs.map(\.product)), shareOfPeak: median(pairs.map { $0.product / $0.peak }))
  }
}

/// Operands of one shape, in separate memory.
private final class ProductOperands {
  let shape: ProductShape
  private let a: Matrix
  /// `[k, n]`, or `[n, k]` for scores.
  let b: Matrix
  private let c: Matrix

  init(_ shape: ProductShape) {
    func matrix(_ rows: Int, _ columns: Int) -> Matrix {
      let memory = UnsafeMutablePointer<Float>.allocate(capacity: rows * columns)
      for index in 0..<rows * columns { memory[index] = Float(index % 1013) / 1013 - 0.5 }
      return Matrix(memory, rows: rows, columns: columns)
    }
    self.shape = shape
    a = shape.kind == .gradient ? matrix(shape.k, shape.m) : matrix(shape.m, shape.k)
    b = shape.kind == .scores ? matrix(shape.n, shape.k) : matrix(shape.k, shape.n)
    c = matrix(shape.m, shape.n)
  }

  deinit { for matrix in [a, b, c] { matrix.base.deallocate() } }

  func run(_ backend: CPUKernels, _ packed: any PackedWeight) {
    switch shape.kind {
    case .weight: backend.product(a, packed, into: c, accumulate: false)
    case .gradient: backend.weightGradient([WeightUse(x: b, dy: a)], into: c, accumulate: true)
    case .scores: backend.product(a, transposed: false, b, transposed: true, into: c, accumulate: false)
    case .contexts: backend.product(a, transposed: false, b, transposed: false, into: c, accumulate: false)
    }
  }

  func runOpenBLAS() {
    let (ta, tb) = (shape.kind == .gradient, shape.kind == .scores)
    openblas_set_num_threads(1)
    cblas_sgemm(
      CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, Int32(shape.m), Int32(shape.n),
      Int32(shape.k), 1, a.base, Int32(a.stride), b.base, Int32(b.stride), ta ? 1 : 0, c.base, Int32(c.stride))
  }
}
