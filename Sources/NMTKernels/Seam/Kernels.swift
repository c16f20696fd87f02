/// The arithmetic of the house: the one seam between models and hardware.
///
/// Two backends compute: `ReferenceKernels` in plain loops (the oracle of the tests and the text to read) and `CPUKernels`
/// with packed products and vector code. Decorators stand in front of a backend: `TimedKernels`, `CheckingKernels`, and
/// `DryKernels`, which needs none.
///
/// All memory is fp32 and belongs to the caller. Every reduction runs in a fixed order, so the same input gives the same
/// bits on the same backend, and a row's result never depends on how many other rows stand in the same call. Every
/// backward kernel *adds* to the gradient of an input and overwrites what its documentation says. Kernels run on the
/// calling thread alone; replicas are the parallelism.
///
/// What a kernel writes shares no memory with its other arguments, unless its documentation says that one "may be" the
/// other itself: then both have the same start and stride. Arguments that are only read may overlap. `CheckingKernels`
/// checks this, the shapes and the ids in every call of the tests.
package protocol Kernels: ProductKernels, ElementKernels, RowKernels, CellKernels, AttentionKernels, LossKernels,
  OptimizerKernels
{
  /// What this backend is, for reports.
  var name: String { get }
}
