/// All arithmetic of the library: the only interface between models and hardware.
///
/// Two backends compute: `ReferenceKernels` in plain loops (the oracle of the tests and the code to read first) and
/// `CPUKernels` with packed products and vector code. Decorators wrap a backend: `TimedKernels`, `CheckingKernels`, and
/// `DryKernels`, which does not need one.
///
/// All memory is fp32 and belongs to the caller. Every reduction runs in a fixed order, so equal input gives equal bits
/// on the same backend, and a row's result never depends on how many other rows are in the call. Every backward kernel
/// *adds* to the gradient of an input and overwrites only what its documentation says. Kernels run only on the calling
/// thread; parallelism comes from replicas.
///
/// An output shares no memory with other arguments, unless its documentation says that it "may be" another argument
/// itself; then both have the same start and stride. Arguments that are only read may overlap. In tests,
/// `CheckingKernels` checks this, the shapes and the ids of every call.
package protocol Kernels: ProductKernels, ElementKernels, RowKernels, CellKernels, AttentionKernels, LossKernels,
  OptimizerKernels
{
  /// Name of the backend, for reports.
  var name: String { get }
}
