import Foundation
import NMTModels
import NMTSettings
import NMTTraining
import Testing

/// What must be equal when a run resumes.
@Suite struct RunIdentityTests {
  private typealias Setting = ToolSetting<TrainingRequest>

  private static func run(_ texts: [String: String] = [:]) throws -> RunIdentity {
    var request = TrainingRequest()
    for (name, text) in texts { #expect(try #require(TrainingSetting.named(name)).write(&request, text)) }
    return RunIdentity(request)
  }

  private static func difference(_ texts: [String: String]) throws -> String? {
    try run(["max-updates": "5", "data": "a"]).difference(from: run(texts))?.name
  }

  @Test func limitsMayChangeAndTheRestMayNot() throws {
    #expect(try Self.difference(["max-updates": "9", "data": "b", "threads": "1"]) == nil)
    #expect(try Self.difference(["budget": "1h30m", "budget-clock": "cpu", "stop-after": "3"]) == nil)
    #expect(try Self.difference(["max-updates": "5", "dropout": "0.3"]) == "dropout")
    #expect(try Self.difference(["seed": "3"]) == "seed")
  }

  /// A setting that decides what is computed is named when it differs; any other may differ.
  @Test func everySettingIsPartOfARunsIdentityOrNot() throws {
    let words = ["true", "false", "0.25", "3", "7", "4G", "90m"]
    let plain = TrainingRequest()
    // Other names for what another setting of the table says.
    for setting in TrainingSetting.all where !["bptt", "encoder"].contains(setting.name) {
      let choices = setting.form.choices + words
      let other = try #require(
        choices.lazy.compactMap { text -> TrainingRequest? in
          var request = plain
          return setting.write(&request, text) && setting.read(request) != setting.read(plain) ? request : nil
        }.first, "\(setting.name) takes none of \(choices)")
      let found = RunIdentity(plain).difference(from: RunIdentity(other))
      #expect(found?.name == (setting.resume == .same ? setting.name : nil))
      #expect((plain.record[setting.name] != nil) == (setting.resume == .same), "\(setting.name)")
    }
  }

  /// With a cell for each side `cell` has no value, and the record no entry for it.
  @Test func theRecordHoldsNoEmptyValues() throws {
    var request = TrainingRequest()
    #expect(request.record["cell"] == "lstm")
    #expect(try #require(TrainingSetting.named("encoder")).write(&request, "gru"))
    let record = request.record
    #expect(record["cell"] == nil && record["encoder"] == "gru" && record["decoder"] == "lstm")
    #expect(!record.values.contains(""))
  }

  /// The vocabularies stand in no setting.
  @Test func anOptionThatNoSettingShowsIsComparedToo() throws {
    var other = try Self.run()
    other.options.model.targetVocabulary += 1
    #expect(try Self.run().difference(from: other)?.name == "an option without a setting")
  }

  @Test func aLimitOfMemoryIsToldByWhatWasAskedFor() throws {
    var run = try Self.run(["memory": "1G"])
    run.batchesAsked = BatchingOptions()
    var other = run
    other.batchesAsked?.sentences = 64
    other.options.batches.sentences = 16
    let found = run.difference(from: other)
    #expect([found?.name, found?.saved, found?.asked] == ["batches before --memory", "32 sentences", "64 sentences"])
    other.options.memory = ByteSize(bytes: 1 << 31)
    #expect(run.difference(from: other)?.name == "memory")
  }

  /// What an earlier version saved lacks the options that came later: they had the values that are their defaults.
  @Test func optionsThatAreMissingHaveTheirDefaults() throws {
    var run = try Self.run()
    run.options.seed = .max
    run.options.schedule.learningRate = 0.1 + 0.2
    run.batchesAsked = BatchingOptions()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = String(decoding: try encoder.encode(run), as: UTF8.self)
    func read(_ json: String) throws -> RunIdentity {
      try JSONDecoder().decode(RunIdentity.self, from: Data(json.utf8))
    }
    #expect(try read(json) == run)
    let older = json.replacing(/"(clipValue|encoderLayers|keepCheckpoints|maximumLength)":[0-9]+,/, with: "")
    #expect(older.count < json.count - 60)
    #expect(try read(older) == run)
    #expect(throws: DecodingError.self) { try read(json.replacing(/"clipValue":[0-9]+/, with: "\"clipValue\":true")) }
  }
}
