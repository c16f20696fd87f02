import CKernels
import COpenBLAS

/// The fast backend: packed-panel products and vector code, chosen for the processor at run time.
///
/// Within one instruction set the same input gives the same bits, and a row's result never depends on the rows around it;
/// between instruction sets results differ by rounding, except dropout's mask, which is the same everywhere. The
/// functions are C (`CKernels`), one table per instruction set; `ReferenceKernels` says what each computes.
public struct CPUKernels: Kernels, @unchecked Sendable {
  public let instructions: InstructionSet
  public let precision: Precision
  /// Constant data of the program: safe to share between threads.
  let table: UnsafePointer<ck_kernels>
  let products: ck_products
  let int8: UnsafePointer<ck_int8_products>

  /// `instructions` must be ones that this processor has.
  public init(precision: Precision = .fp32, instructions: InstructionSet = .standard) {
    self.instructions = instructions
    self.precision = precision
    table = instructions.table
    products = instructions.products(precision)
    int8 = instructions.int8
  }

  public var name: String { "cpu \(instructions.rawValue) \(precision.rawValue)" }

  /// Products on registers alone, for measuring what a share of the peak is a share of; returns the operations done.
  package func runPeakLoop(rounds: Int) -> Double {
    var sink: Float = 0.25
    let operations =
      precision == .int8 ? int8.pointee.peak(rounds, &sink) : products.peak(rounds, &sink)
    precondition(!sink.isNaN, "the peak loop's result is used, so that the loop stays")
    return operations
  }

  // MARK: Products

  public func product(
    _ a: Matrix, transposed ta: Bool, _ b: Matrix, transposed tb: Bool, into c: Matrix, accumulate: Bool
  ) {
    _ = ProductSize(a, transposed: ta, b, transposed: tb, into: c)
    products.product(a.c, ta ? 1 : 0, b.c, tb ? 1 : 0, c.c, accumulate ? 1 : 0)
  }

  @discardableResult
  public func weightGradient(_ uses: [WeightUse], into gradient: Matrix, accumulate: Bool) -> Double {
    checkUses(uses, gradient)
    if instructions == .plain, precision == .fp32 {
      gradientByOpenBLAS(uses, into: gradient, accumulate: accumulate)
      return (0..<gradient.rows).reduce(0) { $0 + sumOfSquares(gradient.row($1), count: gradient.columns) }
    }
    let uses = uses.map { ck_use(dy: $0.dy.c, x: $0.x.c) }
    return products.weightGradient(uses, uses.count, gradient.c, accumulate ? 1 : 0)
  }

  /// Weight gradients where we have only portable code: OpenBLAS knows more processors than we do and is three times
  /// faster there. Not for other products: its rows' bits depend on how many there are. Always one thread.
  private func gradientByOpenBLAS(_ uses: [WeightUse], into c: Matrix, accumulate: Bool) {
    Self.singleThread
    let present = uses.filter { $0.x.rows > 0 }
    if present.isEmpty, !accumulate {
      for r in 0..<c.rows { c.row(r).update(repeating: 0, count: c.columns) }
    }
    for (number, use) in present.enumerated() {
      cblas_sgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, Int32(c.rows), Int32(c.columns), Int32(use.x.rows), 1, use.dy.base,
        Int32(use.dy.stride), use.x.base, Int32(use.x.stride), accumulate || number > 0 ? 1 : 0, c.base,
        Int32(c.stride))
    }
  }

  private static let singleThread: Void = openblas_set_num_threads(1)

  public func pack(_ weight: Matrix, transposed: Bool) -> any PackedWeight {
    precision == .int8
      ? quantize(weight, transposed: transposed) : PanelWeight(weight, transposed: transposed, kernels: self)
  }

  /// What `pack` makes in int8.
  package func quantize(_ weight: Matrix, transposed: Bool) -> QuantizedWeight {
    QuantizedWeight(weight, transposed: transposed, products: int8)
  }

  public func product(_ a: Matrix, _ packed: any PackedWeight, into c: Matrix, accumulate: Bool) {
    precondition(
      a.columns == packed.depth && c.rows == a.rows && c.columns == packed.columns,
      "product: [\(a.rows),\(a.columns)] · packed [\(packed.depth),\(packed.columns)] into [\(c.rows),\(c.columns)]")
    if let packed = packed as? PanelWeight, packed.table == table, packed.precision == precision {
      products.productPacked(a.c, packed.memory, c.c, accumulate ? 1 : 0)
    } else if let packed = packed as? QuantizedWeight, precision == .int8 {
      var weight = packed.c
      int8.pointee.product(a.c, &weight, c.c, accumulate ? 1 : 0)
    } else {
      preconditionFailure("CPUKernels.product: weight packed by another backend")
    }
  }

  public func product(
    _ a: Matrix, _ rows: WeightRows, ids: UnsafeBufferPointer<Int32>, bias: UnsafePointer<Float>, into c: Matrix
  ) {
    checkChosen(a, rows, ids: ids, into: c)
    guard let ids = ids.baseAddress else { return }
    switch rows {
    case .values(let matrix): table.pointee.rowProducts(a.c, matrix.c, ids, bias, c.c)
    case .bytes(let rows):
      var weight = rows.weight.c
      int8.pointee.rowProducts(a.c, &weight, rows.bytes, rows.stride, ids, bias, c.c)
    }
  }
}

/// A right-hand side in panels of two vectors' columns, each panel contiguous in depth (CKernels/products/pack.inc); where the
/// processor multiplies bfloat16 itself, with two neighbours in depth side by side.
final class PanelWeight: PackedWeight, @unchecked Sendable {
  let depth: Int
  let columns: Int
  let table: UnsafePointer<ck_kernels>
  let precision: Precision
  private let products: ck_products
  private let block: FloatBlock
  private let transposed: Bool

  init(_ weight: Matrix, transposed: Bool, kernels: CPUKernels) {
    (depth, columns) = transposed ? (weight.columns, weight.rows) : (weight.rows, weight.columns)
    self.transposed = transposed
    table = kernels.table
    precision = kernels.precision
    products = kernels.products
    block = FloatBlock(count: max(1, products.packedFloats(depth, columns)))
    repack(from: weight)
  }

  /// Valid as long as this object is.
  var memory: UnsafeMutablePointer<Float> { block.base }

  func repack(from weight: Matrix, rows: Range<Int>) {
    checkRepack(of: weight, rows: rows, transposed: transposed, depth: depth, columns: columns)
    products.pack(weight.c, transposed ? 1 : 0, rows.lowerBound, rows.count, memory)
  }
}

extension Matrix {
  /// The same matrix for C.
  var c: ck_matrix { ck_matrix(base: base, rows: rows, columns: columns, stride: stride) }
}
