import Foundation
package import NMTSystem

/// What stands in a data directory and where it came from: `manifest.json`, keys sorted. It is written last, holds no
/// time and no machine's path, and is the same bytes for any number of threads.
package struct Manifest: Codable, Sendable, Equatable {
  /// Version of the data directory's format.
  package var formatVersion = Manifest.currentFormat
  /// Version of the tool that wrote it.
  package var toolVersion = NMTSystem.toolVersion
  /// Language codes as given; empty when none was.
  package var sourceLanguage: String
  package var targetLanguage: String
  /// Subwords in each vocabulary, the special ones included.
  package var sourceVocabulary: Int
  package var targetVocabulary: Int
  /// Whether both sides use one vocabulary.
  package var isVocabularyShared: Bool
  /// Every option that had a part in the result.
  package var options: PreprocessOptions
  package var train: Part
  /// Nil when no validation text was given.
  package var validation: Part?
  /// Every other file of the directory, sorted by name.
  package var files: [DataFileRecord]
  /// SHA-256 of the manifest with this field empty.
  package var checksum = ""

  package static let currentFormat = 1
  /// With sampled encodings: a reader that does not know them says so.
  package static let sampledFormat = 2
  package static let fileName = "manifest.json"
  /// Bytes that a manifest may have, and values: some ten thousand files.
  static let sizeLimit = 2 << 20
  private static let valueLimit = 1 << 18

  /// A file of the directory.
  package struct DataFileRecord: Codable, Sendable, Equatable {
    package var name: String
    package var bytes: Int
    package var sha256: String
  }

  /// A file that was read: its name without directories, its lines, and the hash of its bytes as they stand (compressed).
  package struct InputRecord: Codable, Sendable, Equatable {
    package var name: String
    package var lines: Int
    package var sha256: String
  }

  /// What became of the pairs of one part.
  package struct Part: Codable, Sendable, Equatable {
    package var inputs: [InputRecord]
    package var counts: PairCounts
    /// Names of the shards, in order.
    package var shards: [String]
    /// Nil when nothing was sampled.
    package var sampled: Sampled?
  }

  /// The sampled encodings of a part's pairs: in their own shards, those of a pair one after the other.
  package struct Sampled: Codable, Sendable, Equatable {
    /// N, of each pair.
    package var perPair: Int
    /// Samples that would have been longer than the filters allow and are the plain encoding instead.
    package var tooLong = 0
    package var sourceTokens = 0
    package var targetTokens = 0
    /// Names of the shards, in order.
    package var shards: [String] = []
  }

  /// The manifest as it stands in the file, its checksum filled in.
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
  /// - Throws: `Failure(.badData)` that names the key when it is damaged or was changed by hand.
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
        remedy: "run this version's nmt-preprocess")
    }
    guard try encoded() == bytes else { throw Manifest.damaged(path, "does not fit its checksum") }
  }
}
