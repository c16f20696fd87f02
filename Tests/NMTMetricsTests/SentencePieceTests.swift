import Foundation
import NMTMetrics
import NMTSystem
import NMTTestSupport
import NMTText
import Testing

/// BLEU over SentencePiece's pieces.
@Suite struct SentencePieceTests {
  private let directory = TemporaryDirectory()
  private let model = "\(TestData.packageRoot)/Vocab/phrasebook.joint.2000.model"

  private func bleu(_ name: String, _ path: String) throws -> BLEU {
    try BLEU(loading: BLEUOptions(tokenizer: .sentencePiece(name: name, path: path)))
  }

  @Test func namesAndSignatures() throws {
    let digest = try SHA256.hex(ofFile: model).prefix(8)
    #expect(try bleu("spm", model).signature(references: .same(1)).description.contains("|tok:spm[\(digest)]|"))
    #expect(try bleu("flores200", model).signature(references: .same(1)).description.contains("|tok:flores200|"))
    #expect(BLEUTokenizer(rawValue: "flores101:a:b") == .sentencePiece(name: "flores101", path: "a:b"))
    #expect(BLEUTokenizer(rawValue: "flores200:") == nil)
    expectFailure(.usage) { try BLEUTokenizer(named: "flores101") }
    expectFailure(.usage) { try BLEUTokenizer(named: "ko-mecab") }
    expectFailure(.noInput) { try bleu("spm", directory.file("missing")) }
  }

  /// The pieces that sacreBLEU joins by spaces: `Scripts/goldens/pieces.py` made them.
  @Test func equalsSacreBLEU() throws {
    var count = 0
    var metrics = [String: BLEU]()
    var differences = [String]()
    try GoldenLines.forEach(GoldenLines.path("pieces.jsonl.gz", variable: "TOLMACS_PIECES_GOLDEN")) { value in
      let entry = try cast(value, [String].self)
      if metrics[entry[0]] == nil { metrics[entry[0]] = try path(entry[0]).map { try bleu("spm", $0) } }
      guard let metric = metrics[entry[0]] else { return }
      let words = metric.words(of: entry[1]).joined(separator: " ")
      if Array(words.utf8) != Array(entry[2].utf8) { differences.append("\(entry) gives \(words)") }
      count += 1
    }
    #expect(count >= 300)
    // Debian's library (0.1.97) and the golden's (0.2.3) prefer different ones of equally good segmentations.
    #expect(differences.count * 200 <= count, "\(differences.count): \(differences.prefix(3))")
  }

  /// A model of the repository, or one of the shared folder, unpacked; nil where that is absent.
  private func path(_ name: String) throws -> String? {
    if name.hasPrefix("Vocab/") { return "\(TestData.packageRoot)/\(name)" }
    guard let file = TestData.file("sentencepiece-testdata/\(name).gz") else { return nil }
    let unpacked = directory.file(name)
    let result = try ToolRunner.run("/bin/gzip", ["-dc", file.path], stdout: .file(unpacked))
    try #require(result.status == 0)
    return unpacked
  }

  @Test func damagedModelsAreRefused() throws {
    guard let name = try path("test_model.model") else { return }
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: name)))
    _ = try SentencePieces(path: name)
    func refused(_ bytes: [UInt8]) throws -> Bool {
      let path = try directory.write(bytes, to: "damaged")
      do {
        let model = try SentencePieces(path: path)
        // If it loads, using it is safe.
        let text = Array("caf\u{E9} \u{FB01}\u{2028} \u{3300} \u{1F600} A\u{30A}".utf8)
        return text.withUnsafeBufferPointer { model.pieces(of: $0).count < 0 }
      } catch let failure as Failure {
        #expect(failure.code == .badData)
        return true
      }
    }
    for length in [0, 1, 100, bytes.count / 2, bytes.count - 1] { #expect(try refused(Array(bytes[..<length]))) }
    var flips = SplitMix64(seed: 5)
    for _ in 0..<300 {
      var damaged = bytes
      damaged[Int(flips.next() % UInt64(bytes.count))] ^= UInt8(1 << (flips.next() % 8))
      _ = try refused(damaged)
    }
  }
}
