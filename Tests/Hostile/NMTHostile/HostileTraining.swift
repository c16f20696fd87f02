import CZlib
import Foundation
import NMTCorpus
import NMTSettings
import NMTSystem
import NMTText
import NMTToolCommand
import NMTTraining

/// What training reads: data, settings, checkpoints and its own log.
enum HostileTraining {
  static func all() throws -> [HostileSubject] {
    [try shard(), try manifest(), try checkpoint(), log(), yaml()]
  }

  // MARK: Shards

  private static func shard() throws -> HostileSubject {
    let good = try withScratch { directory in
      try DurableFile.write(to: "\(directory)/a") { sink in
        var writer = try ShardWriter(sourceVocabulary: 500, targetVocabulary: 400, into: &sink)
        for number in 0..<9 {
          let ids = (0..<number).map { Int32(($0 * 37 + number) % 400) }
          try writer.append(source: ids, target: ids.reversed() + [5], to: &sink)
        }
        try writer.finish(&sink)
      }
      return try contents("\(directory)/a")
    }
    var subject = HostileSubject("shard", file: "a.shard", good: good) { directory in
      let shard = try Shard(path: "\(directory)/a.shard")
      return (0..<min(shard.count, 1000)).map { "\(shard.source($0)) \(shard.target($0))" }.joined(separator: "\n")
    }
    subject.isChecksummed = true
    subject.seal = { directory in
      var bytes = try contents("\(directory)/a.shard")
      guard bytes.count >= 72 else { return }
      let trailer = bytes.count - 40
      put(crc(bytes[..<28]), at: 28, in: &bytes)
      put(crc(bytes[32..<trailer]), at: trailer + 24, in: &bytes)
      put(crc(bytes[trailer..<trailer + 28]), at: trailer + 28, in: &bytes)
      try overwrite("\(directory)/a.shard", with: bytes)
    }
    return subject
  }

  private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer { UInt32(crc32_z(0, $0.baseAddress, $0.count)) }
  }

  private static func put(_ word: UInt32, at place: Int, in bytes: inout [UInt8]) {
    bytes.replaceSubrange(place..<place + 4, with: [UInt8](word))
  }

  // MARK: Manifests

  private static func manifest() throws -> HostileSubject {
    let good = try withScratch { directory in
      let lines = (0..<300).map { "\($0) kalo misar \($0 * 7919 % 1009)\n" }.joined()
      try overwrite("\(directory)/text", with: Array(lines.utf8))
      try overwrite("\(directory)/few", with: Array("kalo 1\nmisar 2\n".utf8))
      var job = PreprocessJob(
        train: [.files(source: "\(directory)/text", target: "\(directory)/text")], output: "\(directory)/data")
      job.validation = [.files(source: "\(directory)/few", target: "\(directory)/few")]
      job.options.text.vocabularySize = 300
      job.isQuiet = true
      job.threads = 1
      try Preprocessor(job).run()
      return try contents("\(directory)/data/manifest.json")
    }
    var subject = HostileSubject("manifest", file: "manifest.json", good: good) { directory in
      let path = "\(directory)/manifest.json"
      do {
        return String(
          decoding: try Manifest(bytes: readWholeFile(path, limit: 2 << 20), path: path).encoded(), as: UTF8.self)
      } catch let failure as Failure where failure.code == .noInput || failure.code == .badData {
        // Opening the directory must also report anything else in place of the file.
        _ = try DataDirectory(path: directory)
        throw failure
      }
    }
    subject.isChecksummed = true
    subject.json = (good, { $0 })
    subject.seal = { directory in
      let bytes = Data(try contents("\(directory)/manifest.json"))
      guard let forged = try? JSONDecoder().decode(Manifest.self, from: bytes) else { return }
      try overwrite("\(directory)/manifest.json", with: forged.encoded())
    }
    return subject
  }

  // MARK: Checkpoints

  private static let checkpointName = "checkpoints/update-0000000007.checkpoint"

  private static func checkpoint() throws -> HostileSubject {
    let good = try withScratch { directory in
      var state = TrainingState()
      state.update = 7
      state.plateau.observe(4.25, patience: 1)
      state.best = BestModel(update: 3, loss: 4.25, bleu: 1.5, isAveraged: true)
      let header = Checkpoint(
        state: state, run: RunIdentity(options: TrainingOptions()), data: ("abc", 100, 120), parameters: 40, threads: 2)
      let vectors = (0..<2).map { _ in FlatVector(count: 40) }
      for vector in vectors { for k in 0..<40 { vector[k] = Float(k) } }
      try withExtendedLifetime(vectors) {
        try CheckpointDirectory(model: directory).save(header, sections: sections(vectors), keep: 2)
      }
      return try contents("\(directory)/\(checkpointName)")
    }
    let end =
      20 + Int(UInt32(littleEndian: good.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 12, as: UInt32.self) }))
    var subject = HostileSubject("checkpoint", file: checkpointName, good: good, header: 0..<end) { directory in
      let vectors = (0..<2).map { _ in FlatVector(count: 40) }
      let checkpoints = CheckpointDirectory(model: directory)
      _ = try checkpoints.newestHead()
      let found = try withExtendedLifetime(vectors) {
        try checkpoints.load(into: sections(vectors), warn: { _ in }, accept: { _, _ in })
      }
      guard let found else { throw Failure(.noInput, "no checkpoint", at: directory) }
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let floats = vectors.flatMap { vector in (0..<vector.count).map { vector[$0].bitPattern } }
      return "\(String(decoding: try encoder.encode(found), as: UTF8.self)) \(floats)"
    }
    subject.isChecksummed = true
    (subject.flipsWholeHeader, subject.flipStride) = (true, 7)
    subject.seal = { directory in
      let path = "\(directory)/\(checkpointName)"
      if let sealed = sealedCheckpoint(try contents(path)) { try overwrite(path, with: sealed) }
    }
    // The first weight, and the last element of the second vector.
    subject.refused = [(end, "a weight"), (good.count - 4, "a moment of the optimiser")].flatMap { place, name in
      notFinite.map { ("\(name) that is \($0)", good[..<place] + [UInt8]($0.bitPattern) + good[(place + 4)...]) }
    }
    subject.json = (
      Array(good[20..<end]), { good[..<12] + [UInt8](UInt32($0.count)) + good[16..<20] + $0 + good[end...] }
    )
    let long =
      Array("{\"content\":[".utf8) + Array(repeatElement([0x30, 0x2C], count: 7 << 20).joined()) + Array("0]}".utf8)
    subject.handMade = [
      ("a header of seven million values", good[..<12] + [UInt8](UInt32(long.count)) + [0, 0, 0, 0] + long)
    ]
    return subject
  }

  /// The checkpoint with correct checksums of its sections and its header; nil if there is no header.
  private static func sealedCheckpoint(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count >= 20 else { return nil }
    let length = Int(
      UInt32(littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 12, as: UInt32.self) }))
    guard length <= bytes.count - 20 else { return nil }
    let (json, values) = (bytes[20..<20 + length], bytes[(20 + length)...])
    let header = sealedSections(json, values)
    let start = bytes[..<12] + [UInt8](UInt32(header.count))
    return start + [UInt8](CRC32C.of(start + header)) + header + values
  }

  /// The header's JSON with the correct checksums of its sections; unchanged if it is not a list of sections.
  private static func sealedSections(_ json: ArraySlice<UInt8>, _ values: ArraySlice<UInt8>) -> [UInt8] {
    guard json.count <= 1 << 16, let text = String(validating: json, as: UTF8.self) else { return Array(json) }
    var rest = values
    let sealed = text.replacing(/"count":([0-9]+),"crc32c":[0-9]+/) { match in
      guard let count = Int(match.1), count <= rest.count / 4 else { return String(match.0) }
      defer { rest = rest.dropFirst(4 * count) }
      return "\"count\":\(match.1),\"crc32c\":\(CRC32C.of(Array(rest.prefix(4 * count))))"
    }
    guard sealed != text else { return Array(json) }
    var bytes = Array(sealed.utf8)
    while bytes.last == 0x20 { bytes.removeLast() }
    while (bytes.count + 20) % 64 != 0 { bytes.append(0x20) }
    return bytes
  }

  private static func sections(_ vectors: [FlatVector]) -> [(name: String, values: FlatSpan)] {
    [(name: "weights", values: FlatSpan(vectors[0])), (name: "adam.m", values: FlatSpan(vectors[1]))]
  }

  // MARK: Logs and settings

  private static func log() -> HostileSubject {
    let good = """
      {"elapsed":1.5,"epoch":0,"kind":"training","learningRate":0.001,"loss":5.5,"perplexity":244.7,"update":100}
      {"bleu":1.5,"elapsed":2.5,"epoch":1,"isBest":true,"kind":"validation","learningRate":0.001,"loss":"nan","perplexity":2,"update":200}

      """
    var subject = HostileSubject("log", file: "log.jsonl", good: Array(good.utf8)) { directory in
      let path = "\(directory)/log.jsonl"
      let picture = try CurvesSVG.comparison([("run", path)])
      return "\(try TrainingLog.read(path)) \(picture.count)"
    }
    subject.json = (subject.good, { $0 })
    return subject
  }

  private static func yaml() -> HostileSubject {
    let good =
      "# settings\nseed: 7\npreset: tiny\ndropout: 0.35\ndata: \"a b: c\"\nbudget: 1h30m\nmodel: 'x'\nquiet: true\n"
    var subject = HostileSubject("yaml", file: "config.yaml", good: Array(good.utf8)) { directory in
      let request = try TrainingRequest(entries: ConfigFile.entries(path: "\(directory)/config.yaml"))
      try request.options.validate()
      return TrainingSetting.yaml(request)
    }
    subject.handMade = [
      ("a key that laughs", HandMade.laughs + Array("? *a9\n: 1\n? *a9\n: 2\n".utf8)),
      ("an alias of itself", Array("a: &a [*a]\n".utf8)), ("a key that is a mapping", Array("? {a: b}\n: c\n".utf8)),
      ("a tag", Array("!!python/object:os.system {a: b}\n".utf8)), ("a merge", Array("a: &a {b: c}\n<<: *a\n".utf8)),
    ]
    return subject
  }
}

extension HostileSubject {
  /// All kinds of files that the tools read.
  package static func all() throws -> [HostileSubject] {
    try HostileModels.all() + HostileText.all() + HostileTranslation.all() + HostileTraining.all()
  }
}
