import Foundation
package import NMTKernels
package import NMTModels
import NMTSystem
package import NMTTensor

/// A model as files of a directory: `model.safetensors` with every parameter by path name, in PyTorch's shape, and
/// `config.json`, which describes the model and lists every file of the directory with its checksums.
package enum ModelFiles {
  package static let weightsName = "model.safetensors"

  /// Saves weights, then `config.json`. Each file is replaced durably; a save interrupted between two files leaves a
  /// `config.json` that does not match the others, which loading detects.
  ///
  /// - Parameter otherFiles: plain names of files in the directory that also belong to the model.
  @discardableResult
  package static func save(
    _ model: Seq2SeqModel, to directory: String, provenance: ModelProvenance, otherFiles: [String] = []
  ) throws -> ModelConfig {
    try DurableFile.createDirectory(directory)
    var files: [String: FileRecord] = [:]
    let isQuantized = model.isQuantized
    let path = "\(directory)/\(weightsName)"
    files[weightsName] =
      isQuantized ? try saveQuantized(model.parameters, to: path) : try saveWeights(model.parameters, to: path)
    for name in otherFiles {
      precondition(isPlainFileName(name), "ModelFiles.save: the name \(name)")
      files[name] = try FileRecord(ofFile: "\(directory)/\(name)")
    }
    let config = ModelConfig(
      architecture: model.options, weights: isQuantized ? .int8 : nil, provenance: provenance, files: files)
    try DurableFile.write(try config.encoded(), to: "\(directory)/\(ModelConfig.fileName)")
    return config
  }

  /// Saves every parameter in the store's order, without the store's gaps.
  @discardableResult
  package static func saveWeights(_ parameters: ParameterStore, to path: String) throws -> FileRecord {
    let sources = parameters.specs.map { spec -> SafeTensors.Source in
      (spec.path, spec.shape, UnsafeBufferPointer(start: parameters.values + spec.offset, count: spec.count))
    }
    return try SafeTensors.write(sources, metadata: ["format": "pt"], to: path)
  }

  /// Checks the directory's files against `config.json` and loads the model.
  ///
  /// No memory is allocated for weights until the architecture's parameters and the file's tensors agree in name and
  /// shape, so a hostile directory costs no more than its own size.
  ///
  /// - Parameter precision: precision of the products. int8 quantizes a model saved in fp32. A model saved in int8
  ///   allows no other precision, and its weights are read in place from the mapped file.
  package static func load(
    _ directory: String, precision: PrecisionChoice = .auto
  ) throws -> (model: Seq2SeqModel, config: ModelConfig) {
    let config = try ModelConfig(directory: directory)
    guard config.weights == nil || precision == .auto || precision == .int8 else {
      throw Failure(
        .badConfiguration, "\(precision.rawValue) for a model whose weights are int8", at: "--precision",
        expected: "auto or int8", remedy: "use the model that it was quantized from")
    }
    try verify(directory, config, thorough: false)
    let path = "\(directory)/\(weightsName)"
    let file = try SafeTensors(path: path)
    let kernels = try (config.weights == nil ? precision : .int8).kernels()
    let model = try Seq2SeqModel(unfilled: config.architecture, kernels: kernels) { specs in
      try checkAgreement(specs, file, areQuantized: config.weights != nil)
      if config.weights != nil { return try mapQuantized(specs, file, kernels.instructions) }
      return kernels.precision == .int8 ? try quantize(specs, file, kernels) : []
    }
    try readWeights(file, into: model.parameters)
    model.parameters.weightsChanged()
    return (model, config)
  }

  /// Checks size and checksum of every file that `config.json` names, and with `thorough` also its SHA-256.
  package static func verify(_ directory: String, _ config: ModelConfig, thorough: Bool) throws {
    guard config.files[weightsName] != nil else {
      throw Failure(.badData, "does not name \(weightsName)", at: "\(directory)/\(ModelConfig.fileName)")
    }
    for name in config.files.keys.sorted() {
      let path = "\(directory)/\(name)"
      guard FileManager.default.fileExists(atPath: path) else {
        throw Failure(
          .badData, "is missing", at: path, expected: "\(config.files[name]!.size) bytes, as config.json says",
          remedy: "copy the model directory again, or save the model again")
      }
      try refuseLink(path)
      try config.files[name]!.verify(path, thorough: thorough)
    }
  }

  /// Tensors that a file must contain: one per parameter, of its shape; for weights in bytes, panels and scales.
  private static func expectedTensors(
    _ specs: [Parameter], areQuantized: Bool
  ) -> [(name: String, shape: [Int], type: SafeTensorType)] {
    specs.flatMap { spec -> [(name: String, shape: [Int], type: SafeTensorType)] in
      guard areQuantized, spec.isWeight else { return [(spec.path, spec.shape, .fp32)] }
      let panels = QuantizedWeight.panelShape(depth: spec.columns, columns: spec.rows)
      return [(spec.path, panels, .int8), (spec.scalesPath, [spec.rows], .fp32)]
    }
  }

  /// Checks that the file contains exactly the expected tensors.
  private static func checkAgreement(_ specs: [Parameter], _ file: SafeTensors, areQuantized: Bool) throws {
    let expected = expectedTensors(specs, areQuantized: areQuantized)
    for (name, shape, type) in expected {
      guard let tensor = file[name] else {
        throw Failure(
          .badData, "lacks the tensor \(name)", at: file.path, expected: "shape \(shape)",
          remedy: "its config.json belongs to another model")
      }
      guard tensor.shape == shape, tensor.type == type else {
        throw Failure(
          .badData, "tensor \(name) has shape \(tensor.shape) of \(tensor.type.rawValue)", at: file.path,
          expected: "\(shape) of \(type.rawValue)", remedy: "its config.json belongs to another model")
      }
    }
    guard file.tensors.count == expected.count else {
      let names = Set(expected.map { Array($0.name.utf8) })
      let extra = file.tensors.first { !names.contains(Array($0.name.utf8)) }
      throw Failure(
        .badData, "holds the tensor \"\(extra?.name ?? "")\", which the architecture does not have", at: file.path,
        remedy: "its config.json belongs to another model")
    }
  }

  /// Fills the store without rebuilding packed forms. Rejects weights that are not finite.
  package static func readWeights(_ file: SafeTensors, into parameters: ParameterStore) throws {
    for spec in parameters.specs where parameters.quantizedWeight(spec) == nil {
      guard let tensor = file[spec.path], tensor.shape == spec.shape else {
        throw Failure(.badData, "lacks the tensor \(spec.path) \(spec.shape)", at: file.path)
      }
      let values = UnsafeMutableBufferPointer(start: parameters.values + spec.offset, count: spec.count)
      try readFinite(tensor, of: file, into: values)
    }
  }

  static func readFinite(
    _ tensor: SafeTensor, of file: SafeTensors, into values: UnsafeMutableBufferPointer<Float>
  ) throws {
    try file.read(tensor, into: values)
    guard allFinite(UnsafeBufferPointer(values)) else {
      throw Failure(
        .badData, "tensor \(tensor.name) holds a value that is not finite", at: file.path,
        remedy: "copy the file again or save the model again")
    }
  }
}
