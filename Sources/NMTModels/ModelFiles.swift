import Foundation
import NMTKernels
import NMTSystem
import NMTTensor

/// A model as files of a directory: `model.safetensors` with every parameter under its path name, in PyTorch's shape,
/// and `config.json`, which says what it is and what every file of the directory has to be.
public enum ModelFiles {
  public static let weightsName = "model.safetensors"

  /// Saves weights, then `config.json`. Each file is replaced durably; a save that is interrupted between two files
  /// leaves a `config.json` that does not fit the others, which loading notices.
  ///
  /// - Parameter otherFiles: plain names of files that are already in the directory and belong to the model.
  @discardableResult
  public static func save(
    _ model: Seq2SeqModel, to directory: String, provenance: ModelProvenance, otherFiles: [String] = []
  ) throws -> ModelConfig {
    try DurableFile.createDirectory(directory)
    var files: [String: FileRecord] = [:]
    files[weightsName] = try saveWeights(model.parameters, to: "\(directory)/\(weightsName)")
    for name in otherFiles {
      precondition(isPlainFileName(name), "ModelFiles.save: the name \(name)")
      files[name] = try FileRecord(ofFile: "\(directory)/\(name)")
    }
    let config = ModelConfig(architecture: model.options, provenance: provenance, files: files)
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
  public static func load(
    _ directory: String, kernels: any Kernels = CPUKernels()
  ) throws -> (model: Seq2SeqModel, config: ModelConfig) {
    let config = try ModelConfig(directory: directory)
    try verify(directory, config, thorough: false)
    let path = "\(directory)/\(weightsName)"
    let file = try SafeTensors(path: path)
    let model = try Seq2SeqModel(unfilled: config.architecture, kernels: kernels) { specs in
      try checkAgreement(specs, file)
    }
    try readWeights(file, into: model.parameters)
    model.parameters.weightsChanged()
    return (model, config)
  }

  /// Compares every file that `config.json` names with its size and checksum, `thorough` with its SHA-256 as well.
  public static func verify(_ directory: String, _ config: ModelConfig, thorough: Bool) throws {
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

  /// A symbolic link could lead out of the directory.
  private static func refuseLink(_ path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw Failure.system("open for reading", path) }
    guard status.st_mode & S_IFMT != S_IFLNK else {
      throw Failure(.badData, "is a symbolic link", at: path, expected: "a file", remedy: "copy the file itself")
    }
  }

  /// One tensor for each parameter, of its shape, and none beside.
  private static func checkAgreement(_ specs: [Parameter], _ file: SafeTensors) throws {
    for spec in specs {
      guard let tensor = file[spec.path] else {
        throw Failure(
          .badData, "lacks the tensor \(spec.path)", at: file.path, expected: "shape \(spec.shape)",
          remedy: "its config.json belongs to another model")
      }
      guard tensor.shape == spec.shape else {
        throw Failure(
          .badData, "tensor \(spec.path) has shape \(tensor.shape)", at: file.path, expected: "\(spec.shape)",
          remedy: "its config.json belongs to another model")
      }
    }
    guard file.tensors.count == specs.count else {
      let names = Set(specs.map { Array($0.path.utf8) })
      let extra = file.tensors.first { !names.contains(Array($0.name.utf8)) }
      throw Failure(
        .badData, "holds the tensor \"\(extra?.name ?? "")\", which the architecture does not have", at: file.path,
        remedy: "its config.json belongs to another model")
    }
  }

  /// Fills the store; packed forms are not rebuilt here. Weights that are not finite are refused.
  package static func readWeights(_ file: SafeTensors, into parameters: ParameterStore) throws {
    for spec in parameters.specs {
      guard let tensor = file[spec.path], tensor.shape == spec.shape else {
        throw Failure(.badData, "lacks the tensor \(spec.path) \(spec.shape)", at: file.path)
      }
      let values = UnsafeMutableBufferPointer(start: parameters.values + spec.offset, count: spec.count)
      try file.read(tensor, into: values)
      guard allFinite(UnsafeBufferPointer(values)) else {
        throw Failure(
          .badData, "tensor \(spec.path) holds a value that is not finite", at: file.path,
          remedy: "copy the file again or save the model again")
      }
    }
  }
}
