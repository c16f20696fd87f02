import Foundation

/// OpenBLAS's product, where the library is installed. It is loaded when the first product asks for it, not with the program:
/// it starts threads and takes address space, which a translator has no use for.
struct OpenBLAS: Sendable {
  /// `cblas_sgemm(order, transposeA, transposeB, M, N, K, alpha, A, lda, B, ldb, beta, C, ldc)`.
  typealias Product =
    @convention(c) @Sendable (
      Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>?, Int32, UnsafePointer<Float>?, Int32,
      Float,
      UnsafeMutablePointer<Float>?, Int32
    ) -> Void

  /// CBLAS's constants of these names.
  static let rowMajor: Int32 = 101
  static let noTranspose: Int32 = 111
  static let transpose: Int32 = 112

  let product: Product

  /// nil where there is no such library.
  static let installed: OpenBLAS? = {
    guard let library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL), let product = dlsym(library, "cblas_sgemm"),
      let setThreads = dlsym(library, "openblas_set_num_threads")
    else { return nil }
    // Our own threads divide the work.
    unsafeBitCast(setThreads, to: (@convention(c) (Int32) -> Void).self)(1)
    return OpenBLAS(product: unsafeBitCast(product, to: Product.self))
  }()
}
