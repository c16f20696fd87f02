import Foundation
package import NMTKernels
package import NMTModels
import NMTSettings
import NMTSystem

/// Origin of a model, as reported by its model card and `nmt-inspect`.
///
/// It contains no date and no path, so that equal trainings produce equal bytes.
package struct ModelProvenance: Codable, Sendable, Equatable {
  /// Version of the tool that trained the model.
  package var toolVersion: String
  /// Languages as BCP 47 codes, empty if unknown to the data directory.
  package var sourceLanguage: String
  package var targetLanguage: String
  /// SHA-256 of the data directory's manifest.
  package var dataHash: String
  package var seed: UInt64
  /// Updates after which these weights were saved.
  package var updates: Int
  /// The longest source kept in training, in subwords, one of `sourceLengths`; longer lines are translated in pieces.
  package var maximumSourceLength: Int
  /// Training options, spelled as flags: `"learning-rate": "0.001"`.
  package var options: [String: String]
  /// Scores on the validation set, `"bleu": 38.2`, `"perplexity": 5.1`.
  package var scores: [String: Double]

  /// Allowed maximum source lengths for training and translation; attention and states grow with them.
  package static let sourceLengths = 1...10_000

  package init(
    toolVersion: String = NMTSystem.toolVersion, sourceLanguage: String = "", targetLanguage: String = "",
    dataHash: String = "", seed: UInt64 = 0, updates: Int = 0, maximumSourceLength: Int = 200,
    options: [String: String] = [:], scores: [String: Double] = [:]
  ) {
    self.toolVersion = toolVersion
    self.sourceLanguage = sourceLanguage
    self.targetLanguage = targetLanguage
    self.dataHash = dataHash
    self.seed = seed
    self.updates = updates
    self.maximumSourceLength = maximumSourceLength
    self.options = options
    self.scores = scores
  }
}

/// `config.json` of a model directory: what the model is, where it came from, and the checksums of all other files.
///
/// The file contains its own checksum: the XXH64 of its bytes with the sixteen digits of `configChecksum` set to zeros.
package struct ModelConfig: Codable, Sendable, Equatable {
  package static let fileName = "config.json"
  package static let currentFormatVersion = 1
  package static let currentGateOrder = "i,f,g,o"
  private static let emptyChecksum = "0000000000000000"
  private static let sizeLimit = 1 << 20

  package var formatVersion = ModelConfig.currentFormatVersion
  /// Order of the gates inside fused LSTM weights.
  package var gateOrder = ModelConfig.currentGateOrder
  package var architecture: ModelOptions
  /// Format of the weights if it is not fp32: int8 (`QuantizedWeight`).
  package var weights: Precision?
  package var provenance: ModelProvenance
  /// Every other file of the directory, by plain name.
  package var files: [String: FileRecord]
  private var configChecksum = ModelConfig.emptyChecksum

  package init(
    architecture: ModelOptions, weights: Precision? = nil, provenance: ModelProvenance, files: [String: FileRecord]
  ) {
    self.architecture = architecture
    self.weights = weights
    self.provenance = provenance
    self.files = files
  }

  /// The bytes of `config.json`.
  package func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    var config = self
    config.configChecksum = Self.emptyChecksum
    var bytes = [UInt8](try encoder.encode(config)) + [0x0A]
    guard let digits = Self.checksumDigits(in: bytes) else { preconditionFailure("config.json without a checksum") }
    let checksum = bytes.withUnsafeBytes { XXH64.hex($0) }
    bytes.replaceSubrange(digits, with: checksum.utf8)
    return bytes
  }

  /// Reads and checks `config.json` of a directory, without touching the other files.
  package init(directory: String) throws {
    let path = "\(directory)/\(Self.fileName)"
    try refuseLink(path)
    try self.init(try readWholeFile(path, limit: Self.sizeLimit), path: path)
  }

  /// Reads a configuration from bytes; `path` is used in messages.
  package init(_ bytes: [UInt8], path: String) throws {
    try Self.checkText(bytes, path: path)
    let data = Data(bytes)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    do {
      let version = try decoder.decode(VersionOnly.self, from: data).formatVersion
      guard version == Self.currentFormatVersion else {
        throw Failure(
          .badData, "has format version \(version)", at: path, expected: "\(Self.currentFormatVersion)",
          remedy: "use the version of the tools that wrote it")
      }
      self = try decoder.decode(ModelConfig.self, from: data)
    } catch let error as DecodingError {
      throw Failure(.badData, error.trouble, at: path, expected: "a model's config.json", remedy: Self.remedy)
    }
    try checkContents(path: path)
  }

  private struct VersionOnly: Decodable { let formatVersion: Int }
  private static let remedy = "copy the model directory again, or save the model again"

  /// Checks for strict JSON without duplicate keys and for a correct checksum.
  private static func checkText(_ bytes: [UInt8], path: String) throws {
    do {
      try bytes.withUnsafeBufferPointer { buffer in
        try JSONReader.check(buffer, maximumValues: 1 << 18)
      }
    } catch let error as JSONError {
      throw Failure(
        .badData, error.what, at: "\(path): byte \(error.offset)", expected: "a model's config.json", remedy: remedy)
    }
    guard let digits = checksumDigits(in: bytes) else {
      throw Failure(.badData, "has no configChecksum", at: path, expected: "a model's config.json", remedy: remedy)
    }
    var zeroed = bytes
    zeroed.replaceSubrange(digits, with: emptyChecksum.utf8)
    let found = zeroed.withUnsafeBytes { XXH64.hex($0) }
    guard Array(found.utf8) == Array(bytes[digits]) else {
      let wanted = String(decoding: bytes[digits], as: UTF8.self)
      throw Failure(.badData, "is damaged: xxh64 \(found)", at: path, expected: "xxh64 \(wanted)", remedy: remedy)
    }
  }

  /// Position of the sixteen digits. A text value cannot contain the pattern: its quotation marks are escaped.
  private static func checksumDigits(in bytes: [UInt8]) -> Range<Int>? {
    let key = Array("\"configChecksum\" : \"".utf8)
    let length = key.count + 17
    guard bytes.count >= length else { return nil }
    for start in 0...bytes.count - length where bytes[start..<start + key.count].elementsEqual(key) {
      let digits = start + key.count
      return bytes[digits + 16] == UInt8(ascii: "\"") ? digits..<digits + 16 : nil
    }
    return nil
  }

  /// Checks that valid JSON also describes a valid model.
  private func checkContents(path: String) throws {
    guard gateOrder == Self.currentGateOrder else {
      throw Failure(.badData, "has gate order \(gateOrder)", at: path, expected: Self.currentGateOrder)
    }
    guard weights == nil || weights == .int8 else {
      throw Failure(.badData, "has weights in \(weights!.rawValue)", at: path, expected: "int8, or no such key")
    }
    for name in files.keys where !isPlainFileName(name) {
      throw Failure(.badData, "names the file \"\(name)\"", at: path, expected: "plain names of files beside it")
    }
    guard ModelProvenance.sourceLengths.contains(provenance.maximumSourceLength) else {
      throw Failure(
        .badData, "provenance.maximumSourceLength is \(provenance.maximumSourceLength)", at: path,
        expected: ModelProvenance.sourceLengths.optionRange.words)
    }
    do {
      try architecture.validate()
    } catch let failure as Failure {
      throw Failure(.badData, failure.what, at: path, expected: failure.expected)
    }
  }
}

/// True for a name that cannot lead out of its directory.
package func isPlainFileName(_ name: String) -> Bool {
  !name.isEmpty && name.utf8.count <= 255 && !name.hasPrefix(".")
    && !name.unicodeScalars.contains { $0 == "/" || $0.value < 0x20 || $0.value == 0x7F }
}
