import CZlib
import Foundation
import NMTMetrics
import NMTSystem
import NMTTestModels
import NMTText
import NMTTranslation

/// Text, compressed text, and the files that process it.
enum HostileText {
  static func all() throws -> [HostileSubject] {
    let pipeline = try TinyModel.pipeline()
    let model = try withScratch { directory in
      try pipeline.save(to: directory)
      return try contents("\(directory)/joint.spm")
    }
    return [
      subwords(model), pieces(model), try shortlist(), lines(), gzip(), words(pipeline), terminology(pipeline),
      tokenizers(),
    ]
  }

  private static let text =
    TinyModel.sentences.prefix(12).joined(separator: "\n") + "\nŐrült írók: 3,14 — „x”\r\n\n \ttab\n"

  /// A SentencePiece model. The bytes of its first pieces are damaged one by one; the last bytes are its options.
  private static func subwords(_ model: [UInt8]) -> HostileSubject {
    var subject = HostileSubject("subwords", file: "joint.spm", good: model, header: 0..<min(600, model.count)) {
      directory in
      let path = "\(directory)/joint.spm"
      let model = try SubwordModel(bytes: readWholeFile(path, limit: 1 << 27), place: path)
      let ids = model.encode("the dog ▁ \u{301} seven apples 日本 <s>")
      let sample = model.sample("a small bird", alpha: 0.3, seed: 2)
      _ = model.nBest("cold water", limit: 4)
      return
        "\(ids) \(model.decode(ids)) \(model.decode(sample)) \(model.decode((0..<Int32(model.vocabulary.size)).map { $0 }))"
    }
    subject.handMade = [("very many pieces", manyPieces(1 << 17)), ("too many pieces", manyPieces(1 << 20 + 1))]
    // The library's own piece tables take several hundred bytes per piece.
    subject.allowance = 192 << 20
    return subject
  }

  /// An arbitrary SentencePiece model, read only by the metrics.
  private static func pieces(_ model: [UInt8]) -> HostileSubject {
    var subject = HostileSubject("pieces", file: "any.model", good: model, header: 0..<min(600, model.count)) {
      directory in
      let model = try SentencePieces(path: "\(directory)/any.model")
      return ["the dog sees", "", "日本 \u{301}"].map { line in
        Array(line.utf8).withUnsafeBufferPointer { String(decoding: model.pieces(of: $0), as: UTF8.self) }
      }.joined(separator: "|")
    }
    subject.handMade = [("very many pieces", manyPieces(1 << 17))]
    subject.allowance = 192 << 20
    return subject
  }

  /// A model with pad, unk, bos, eos and `count` pieces of four letters.
  private static func manyPieces(_ count: Int) -> [UInt8] {
    func piece(_ text: [UInt8], _ kind: UInt8) -> [UInt8] {
      let body = [0x0A, UInt8(text.count)] + text + [0x15, 0, 0, 0, 0, 0x18, kind]
      return [0x0A, UInt8(body.count)] + body
    }
    let special: [(String, UInt8)] = [("<pad>", 3), ("<unk>", 2), ("<s>", 3), ("</s>", 3)]
    var bytes = special.flatMap { piece(Array($0.utf8), $1) }
    for number in 0..<count {
      let text = (0..<5).map { UInt8(ascii: "a") + UInt8(number >> (4 * $0) & 15) }
      bytes += piece(text, 1)
    }
    return bytes
  }

  private static func shortlist() throws -> HostileSubject {
    let likely = (0..<30).map { source in (0..<source % 5).map { Int32(($0 * 7 + source) % 30) } }
    let good = try withScratch { directory in
      try Shortlist(targetVocabulary: 30, sharesVocabulary: true, frequent: [9, 4], likely: likely).save(to: directory)
      return try contents("\(directory)/\(Shortlist.fileName)")
    }
    return HostileSubject("shortlist", file: Shortlist.fileName, good: good) { directory in
      let list = try Shortlist(directory: directory)
      // A pipeline checks both vocabulary sizes before a list is used.
      guard list.targetVocabulary <= 1 << 20 else { return "\(list.targetVocabulary) targets" }
      return "\(list.candidates(for: (0..<Int32(min(list.sourceVocabulary, 1000))).map { $0 }))"
    }
  }

  private static let readLines: @Sendable (String) throws -> String = { path in
    let reader = try LineReader(path: path)
    var hash = SHA256()
    var count = 0
    while let line = try reader.next() {
      count += 1
      line.withUnsafeBytes { hash.update($0) }
      [UInt8(0x0A)].withUnsafeBytes { hash.update($0) }
    }
    return "\(count) \(hash.finalizeHex())"
  }

  private static func lines() -> HostileSubject {
    var subject = HostileSubject("lines", file: "text", good: Array(text.utf8)) { try readLines("\($0)/text") }
    subject.isStream = true
    return subject
  }

  private static func gzip() -> HostileSubject {
    var subject = HostileSubject("gzip", file: "text.gz", good: deflated(Array(text.utf8))) {
      try readLines("\($0)/text.gz")
    }
    subject.isStream = true
    // `isChecksummed` stays false: some header fields do not affect the text, and some deflate bits mean nothing.
    subject.handMade = [
      ("a line of 64 MiB", deflated([UInt8](repeating: 0x20, count: 1 << 26))),
      ("two members", subject.good + subject.good),
      ("a member cut off behind a whole one", subject.good + subject.good.prefix(30)),
      ("16 million empty lines", deflated(Array(repeatElement(0x0A, count: 1 << 24)))),
    ]
    return subject
  }

  /// A gzip member (RFC 1952).
  static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    precondition(deflateInit2_(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, zlibVersion(), size) == Z_OK)
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    bytes.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { room in
        (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
        (stream.next_out, stream.avail_out) = (room.baseAddress, UInt32(room.count))
        precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
      }
    }
    return Array(output.prefix(Int(stream.total_out)))
  }

  /// Normalizes, encodes and decodes text.
  private static func words(_ pipeline: TextPipeline) -> HostileSubject {
    var subject = HostileSubject("words", file: "text", good: Array(text.utf8)) { directory in
      let reader = try LineReader(path: "\(directory)/text")
      var result = ""
      while let line = try reader.next() {
        let line = String(decoding: line, as: UTF8.self)
        let ids = pipeline.encodeSource(line)
        let decoded = pipeline.decodeTarget(ids)
        guard !decoded.utf8.contains(0x0A), ids.allSatisfy({ $0 >= 0 && $0 < pipeline.sourceVocabularySize }) else {
          throw DamageViolation(description: "ids or text that cannot be")
        }
        _ = pipeline.sampleSource(line, alpha: 0.1, seed: 1)
        result += decoded + "\n"
      }
      return result
    }
    // More than loading: a line of a megabyte is segmented and joined again.
    subject.allowance = 512 << 20
    subject.isStream = true
    return subject
  }

  private static func terminology(_ pipeline: TextPipeline) -> HostileSubject {
    let good = "the dog\tder Hund\ncold water\tkaltes Wasser*\n\na small bird\tein Vogel\n"
    var subject = HostileSubject("terminology", file: "terms", good: Array(good.utf8)) { directory in
      let terms = try Terminology(
        path: "\(directory)/terms", pipeline: pipeline, options: .init(isCaseSensitive: false, usesStems: true))
      return ["The dog sees cold water.", "", "a small bird, the dog"].map { "\(terms.phrases(in: $0))" }.joined()
    }
    subject.isStream = true
    return subject
  }

  /// All BLEU tokenizers that need no file.
  private static func tokenizers() -> HostileSubject {
    var subject = HostileSubject("tokenisers", file: "text", good: Array(text.utf8)) { directory in
      let bytes = try readWholeFile("\(directory)/text", limit: 1 << 26)
      let lines = bytes.split(separator: 0x0A).prefix(50).map { String(decoding: $0, as: UTF8.self) }
      return BLEUTokenizer.builtIn.map { tokenizer in
        let bleu = BLEU(options: BLEUOptions(tokenizer: tokenizer))
        return lines.map { "\(bleu.statistics(hypothesis: $0, references: [lines[0]]).totals)" }.joined()
      }.joined(separator: "\n")
    }
    subject.allowance = 512 << 20
    return subject
  }
}
