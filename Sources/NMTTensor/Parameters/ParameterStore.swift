package import NMTKernels
import NMTSystem
import Synchronization

/// A named, shaped view into the flat store.
package struct Parameter: Sendable, Equatable {
  /// Index in the store's list.
  package let index: Int
  /// Path name, part of the file format: `"encoder.layers.0.forward.weight_ih"`.
  package let path: String
  /// `[out, in]` for weights, as in PyTorch; `[count]` for vectors.
  package let shape: [Int]
  /// Floats from the start of the flat buffer, a multiple of 16.
  package let offset: Int

  package var count: Int { shape.reduce(1, *) }
  package var rows: Int { shape.count == 1 ? 1 : shape[0] }
  package var columns: Int { shape[shape.count - 1] }
}

/// The packed forms of a weight `W [out, in]` that products read.
package struct PackedForms: OptionSet, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }
  /// Wᵀ, for y = x · Wᵀ.
  package static let forward = PackedForms(rawValue: 1)
  /// W, for dx = dy · W; built only for training.
  package static let backward = PackedForms(rawValue: 2)
  package static let both: PackedForms = [.forward, .backward]
}

/// Collects the parameters that layers declare, in order; a `ParameterStore` then allocates them.
package final class ParameterBuilder {
  package fileprivate(set) var parameters: [Parameter] = []
  fileprivate var initializers: [Initializer] = []
  fileprivate var forms: [PackedForms] = []
  fileprivate var count = 0

  package init() {}

  /// True if nothing has been declared yet.
  package var isEmpty: Bool { parameters.isEmpty }

  /// A weight `[rows, columns]` that products use in the given forms.
  package func weight(
    _ path: String, rows: Int, columns: Int, _ initializer: Initializer, forms: PackedForms = .both
  ) -> Parameter {
    add(path, [rows, columns], initializer, forms)
  }

  /// A vector `[count]`, such as a bias or gain.
  package func vector(_ path: String, count: Int, _ initializer: Initializer) -> Parameter {
    add(path, [count], initializer, [])
  }

  private func add(_ path: String, _ shape: [Int], _ initializer: Initializer, _ forms: PackedForms) -> Parameter {
    precondition(shape.allSatisfy { $0 > 0 }, "parameter \(path): shape \(shape)")
    precondition(!parameters.contains { $0.path == path }, "parameter \(path) declared twice")
    let parameter = Parameter(index: parameters.count, path: path, shape: shape, offset: count)
    parameters.append(parameter)
    initializers.append(initializer)
    self.forms.append(forms)
    count += (parameter.count + 15) & ~15
    return parameter
  }
}

/// All parameters of a model in one flat buffer, and the packed forms that products read.
///
/// Each parameter begins on a 64-byte boundary; the gaps are zero and stay zero under every optimizer. After writing
/// values, call `weightsChanged()` (or `refreshPacked` for all of it) before the next product. Reading from many
/// threads is safe; writing while another thread reads is not.
package final class ParameterStore: @unchecked Sendable {
  package let kernels: any Kernels
  /// Name, shape and offset of every parameter, in order.
  package let specs: [Parameter]
  /// Floats in the flat buffer, gaps included.
  package let count: Int
  package let values: UnsafeMutablePointer<Float>
  private let block: FloatBlock
  /// Weights that exist only in bytes, by parameter index.
  private let quantized: [QuantizedWeight?]

  private let forms: [PackedForms]
  private var forward: [(any PackedWeight)?]
  private var backward: [(any PackedWeight)?]
  private var preparedForTraining = false
  private let changes = Atomic(0)
  /// Selectable rows by parameter index, created on first use, with the version of the values they were made from.
  private let quantizedRows = Locked<[Int: (version: Int, rows: QuantizedRows)]>([:])

  /// Fills every parameter from `seed` and its own path, so values depend neither on order nor on threads. Without a
  /// seed, all are zero until read from a file.
  ///
  /// - Parameter quantized: weights `Wᵀ` in bytes, by parameter index; empty if there are none. They have no fp32
  ///   values and no gradients, and `values` takes no memory for them.
  package init(
    _ builder: ParameterBuilder, seed: UInt64?, kernels: any Kernels, quantized: [QuantizedWeight?] = []
  ) {
    self.kernels = kernels
    specs = builder.parameters
    count = builder.count
    forms = builder.forms
    block = FloatBlock(count: count, isSparse: !quantized.isEmpty)
    values = block.base
    self.quantized = quantized.isEmpty ? Array(repeating: nil, count: specs.count) : quantized
    precondition(self.quantized.count == specs.count, "ParameterStore: \(quantized.count) quantized weights")
    forward = Array(repeating: nil, count: specs.count)
    backward = forward
    for case (let parameter, let weight?) in zip(specs, self.quantized) {
      precondition(
        weight.depth == parameter.columns && weight.columns == parameter.rows, "quantized \(parameter.path)")
      forward[parameter.index] = weight
    }
    for (parameter, initializer) in zip(specs, builder.initializers) {
      guard let seed else { break }
      var generator = RandomGenerator(seed: seed, name: parameter.path)
      initializer.fill(matrix(parameter), using: &generator)
    }
    for parameter in specs
    where forms[parameter.index].contains(.forward) && forward[parameter.index] == nil {
      forward[parameter.index] = makePack(parameter, .forward)
    }
  }

  /// Number of parameters, without gaps.
  package var parameterCount: Int { specs.reduce(0) { $0 + $1.count } }

  /// True if only single rows are read: an embedding table that no product uses.
  package func isTable(_ p: Parameter) -> Bool { p.shape.count == 2 && forms[p.index].isEmpty }

  package func parameter(path: String) -> Parameter? { specs.first { $0.path == path } }

  /// `[rows, columns]` of one parameter; a vector has one row.
  package func matrix(_ p: Parameter) -> Matrix {
    precondition(quantized[p.index] == nil, "\(p.path) stands in bytes")
    return Matrix(values + p.offset, rows: p.rows, columns: p.columns)
  }

  /// The weight `Wᵀ` in bytes, if it exists only in that form.
  package func quantizedWeight(_ p: Parameter) -> QuantizedWeight? { quantized[p.index] }

  /// True if weights are in bytes.
  package var isQuantized: Bool { quantized.contains { $0 != nil } }

  /// A zero gradient buffer with the layout of this store. The first call also builds the packed forms of the backward
  /// pass, so make it before worker threads start.
  ///
  /// - Parameter isSparse: true if gradients are added to few parameters only.
  package func gradientBuffer(isSparse: Bool = false) -> GradientBuffer {
    precondition(!isQuantized, "gradientBuffer: weights in bytes have no gradients")
    if !preparedForTraining {
      preparedForTraining = true
      for parameter in specs where forms[parameter.index].contains(.backward) {
        backward[parameter.index] = makePack(parameter, .backward)
      }
    }
    return GradientBuffer(specs: specs, count: count, isSparse: isSparse)
  }

  /// A number that changes with every reported change of values.
  package var version: Int { changes.load(ordering: .relaxed) }

  /// Rebuilds all packed forms; call it after writing values.
  package func weightsChanged() {
    for p in specs where quantized[p.index] == nil { refreshPacked(p, rows: 0..<p.rows) }
  }

  /// Rebuilds some rows of one parameter's packed forms; the range begins and ends at multiples of `packingUnit` or at
  /// the end.
  package func refreshPacked(_ p: Parameter, rows: Range<Int>) {
    changes.add(1, ordering: .relaxed)
    forward[p.index]?.repack(from: matrix(p), rows: rows)
    backward[p.index]?.repack(from: matrix(p), rows: rows)
  }

  /// The rows of a weight, for products with a few of them.
  package func weightRows(_ p: Parameter) -> WeightRows {
    guard let weight = forward[p.index] as? QuantizedWeight else { return .values(matrix(p)) }
    let version = version
    return .bytes(
      quantizedRows.withLock { made in
        if let found = made[p.index], found.version == version { return found.rows }
        let rows = QuantizedRows(weight)
        made[p.index] = (version, rows)
        return rows
      })
  }

  package func forwardPack(_ p: Parameter) -> any PackedWeight {
    guard let packed = forward[p.index] else { preconditionFailure("\(p.path) has no forward form") }
    return packed
  }

  package func backwardPack(_ p: Parameter) -> any PackedWeight {
    guard let packed = backward[p.index] else { preconditionFailure("\(p.path) has no backward form") }
    return packed
  }

  private func makePack(_ p: Parameter, _ form: PackedForms) -> any PackedWeight {
    kernels.pack(matrix(p), transposed: form == .forward)
  }
}

/// Gradients in the layout of the parameter store. Parameters without a gradient take no memory.
package final class GradientBuffer: @unchecked Sendable {
  package let count: Int
  private let specs: [Parameter]
  private let block: FloatBlock
  /// True for each parameter that was added to since the last `zero`, by index.
  package private(set) var isTouched: [Bool]

  init(specs: [Parameter], count: Int, isSparse: Bool) {
    self.count = count
    self.specs = specs
    block = FloatBlock(count: count, isSparse: isSparse)
    isTouched = Array(repeating: false, count: specs.count)
  }

  /// Valid for the lifetime of this object.
  package var values: UnsafeMutablePointer<Float> { block.base }

  /// Zeroes all gradients that were added to.
  package func zero() {
    for p in specs where isTouched[p.index] { (values + p.offset).update(repeating: 0, count: p.count) }
    forgetTouches()
  }

  /// Clears `isTouched`, for an owner that has zeroed the memory itself.
  package func forgetTouches() {
    for index in isTouched.indices { isTouched[index] = false }
  }

  /// `[rows, columns]` of one parameter's gradient.
  package func matrix(_ p: Parameter) -> Matrix { Matrix(values + p.offset, rows: p.rows, columns: p.columns) }

  /// One parameter's gradient, to be added to; marks it as touched.
  func touch(_ p: Parameter) -> Matrix {
    isTouched[p.index] = true
    return matrix(p)
  }
}
