/// The arithmetic in plain loops: the oracle of the tests and the code to read first.
///
/// Every sum runs in row or index order in double precision and is rounded once, so any difference from a fast kernel
/// is that kernel's own error. Nothing here is fast.
package struct ReferenceKernels: Kernels {
  package init() {}
  package var name: String { "reference" }
}
