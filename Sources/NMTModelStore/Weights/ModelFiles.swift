import Foundation
package import NMTKernels
package import NMTModels
import NMTSystem
package import NMTTensor

/// A model as files of a directory: `model.safetensors` with every parameter under its path name, in PyTorch's shape,
/// and `config.json`, which says what it is and what every file of the directory has to be.
package enum ModelFiles {
  package static let weightsName = "model.safetensors"

  /// Saves weights, then `config.json`. Each file is replaced durably; a save that is interrupted between two files
  /// leaves a `config.json` that does not fit the others, which loading notices.
  ///
  /// - Parameter otherFiles: plain names of files that are already in the directory and belong to the model.
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

  /// Every parameter in the store's order, without the store's gaps.
  @discardableResult
  package static func saveWeights(_ parameters: ParameterStore, to path: String) throws -> FileRecord {
    let sources = parameters.specs.map { spec -> SafeTensors.Source in
      (spec.path, spec.shape, UnsafeBufferPointer(start: parameters.values + spec.offset, count: spec.count))
    }
    return try SafeTensors.write(sources, metadata: ["format": "pt"], to: path)
  }

  /// Checks the directory's files against `config.json` and loads the model.
  ///
  /// Nothing is allocated for weights before the architecture's parameters and the file's tensors agree in name and
  /// shape, so that a hostile directory costs no more than its own size.
  ///
  /// - Parameter precision: Precision of the products. int8 quantizes a model that was saved in fp32; a model that was saved in
  ///   int8 has no other, and its weights are read where the file is mapped.
  package static func load(
    _ directory: String, precision: PrecisionChoice = .auto
  ) throws -> (model: Seq2SeqModel, config: ModelConfig) {
    let config = try ModelConfig(directory: directory)
    guard config.weights == nil || precision == .auto || precision == .int8 else {
      throw Failure(
        .badConfiguration, "\(precision.rawValue) for a model whose weights are int8", at: "--precision",
        expected: "auto or int8", remedy: "name the model that it was made from")
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

  /// Compares every file that `config.json` names with its size and checksum, `thorough` with its SHA-256 as well.
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

  /// What a file holds for the parameters: one tensor each, of its shape; of weights in bytes panels and scales.
  private static func expectedTensors(
    _ specs: [Parameter], areQuantized: Bool
  ) -> [(name: String, shape: [Int], type: SafeTensorType)] {
    specs.flatMap { spec -> [(name: String, shape: [Int], type: SafeTensorType)] in
      guard areQuantized, spec.isWeight else { return [(spec.path, spec.shape, .fp32)] }
      let panels = QuantizedWeight.panelShape(depth: spec.columns, columns: spec.rows)
      return [(spec.path, panels, .int8), (spec.scalesPath, [spec.rows], .fp32)]
    }
  }

  /// The file holds what is expected and nothing beside.
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

  /// Fills the store; packed forms are not rebuilt here. Weights that are not finite are refused.
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
