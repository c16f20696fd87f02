import NMTKernels
import NMTSystem
import NMTTensor

// Weights in bytes in a model file: a weight `W [out, in]` with path P becomes the tensor P of type I8, in the panel
// form of `QuantizedWeight`, `[⌈out/32⌉, ⌈in/4⌉, 32, 4]`, and the tensor P.scales `[out]`. Vectors stay fp32.
extension ModelFiles {
  /// Saves the panels first, so that each begins at a multiple of 64 bytes.
  static func saveQuantized(_ parameters: ParameterStore, to path: String) throws -> FileRecord {
    let panels = parameters.specs.compactMap { spec in
      parameters.quantizedWeight(spec).map { weight -> SafeTensors.ByteSource in
        let shape = QuantizedWeight.panelShape(depth: weight.depth, columns: weight.columns)
        return (spec.path, shape, weight.panels)
      }
    }
    let floats = parameters.specs.map { spec -> SafeTensors.Source in
      if let weight = parameters.quantizedWeight(spec) { return (spec.scalesPath, [spec.rows], weight.scales) }
      return (spec.path, spec.shape, UnsafeBufferPointer(start: parameters.values + spec.offset, count: spec.count))
    }
    return try SafeTensors.write(floats, int8: panels, metadata: ["layout": "panels 32x4"], to: path)
  }

  /// Quantizes every weight of an fp32 file, one at a time, so that only one weight's fp32 values are in memory.
  static func quantize(
    _ specs: [Parameter], _ file: SafeTensors, _ kernels: CPUKernels
  ) throws -> [QuantizedWeight?] {
    let weights = specs.filter(\.isWeight)
    let room = FloatBlock(count: weights.map(\.count).max() ?? 0)
    return try specs.map { spec in
      guard spec.isWeight, let tensor = file[spec.path] else { return nil }
      try readFinite(tensor, of: file, into: UnsafeMutableBufferPointer(start: room.base, count: spec.count))
      let values = Matrix(room.base, rows: spec.rows, columns: spec.columns)
      return kernels.quantize(values, transposed: true)
    }
  }

  /// Weights of an int8 file, used in place in the mapped file.
  static func mapQuantized(
    _ specs: [Parameter], _ file: SafeTensors, _ instructions: InstructionSet
  ) throws -> [QuantizedWeight?] {
    let map = try MappedFile(path: file.path)
    return try specs.map { spec in
      guard spec.isWeight, let panels = file[spec.path], let tensor = file[spec.scalesPath] else { return nil }
      guard panels.byteRange.upperBound <= map.bytes.count else {
        throw Failure(
          .badData, "has shrunk to \(map.bytes.count) bytes", at: file.path,
          remedy: "wait until it is written, then run again")
      }
      var scales = [Float](repeating: 0, count: tensor.count)
      try scales.withUnsafeMutableBufferPointer { try readFinite(tensor, of: file, into: $0) }
      return QuantizedWeight(
        depth: spec.columns, columns: spec.rows, panels: UnsafeRawBufferPointer(rebasing: map.bytes[panels.byteRange]),
        scales: scales, owner: map, instructions: instructions)
    }
  }
}

extension Parameter {
  /// True for a matrix, which int8 models store in bytes.
  var isWeight: Bool { shape.count == 2 }
  /// Path of the tensor with the column scales.
  var scalesPath: String { "\(path).scales" }
}
