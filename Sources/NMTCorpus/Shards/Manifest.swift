import Foundation
package import NMTSystem

/// Contents and origin of a data directory: `manifest.json`, keys sorted. It is written last, holds no time and no
/// local path, and is byte-identical for any number of threads.
package struct Manifest: Codable, Sendable, Equatable {
  /// Version of the data directory's format.
  package var formatVersion = Manifest.currentFormat
  /// Version of the tool that wrote it.
  package var toolVersion = NMTSystem.toolVersion
  /// Language codes as given; empty if none was given.
  package var sourceLanguage: String
  package var targetLanguage: String
  /// Subwords in each vocabulary, including special ones.
  package var sourceVocabulary: Int
  package var targetVocabulary: Int
  /// Whether both sides share one vocabulary.
  package var isVocabularyShared: Bool
  /// All options that affect the result.
  package var options: PreprocessOptions
  package var train: Part
  /// Nil if no validation text was given.
  package var validation: Part?
  /// All other files of the directory, sorted by name.
  package var files: [DataFileRecord]
  /// SHA-256 of the manifest with this field empty.
  package var checksum = ""

  package static let currentFormat = 1
  /// Version with sampled encodings: a reader that does not support them rejects it.
  package static let sampledFormat = 2
  package static let fileName = "manifest.json"
  /// Most bytes, and most JSON values, of a manifest: some ten thousand files.
  static let sizeLimit = 2 << 20
  private static let valueLimit = 1 << 18

  /// A file of the directory.
  package struct DataFileRecord: Codable, Sendable, Equatable {
    package var name: String
    package var bytes: Int
    package var sha256: String
  }

  /// A file that was read: its name without directories, its line count, and the hash of its raw (still compressed)
  /// bytes.
  package struct InputRecord: Codable, Sendable, Equatable {
    package var name: String
    package var lines: Int
    package var sha256: String
  }

  /// Counts and shards of one part.
  package struct Part: Codable, Sendable, Equatable {
    package var inputs: [InputRecord]
    package var counts: PairCounts
    /// Names of the shards, in order.
    package var shards: [String]
    /// Nil if nothing was sampled.
    package var sampled: Sampled?
  }

  /// The sampled encodings of a part, in shards of their own; those of one pair are adjacent.
  package struct Sampled: Codable, Sendable, Equatable {
    /// Encodings per pair, N.
    package var perPair: Int
    /// Samples that exceeded the length filter and were replaced by the plain encoding.
    package var tooLong = 0
    package var sourceTokens = 0
    package var targetTokens = 0
    /// Names of the shards, in order.
    package var shards: [String] = []
  }

  /// The manifest as written to the file, including its checksum.
  package func encoded() throws -> [UInt8] {
    var copy = self
    copy.checksum = try computedChecksum()
    return try copy.json()
  }

  package static func damaged(_ path: String, _ what: String) -> Failure {
    Failure(.badData, "damaged manifest: \(what)", at: path, remedy: "run nmt-preprocess again")
  }

  private func computedChecksum() throws -> String {
    var copy = self
    copy.checksum = ""
    return SHA256.hex(try copy.json())
  }

  private func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [0x0A]
  }
}

extension Manifest {
  /// Reads and checks a manifest.
  ///
  /// - Throws: `Failure(.badData)` naming the key if the manifest is damaged or was edited by hand.
  package init(bytes: [UInt8], path: String) throws {
    do {
      try bytes.withUnsafeBufferPointer { try JSONReader.check($0, maximumValues: Manifest.valueLimit) }
    } catch let error as JSONError {
      throw Manifest.damaged(path, "at byte \(error.offset): \(error.what)")
    }
    do {
      self = try JSONDecoder().decode(Manifest.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw Manifest.damaged(path, error.trouble)
    }
    let format = train.sampled == nil ? Manifest.currentFormat : Manifest.sampledFormat
    guard formatVersion == format else {
      throw Failure(
        .badData, "data format \(formatVersion)", at: path, expected: "format \(format)",
        remedy: "run nmt-preprocess of this version again")
    }
    guard try encoded() == bytes else { throw Manifest.damaged(path, "does not match its checksum") }
  }
}
