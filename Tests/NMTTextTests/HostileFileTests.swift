import Foundation
import NMTSystem
import NMTTestSupport
import NMTText
import Testing

/// A damaged or hostile pipeline is refused with a message, or it loads and using it is safe.
@Suite("Hostile pipelines")
struct HostileFileTests {
  let directory = TemporaryDirectory()
  let model: [UInt8]
  let description: [UInt8]

  init() throws {
    try SmallText.pipeline(.unigram).save(to: directory.path)
    model = try directory.read("joint.spm")
    description = try directory.read("pipeline.json")
  }

  @Test("missing files are named")
  func missing() throws {
    for name in ["joint.spm", "pipeline.json"] {
      try FileManager.default.removeItem(atPath: directory.file(name))
      let failure = expectFailure(.noInput) { try TextPipeline(directory: directory.path) }
      #expect(failure?.place == directory.file(name))
    }
  }

  @Test("a model that is shorter, longer or has one bit changed is refused, and so is a directory in its place")
  func damagedModel() throws {
    var flipped = model
    flipped[model.count / 2] ^= 1
    for bytes in [Array(model.dropLast()), model + [0], flipped, []] {
      try directory.write(bytes, to: "joint.spm")
      let failure = expectFailure(.badData) { try TextPipeline(directory: directory.path) }
      #expect(failure?.place == directory.file("joint.spm"))
    }
    try FileManager.default.removeItem(atPath: directory.file("joint.spm"))
    try FileManager.default.createDirectory(atPath: directory.file("joint.spm"), withIntermediateDirectories: false)
    expectFailure(.noInput) { try TextPipeline(directory: directory.path) }
  }

  @Test("every cut of the description is refused, every changed byte too or it still works")
  func damagedDescription() throws {
    for count in 0..<description.count - 1 {
      try directory.write(Array(description[..<count]), to: "pipeline.json")
      if (try? TextPipeline(directory: directory.path)) != nil { #expect(count == description.count - 1) }
    }
    for index in description.indices {
      var changed = description
      changed[index] ^= 0x02
      try directory.write(changed, to: "pipeline.json")
      do {
        use(try TextPipeline(directory: directory.path))
      } catch let failure as Failure {
        #expect(failure.code == .badData || failure.code == .noInput, "\(index): \(failure)")
      }
    }
  }

  @Test(
    "descriptions of other things",
    arguments: [
      "", "null", "[]", "{}", "{\"format\":\"tolmacs-text-pipeline\",\"formatVersion\":2}",
      "{\"format\":\"other\",\"formatVersion\":1}", "{\"format\":\"tolmacs-text-pipeline\",\"formatVersion\":1e99}",
      String(repeating: "[", count: 100_000),
      "{\"format\":\"tolmacs-text-pipeline\",\"formatVersion\":1,\"options\":{}}",
    ])
  func otherDescription(text: String) throws {
    try directory.write(text, to: "pipeline.json")
    expectFailure(.badData) { try TextPipeline(directory: directory.path) }
  }

  @Test("options in the file are checked like options of a user")
  func badOptions() throws {
    let text = String(decoding: description, as: UTF8.self)
    for (old, new) in [("\"vocabularySize\" : 340", "\"vocabularySize\" : -1"), ("\"en\"", "\"../../etc\"")] {
      #expect(text.contains(old))
      try directory.write(text.replacingOccurrences(of: old, with: new), to: "pipeline.json")
      let failure = expectFailure(.badData) { try TextPipeline(directory: directory.path) }
      #expect(failure?.place.hasSuffix("pipeline.json, options") == true && failure?.what.isEmpty == false)
    }
  }

  /// The checksum is no protection from who writes both files, so the model's own bytes are changed without it.
  @Test("a model with any changed byte is refused or can be used", arguments: SubwordType.allCases)
  func changedModel(type: SubwordType) throws {
    try SmallText.pipeline(type).save(to: directory.path)
    let model = try directory.read("joint.spm")
    var generator = SplitMix64(seed: 11)
    var loadedCount = 0
    for round in 0..<600 {
      var changed = model
      // Half of the changes hit the first bytes, where the special pieces stand, and the last, where the options stand.
      let range = round % 2 == 0 ? model.count : 400
      let place = Int(generator.next() % UInt64(range))
      let index = round % 4 == 1 ? model.count - 1 - place : place
      changed[index] ^= UInt8(1 << (generator.next() % 8))
      if round % 10 == 0 { changed.removeLast(1 + Int(generator.next() % UInt64(model.count - 1))) }
      guard let loaded = try? SubwordModel(bytes: changed, place: "changed") else { continue }
      loadedCount += 1
      use(loaded)
    }
    #expect(loadedCount > 0 && loadedCount < 600)
  }

  @Test("hand-made models are refused")
  func handMade() throws {
    func piece(_ text: String, kind: UInt8, score: [UInt8] = [0, 0, 0, 0]) -> [UInt8] {
      let body = [0x0A, UInt8(text.utf8.count)] + Array(text.utf8) + [0x15] + score + [0x18, kind]
      return [0x0A, UInt8(body.count)] + body
    }
    let special = piece("<pad>", kind: 3) + piece("<unk>", kind: 2) + piece("<s>", kind: 3) + piece("</s>", kind: 3)
    let good = special + piece("\u{2581}", kind: 1) + piece("a", kind: 1)
    #expect(throws: Never.self) { use(try SubwordModel(bytes: good, place: "good")) }
    let bad: [[UInt8]] = [
      [], special, Array(good.dropFirst()), good + [0x0A], good + [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
      good + piece("a", kind: 1), good + piece("", kind: 1), good + piece("b", kind: 9),
      good + piece("b", kind: 1, score: [0, 0, 0xC0, 0x7F]), good + piece("b", kind: 1, score: [0, 0, 0x80, 0x7F]),
      good + piece("<other>", kind: 2), good + piece("<0x00>", kind: 6), good + piece("a\u{0}b", kind: 1),
      // TrainerSpec with another type of model; NormalizerSpec with a table of four bytes; no escape for spaces.
      good + [0x12, 2, 0x18, 4], good + [0x1A, 6, 0x12, 4, 1, 2, 3, 4], good + [0x1A, 2, 0x28, 0],
      good + [0x22, 0], good + [UInt8](repeating: 0xFF, count: 11),
    ]
    for (index, bytes) in bad.enumerated() {
      expectFailure(.badData) { try SubwordModel(bytes: bytes, place: "case \(index)") }
    }
  }

  private func use(_ pipeline: TextPipeline) {
    let ids = pipeline.encodeTarget("The old baker 日本 <s>")
    #expect(!pipeline.decodeTarget(ids).utf8.isEmpty)
    #expect(!pipeline.sampleSource("a blue lantern", alpha: 0.1, seed: 1).isEmpty)
  }

  private func use(_ model: SubwordModel) {
    for line in ["The old baker 日本 <s>", "a", ""] {
      let ids = model.encode(line)
      _ = model.decode(ids)
      _ = model.decode(model.sample(line, alpha: 0.3, seed: 2))
      #expect(ids.allSatisfy { $0 >= 0 && Int($0) < model.vocabulary.size })
      #expect(!model.nBest(line, limit: 4).isEmpty)
    }
    _ = model.decode((0..<Int32(model.vocabulary.size)).map { $0 })
  }
}
