import Foundation
package import NMTKernels
package import NMTModels
import NMTSystem
package import NMTText

/// A model directory: everything needed to translate, in one place that can be moved anywhere.
///
/// | file | what |
/// |---|---|
/// | `config.json` | architecture, provenance, and size, SHA-256 and XXH64 of every file below but the card |
/// | `model.safetensors` | weights by path name in PyTorch's shapes, gates in the order i, f, g, o; or int8 panels |
/// | `pipeline.json`, `*.spm` | conversion between text and ids |
/// | `shortlist.bin` | likely target subwords of each source subword; only if learned |
/// | `README.md` | the model card for people, who may edit it; no program reads it |
package enum ModelDirectory {
  package static let cardName = "README.md"

  /// Saves model, text pipeline and model card; writes `config.json` last, which completes the directory.
  package static func save(
    model: Seq2SeqModel, pipeline: TextPipeline, shortlist: Shortlist? = nil, provenance: ModelProvenance,
    to directory: String
  ) throws {
    precondition(
      pipeline.sourceVocabularySize == model.options.sourceVocabulary
        && pipeline.targetVocabularySize == model.options.targetVocabulary,
      "ModelDirectory.save: vocabularies of model and pipeline differ")
    try DurableFile.createDirectory(directory)
    try pipeline.save(to: directory)
    try shortlist?.save(to: directory)
    let card = modelCard(model: model, provenance: provenance)
    try DurableFile.write(Array(card.utf8), to: "\(directory)/\(cardName)")
    try ModelFiles.save(
      model, to: directory, provenance: provenance,
      otherFiles: pipeline.fileNames + (shortlist == nil ? [] : [Shortlist.fileName]))
  }

  /// Paths of `config.json` and the files it names; empty for a directory that it does not describe.
  package static func files(of directory: String) -> [String] {
    guard let config = try? ModelConfig(directory: directory) else { return [] }
    return ([ModelConfig.fileName] + config.files.keys).map { "\(directory)/\($0)" }
  }

  /// Checks every file and loads model and pipeline; errors name a missing, truncated or changed file.
  package static func load(
    _ directory: String, precision: PrecisionChoice = .auto
  ) throws -> (model: Seq2SeqModel, pipeline: TextPipeline, config: ModelConfig) {
    try requireDirectory(directory)
    let (model, config) = try ModelFiles.load(directory, precision: precision)
    let pipeline = try TextPipeline(directory: directory)
    for name in pipeline.fileNames where config.files[name] == nil {
      throw Failure(
        .badData, "is not among the files of config.json", at: "\(directory)/\(name)",
        remedy: "copy the model directory again, or save the model again")
    }
    for (side, ids, words) in [
      ("source", pipeline.sourceVocabularySize, model.options.sourceVocabulary),
      ("target", pipeline.targetVocabularySize, model.options.targetVocabulary),
    ] where ids != words {
      throw Failure(
        .badData, "the \(side) vocabulary has \(ids) pieces", at: directory, expected: "\(words), as the model has",
        remedy: "its text pipeline belongs to another model")
    }
    return (model, pipeline, config)
  }

  /// Writes a model with int8 weights, about a quarter of the size, into another directory.
  ///
  /// - Parameter data: a data directory with the model's subwords whose shortlist is copied; nil for the model's own.
  package static func quantize(_ directory: String, to other: String, shortlistFrom data: String? = nil) throws {
    guard !FileManager.default.fileExists(atPath: "\(other)/\(ModelConfig.fileName)") else {
      throw Failure(.cannotCreate, "already holds a model", at: other, remedy: "name a new directory")
    }
    let (model, pipeline, config) = try load(directory, precision: .int8)
    let choice = data.map { ShortlistChoice.directory($0) } ?? .auto
    let list = try choice.shortlist(of: directory, config, pipeline, isInt8: true)
    try save(model: model, pipeline: pipeline, shortlist: list, provenance: config.provenance, to: other)
  }

  private static func requireDirectory(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { throw Failure.system("open for reading", path) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw Failure(.noInput, "is not a directory", at: path, expected: "a model directory", remedy: "check the path")
    }
    guard FileManager.default.fileExists(atPath: "\(path)/\(ModelConfig.fileName)") else {
      throw Failure(
        .badData, "has no \(ModelConfig.fileName)", at: path, expected: "a model directory",
        remedy: "check the path, or train again until the model is saved")
    }
  }
}
