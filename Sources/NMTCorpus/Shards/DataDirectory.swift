import Foundation
import NMTSystem
package import NMTText

/// A data directory, opened and checked; written by `nmt-preprocess`, read by `nmt-train`.
///
/// Opening checks the manifest, the size of every file, all shards in full (their own checksums, ids within the
/// vocabularies) and the hashes of the small files; `verify()` checks the hash of every file.
package struct DataDirectory: Sendable {
  package let path: String
  package let manifest: Manifest
  /// SHA-256 of the manifest. It identifies the data, because the manifest holds the hashes of all other files.
  package let hash: String
  package let pipeline: TextPipeline
  package let train: ShardSet
  /// Empty if the directory was made without validation text.
  package let validation: ShardSet
  /// Raw validation text for BLEU, entry i for pair i of `validation`. Invalid UTF-8 was replaced when the directory
  /// was made.
  package let validationText: [(source: String, target: String)]
  /// Nil if none was learned.
  package let shortlist: Shortlist?

  /// Prefix of the names of the shards with a part's sampled encodings.
  package static func samplesPrefix(_ part: String) -> String { part + "-samples" }

  package static let validationFiles = (source: "validation.source", target: "validation.target")

  /// - Throws: `Failure(.noInput)` for a missing directory, `Failure(.badData)` naming a file that is missing, of the
  ///   wrong size, or damaged.
  package init(path: String) throws {
    self.path = path
    let manifestPath = "\(path)/\(Manifest.fileName)"
    let bytes = try Self.readManifest(manifestPath, directory: path)
    manifest = try Manifest(bytes: bytes, path: manifestPath)
    hash = SHA256.hex(bytes)
    try Self.checkFiles(manifest, path: path)
    for record in manifest.files where !record.name.hasSuffix(".shard") { try Self.checkHash(record, in: path) }
    pipeline = try TextPipeline(directory: path)
    guard pipeline.sourceVocabularySize == manifest.sourceVocabulary,
      pipeline.targetVocabularySize == manifest.targetVocabulary
    else {
      throw Manifest.damaged(
        manifestPath,
        "lists vocabularies of \(manifest.sourceVocabulary) and \(manifest.targetVocabulary), but the text pipeline has "
          + "\(pipeline.sourceVocabularySize) and \(pipeline.targetVocabularySize)")
    }
    train = try Self.open(manifest.train, of: manifest, in: path)
    validation = try Self.open(manifest.validation, of: manifest, in: path)
    let isListed = manifest.files.contains { $0.name == Shortlist.fileName }
    shortlist = isListed ? try Shortlist(directory: path, for: pipeline) : nil
    validationText = manifest.validation == nil ? [] : try Self.readValidationText(path, count: validation.count)
  }

  /// Checks the hash of every file.
  ///
  /// - Throws: `Failure(.badData)` naming the first file that differs from the manifest.
  package func verify() throws {
    for record in manifest.files { try Self.checkHash(record, in: path) }
  }

  /// Whether a data directory can contain an entry of this name, so that `--force` may delete it.
  package static func isOurs(_ name: String) -> Bool {
    let known = [
      Manifest.fileName, "pipeline.json", Shortlist.fileName, validationFiles.source, validationFiles.target,
    ]
    return known.contains(name) || name.hasSuffix(".spm")
      || ((name.hasPrefix("train-") || name.hasPrefix("validation-")) && name.hasSuffix(".shard"))
  }

  private static func readManifest(_ manifestPath: String, directory: String) throws -> [UInt8] {
    do {
      return try readWholeFile(manifestPath, limit: Manifest.sizeLimit)
    } catch let failure as Failure where failure.code == .noInput {
      throw Failure(
        .noInput, "is not a data directory: no \(Manifest.fileName)", at: directory,
        expected: "a directory that nmt-preprocess wrote",
        remedy: "run nmt-preprocess or name another directory with --data")
    }
  }

  private static func checkFiles(_ manifest: Manifest, path: String) throws {
    let names = manifest.files.map(\.name)
    guard names.allSatisfy(isOurs), !names.contains(where: { $0.utf8.contains(UInt8(ascii: "/")) }),
      Set(names).count == names.count
    else {
      throw Manifest.damaged("\(path)/\(Manifest.fileName)", "lists a file that does not belong to a data directory")
    }
    for record in manifest.files {
      let file = "\(path)/\(record.name)"
      try refuseLink(file)
      var status = stat()
      guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw Failure(.badData, "the file is missing", at: file, remedy: "run nmt-preprocess again")
      }
      guard Int(status.st_size) == record.bytes else {
        throw Failure(
          .badData, "\(formatCount(Int(status.st_size))) bytes", at: file,
          expected: "\(formatCount(record.bytes)), as in the manifest", remedy: "run nmt-preprocess again")
      }
    }
  }

  private static func checkHash(_ record: Manifest.DataFileRecord, in path: String) throws {
    let file = "\(path)/\(record.name)"
    guard try SHA256.hex(ofFile: file) == record.sha256 else {
      throw Failure(
        .badData, "the content has changed since it was written", at: file, expected: "SHA-256 \(record.sha256)",
        remedy: "run nmt-preprocess again")
    }
  }

  private static func open(_ part: Manifest.Part?, of manifest: Manifest, in path: String) throws -> ShardSet {
    guard let part else { return try open([], of: manifest, in: path) }
    let sampled = try part.sampled.map { record in
      let set = try open(record.shards, of: manifest, in: path)
      let (count, overflow) = part.counts.kept.multipliedReportingOverflow(by: record.perPair)
      guard SubwordRegularization.counts.contains(record.perPair), !overflow,
        (set.count, set.sourceTokens, set.targetTokens) == (count, record.sourceTokens, record.targetTokens)
      else { throw miscounted(count, record.shards, set, in: path) }
      return SampledEncodings(perPair: record.perPair, set: set)
    }
    let set = try open(part.shards, of: manifest, in: path, sampled: sampled)
    let counts = part.counts
    guard (set.count, set.sourceTokens, set.targetTokens) == (counts.kept, counts.sourceTokens, counts.targetTokens)
    else { throw miscounted(counts.kept, part.shards, set, in: path) }
    guard set.count <= Int(Int32.max) else {
      throw Failure(
        .badData, "\(set.count) pairs", at: path, expected: "at most \(Int32.max)", remedy: "split the corpus")
    }
    return set
  }

  private static func open(
    _ names: [String], of manifest: Manifest, in path: String, sampled: SampledEncodings? = nil
  ) throws -> ShardSet {
    let listed = Set(manifest.files.map(\.name))
    guard names.allSatisfy({ listed.contains($0) && $0.hasSuffix(".shard") }) else {
      throw Manifest.damaged("\(path)/\(Manifest.fileName)", "a shard is missing from its list of files")
    }
    return try ShardSet(
      paths: names.map { "\(path)/\($0)" }, sourceVocabulary: manifest.sourceVocabulary,
      targetVocabulary: manifest.targetVocabulary, sampled: sampled)
  }

  private static func miscounted(_ count: Int, _ names: [String], _ set: ShardSet, in path: String) -> Failure {
    Manifest.damaged(
      "\(path)/\(Manifest.fileName)",
      "lists \(count) pairs, but there are \(set.count) in \(names.joined(separator: ", "))")
  }

  private static func readValidationText(_ path: String, count: Int) throws -> [(source: String, target: String)] {
    let source = try LineReader(path: "\(path)/\(validationFiles.source)")
    let target = try LineReader(path: "\(path)/\(validationFiles.target)")
    var text: [(source: String, target: String)] = []
    while let line = try source.next(), let translation = try target.next() {
      // nmt-preprocess never writes compressed text; compressed text could be a thousand times the file's size.
      guard text.count < count, !source.isCompressed, !target.isCompressed else { break }
      text.append((String(decoding: line, as: UTF8.self), String(decoding: translation, as: UTF8.self)))
    }
    guard text.count == count, source.lineNumber == count, try source.next() == nil, try target.next() == nil else {
      throw Failure(
        .badData, "\(text.count) lines", at: source.name, expected: "\(count), one per validation pair",
        remedy: "run nmt-preprocess again")
    }
    return text
  }
}
