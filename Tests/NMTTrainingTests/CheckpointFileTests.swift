import Foundation
import NMTModels
import NMTSystem
import NMTTestSupport
import NMTTraining
import Testing

@Suite struct CheckpointFileTests {
  private static func checkpoint(update: Int) -> Checkpoint {
    var state = TrainingState()
    state.update = update
    state.elapsed = 12.5
    state.plateau.observe(4.25, patience: 1)
    state.best = BestModel(update: 3, loss: 4.25, bleu: 1.5, isAveraged: true)
    var options = TrainingOptions()
    options.model.dropout = 0.4
    return Checkpoint(
      state: state, run: RunIdentity(options: options), data: ("abc", 100, 120), parameters: 6, threads: 2)
  }

  private static func vector(_ values: [Float]) -> FlatVector {
    let vector = FlatVector(count: values.count)
    for (k, value) in values.enumerated() { vector[k] = value }
    return vector
  }

  private static func sections(_ a: FlatVector, _ b: FlatVector) -> [(name: String, values: FlatSpan)] {
    [(name: "weights", values: FlatSpan(a)), (name: "adam.m", values: FlatSpan(b))]
  }

  @Test func comesBackAsItWas() throws {
    let directory = TemporaryDirectory()
    let checkpoints = CheckpointDirectory(model: directory.path)
    let (a, b) = (Self.vector([1, -2, 3.5, 0, 1e-30, 7]), Self.vector([9, 8, 7, 6, 5, 4]))
    try checkpoints.save(Self.checkpoint(update: 7), sections: Self.sections(a, b), keep: 2)
    let (x, y) = (FlatVector(count: 6), FlatVector(count: 6))
    let found = try checkpoints.load(into: Self.sections(x, y), warn: { Issue.record("\($0)") }, accept: { _, _ in })
    #expect(found == Self.checkpoint(update: 7))
    #expect(Array(x.buffer) == Array(a.buffer))
    #expect(Array(y.buffer) == Array(b.buffer))
    #expect(try Checkpoint.summary(checkpoints.file(update: 7)).contains("update 7"))
  }

  @Test func everyFlippedBitAndEveryCutIsNoticed() throws {
    let directory = TemporaryDirectory()
    let checkpoints = CheckpointDirectory(model: directory.path)
    let vector = Self.vector([1, -2, 3.5, 0, 1e-30, 7])
    try checkpoints.save(Self.checkpoint(update: 7), sections: Self.sections(vector, vector), keep: 2)
    let path = checkpoints.file(update: 7)
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    func expectDamage(_ what: String) throws {
      do {
        _ = try Checkpoint.summary(path)
        Issue.record("\(what) was not noticed")
      } catch let failure as Failure {
        #expect(failure.code == .badData, "\(what): \(failure)")
      }
    }
    let descriptor = open(path, O_RDWR)
    defer { close(descriptor) }
    for bit in 0..<whole.count * 8 {
      pwrite(descriptor, [whole[bit / 8] ^ 1 << (bit % 8)], 1, bit / 8)
      try expectDamage("bit \(bit)")
      pwrite(descriptor, [whole[bit / 8]], 1, bit / 8)
    }
    _ = try Checkpoint.summary(path)
    pwrite(descriptor, whole + [0], whole.count + 1, 0)
    try expectDamage("one byte more")
    for length in stride(from: whole.count - 1, through: 0, by: -1) {
      ftruncate(descriptor, length)
      try expectDamage("cut at \(length)")
    }
  }

  @Test func theOneBeforeStandsInForADamagedOne() throws {
    let directory = TemporaryDirectory()
    let checkpoints = CheckpointDirectory(model: directory.path)
    for update in [10, 20, 30] {
      let vector = Self.vector([Float](repeating: Float(update), count: 6))
      try checkpoints.save(Self.checkpoint(update: update), sections: Self.sections(vector, vector), keep: 2)
    }
    #expect(try checkpoints.newestFirst() == [30, 20].map(checkpoints.file))
    truncate(checkpoints.file(update: 30), 100)
    var warnings: [String] = []
    let x = FlatVector(count: 6)
    let found = try checkpoints.load(into: Self.sections(x, x), warn: { warnings.append($0) }, accept: { _, _ in })
    #expect(found?.state.update == 20 && x[0] == 20)
    #expect(warnings.count == 1 && warnings[0].contains(checkpoints.file(update: 30)))
    truncate(checkpoints.file(update: 20), 0)
    #expect(throws: Failure.self) {
      try checkpoints.load(into: Self.sections(x, x), warn: { _ in }, accept: { _, _ in })
    }
  }

  @Test func nothingThatIsNotFiniteIsSaved() throws {
    let directory = TemporaryDirectory()
    let checkpoints = CheckpointDirectory(model: directory.path)
    for value in [Float.nan, .infinity, -.infinity] {
      let vector = Self.vector([1, value, 3, 4, 5, 6])
      #expect(throws: Failure.self) {
        try checkpoints.save(Self.checkpoint(update: 1), sections: Self.sections(vector, vector), keep: 2)
      }
    }
    #expect(try checkpoints.newestFirst().isEmpty)
  }

  @Test func anotherRunIsRefusedByTheFieldThatDiffers() throws {
    let saved = Self.checkpoint(update: 7)
    func message(_ change: (inout Checkpoint) -> Void) -> String {
      var other = saved
      change(&other)
      do {
        try saved.requireSameRun(as: other, at: "m")
        return ""
      } catch let failure as Failure { return failure.code == .badConfiguration ? "\(failure)" : "wrong code" } catch {
        return ""
      }
    }
    #expect(message { $0.state.update = 9 } == "")
    #expect(message { $0.threads = 5 } == "")
    #expect(message { $0.dataHash = "def" }.contains("data is def"))
    #expect(message { $0.run.options.model.dropout = 0.1 }.contains("dropout is 0.1 (expected 0.4"))
    #expect(message { $0.run.options.limits.maxUpdates = 9 } == "")
    #expect(message { $0.targetVocabulary = 121 }.contains("target vocabulary is 121"))
  }

  @Test func aFormatOfAnotherVersionIsNamed() throws {
    let directory = TemporaryDirectory()
    let checkpoints = CheckpointDirectory(model: directory.path)
    let vector = Self.vector([1, -2, 3.5, 0, 1e-30, 7])
    try checkpoints.save(Self.checkpoint(update: 7), sections: Self.sections(vector, vector), keep: 2)
    let descriptor = open(checkpoints.file(update: 7), O_RDWR)
    defer { close(descriptor) }
    pwrite(descriptor, [1], 1, 8)
    let failure = expectFailure(.badData) {
      try checkpoints.load(into: Self.sections(vector, vector), warn: { _ in }, accept: { _, _ in })
    }
    #expect(failure?.description.contains("format version 1 (expected 2)") == true)
    #expect(failure?.remedy.contains("--force") == true)
  }

  @Test func checksumIsTheStandardOne() {
    // RFC 3720, B.4: 32 zeros, 32 ones, and the usual check value.
    #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.of([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.of(Array("123456789".utf8)) == 0xE306_9283)
  }
}
