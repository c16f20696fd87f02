import Foundation
import NMTSystem

/// Contents of `pipeline.json`, saved beside `joint.spm` or `source.spm` and `target.spm`.
private struct PipelineDescription: Codable {
  static let format = "tolmacs-text-pipeline"
  static let version = 1

  struct Model: Codable {
    let bytes: Int
    let sha256: String
  }

  var format = PipelineDescription.format
  var formatVersion = PipelineDescription.version
  var unicodeLibrary = unicodeLibraryVersion
  let options: TextPipelineOptions
  /// Models by file name.
  let models: [String: Model]
}

extension TextPipeline {
  private static let descriptionName = "pipeline.json"
  /// Size limit of a description or a model, in bytes.
  private static let descriptionLimit = 1 << 20
  private static let modelLimit = 1 << 27

  /// Names of a pipeline's files, the description first.
  public var fileNames: [String] { [TextPipeline.descriptionName] + TextPipeline.modelNames(options) }

  private static func modelNames(_ options: TextPipelineOptions) -> [String] {
    options.sharesVocabulary ? ["joint.spm"] : ["source.spm", "target.spm"]
  }

  /// Writes the files into an existing directory. The description comes last, since it holds the others' checksums.
  public func save(to directory: String) throws {
    var models: [String: PipelineDescription.Model] = [:]
    for (name, model) in zip(TextPipeline.modelNames(options), [source, target]) {
      try DurableFile.write(model.bytes, to: "\(directory)/\(name)")
      models[name] = .init(bytes: model.bytes.count, sha256: SHA256.hex(model.bytes))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    let description = try encoder.encode(PipelineDescription(options: options, models: models))
    try DurableFile.write(Array(description) + [0x0A], to: "\(directory)/\(TextPipeline.descriptionName)")
  }

  /// Loads what `save` wrote.
  /// - Throws: `Failure(.noInput)` for a missing file, `.badData` for one that is damaged or of another format.
  public init(directory: String) throws {
    let path = "\(directory)/\(TextPipeline.descriptionName)"
    let description = try TextPipeline.description(path)
    let models = try TextPipeline.modelNames(description.options).map { name in
      guard let entry = description.models[name] else {
        throw Failure(.badData, "\"models\" has no entry \(name)", at: path, remedy: "run nmt-preprocess again")
      }
      return try TextPipeline.model("\(directory)/\(name)", entry)
    }
    self.init(options: description.options, source: models[0], target: models.count > 1 ? models[1] : nil)
  }

  private static func description(_ path: String) throws -> PipelineDescription {
    struct Header: Decodable {
      let format: String
      let formatVersion: Int
    }
    try refuseLink(path)
    let bytes = Data(try readWholeFile(path, limit: descriptionLimit))
    let header: Header = try decode(bytes, path)
    guard header.format == PipelineDescription.format else {
      throw Failure(.badData, "is not a text pipeline", at: path, expected: "format \(PipelineDescription.format)")
    }
    guard header.formatVersion == PipelineDescription.version else {
      throw Failure(
        .badData, "has format version \(header.formatVersion)", at: path,
        expected: "version \(PipelineDescription.version)", remedy: "use the version of the tools that wrote it")
    }
    let description: PipelineDescription = try decode(bytes, path)
    do {
      try description.options.validate()
    } catch let failure as Failure {
      throw Failure(.badData, failure.what, at: "\(path), options", expected: failure.expected)
    }
    return description
  }

  private static func model(_ path: String, _ entry: PipelineDescription.Model) throws -> SubwordModel {
    try refuseLink(path)
    let bytes = try readWholeFile(path, limit: modelLimit)
    guard bytes.count == entry.bytes else {
      throw Failure(
        .badData, "the file has \(bytes.count) bytes", at: path, expected: "\(entry.bytes), as in \(descriptionName)",
        remedy: "copy the whole directory again")
    }
    guard SHA256.hex(bytes) == entry.sha256 else {
      throw Failure(
        .badData, "the file's checksum is wrong", at: path, expected: "\(entry.sha256), as in \(descriptionName)",
        remedy: "copy the whole directory again")
    }
    return try SubwordModel(bytes: bytes, place: path)
  }

  /// Decodes JSON; a failure names the key.
  private static func decode<Value: Decodable>(_ bytes: Data, _ path: String) throws -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: bytes)
    } catch let error as DecodingError {
      throw Failure(
        .badData, error.trouble, at: path, expected: "a text pipeline's description",
        remedy: "copy the whole directory again")
    }
  }
}

extension TextPipeline {
  /// A pipeline around existing SentencePiece models.
  ///
  /// - Parameters:
  /// - options: all but vocabulary size, subword type and sharing, which the models decide.
  /// - sourceModel: path of the source model, or of the shared model when `targetModel` is nil.
  /// - targetModel: path of the target model; nil for a shared one.
  /// - Throws: `Failure(.badData)` for a file that is not a model this toolkit can use, `.noInput` for a missing one.
  public init(options: TextPipelineOptions, sourceModel: String, targetModel: String? = nil) throws {
    try options.validate()
    func load(_ path: String) throws -> SubwordModel {
      try SubwordModel(bytes: try readWholeFile(path, limit: 1 << 27), place: path)
    }
    let source = try load(sourceModel)
    let target = try targetModel.map(load)
    var options = options
    options.sharesVocabulary = target == nil
    options.subwords = source.type
    options.vocabularySize = source.vocabulary.size
    self.init(options: options, source: source, target: target)
  }
}
