import Foundation

/// OpenBLAS's matrix product, if the library is installed. It is loaded for the first product, not at program start: it
/// starts threads and takes address space that a translator does not need.
struct OpenBLAS: Sendable {
  /// `cblas_sgemm(order, transposeA, transposeB, M, N, K, alpha, A, lda, B, ldb, beta, C, ldc)`.
  typealias Product =
    @convention(c) @Sendable (
      Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>?, Int32, UnsafePointer<Float>?, Int32,
      Float,
      UnsafeMutablePointer<Float>?, Int32
    ) -> Void

  /// CBLAS constants.
  static let rowMajor: Int32 = 101
  static let noTranspose: Int32 = 111
  static let transpose: Int32 = 112

  let product: Product

  /// nil if the library is not installed.
  static let installed: OpenBLAS? = {
    guard let library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL), let product = dlsym(library, "cblas_sgemm"),
      let setThreads = dlsym(library, "openblas_set_num_threads")
    else { return nil }
    // One thread, since our own threads divide the work.
    unsafeBitCast(setThreads, to: (@convention(c) (Int32) -> Void).self)(1)
    return OpenBLAS(product: unsafeBitCast(product, to: Product.self))
  }()
}
