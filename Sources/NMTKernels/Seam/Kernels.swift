/// The arithmetic of the house: the one seam between models and hardware.
///
/// Three implementations answer it: `ReferenceKernels` (plain loops, the oracle of the tests and the text to read),
/// `CPUKernels` (packed products, vector code, OpenBLAS) and, some day, a GPU. All memory is fp32 and belongs to the
/// caller; every reduction runs in a fixed order, so the same input gives the same bits on the same backend, and a row's
/// result never depends on how many other rows stand in the same call. Every backward kernel *adds* to its gradient.
/// Kernels run on the calling thread alone; replicas are the parallelism.
package protocol Kernels: ProductKernels, ElementKernels, RowKernels, CellKernels, AttentionKernels, LossKernels,
  OptimizerKernels
{
  var name: String { get }
}
