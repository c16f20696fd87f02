import Foundation
import NMTModels
import NMTSettings
import NMTSystem
import NMTTestSupport
import NMTTraining
import Testing

@Suite struct SettingTests {
  private func request(_ words: String...) throws -> TrainingRequest {
    try TrainingRequest(entries: flagEntries(words))
  }

  private func failure(_ entries: [SettingEntry]) -> Failure? {
    do {
      _ = try TrainingRequest(entries: entries)
      return nil
    } catch { return error as? Failure }
  }

  @Test func everySettingReadsBackWhatItWrites() throws {
    #expect(Set(TrainingSetting.all.map(\.name)).count == TrainingSetting.all.count)
    for setting in TrainingSetting.all {
      let text = setting.read(TrainingRequest())
      let again = try request("--\(setting.name)=\(text)")
      #expect(setting.read(again) == text, "\(setting.name)")
    }
  }

  @Test func flagsOfAllForms() throws {
    let one = try request(
      "--max-updates", "12", "--learning-rate=5e-4", "--force", "--no-bidirectional", "--budget", "1h30m")
    #expect(one.options.limits.maxUpdates == 12)
    #expect(one.options.schedule.learningRate == 5e-4)
    #expect(one.force && !one.options.model.bidirectional)
    #expect(one.options.limits.budget.seconds == 5400)
    #expect(try !request("--force=false").force)
  }

  @Test func aPresetComesBeforeSingleSettings() throws {
    let one = try request("--dropout", "0.25", "--preset", "tiny")
    #expect(one.options.model.decoderWidth == 128)
    #expect(one.options.model.dropout == 0.25)
  }

  @Test func aDumpGivesTheSameRequestAndHoldsNoAlias() throws {
    for words in [
      [], ["--preset", "tiny"], ["--cell", "gru", "--bptt", "9"], ["--encoder", "gru", "--dropout", "0.3"],
      ["--preset", "large", "--embedding", "64", "--budget", "1h30m", "--data", "a b"],
      [
        "--embedding", "300", "--encoder-width", "300", "--decoder-width", "300", "--encoder-layers", "2",
        "--decoder-layers", "2", "--residual", "--dropout", "0.3",
      ],
    ] {
      let text = TrainingSetting.yaml(try TrainingRequest(entries: flagEntries(words)))
      let again = try TrainingRequest(entries: dumpedEntries(text.replacing("\"a b\"", with: "a b")))
      #expect(again == (try TrainingRequest(entries: flagEntries(words))), "\(words)")
      #expect(TrainingSetting.yaml(again) == text && !text.contains("bptt"), "\(words)")
    }
  }

  @Test func whatAPresetAndACellImply() throws {
    #expect(
      try #require(TrainingSetting.named("preset")).implied.map(\.name) == [
        "embedding", "encoder-width", "encoder-layers", "decoder-width", "decoder-layers", "residual", "dropout",
      ])
    #expect(try #require(TrainingSetting.named("cell")).implied.map(\.name) == ["encoder", "decoder"])
  }

  @Test func flagsWinOverTheFile() throws {
    let file = [SettingEntry(name: "seed", text: "5", origin: .file("a.yaml", line: 1))]
    #expect(try TrainingRequest(entries: file).options.seed == 5)
    #expect(try TrainingRequest(entries: file + flagEntries(["--seed", "6"])).options.seed == 6)
  }

  @Test func whatIsUnknownOrWrongIsTold() throws {
    let unknown = failure([SettingEntry(name: "learning-rat", text: "1", origin: .file("a.yaml", line: 3))])
    #expect(unknown?.code == .badConfiguration && unknown?.place == "a.yaml:3")
    #expect(unknown?.description.contains("did you mean learning-rate?") == true)
    let wrong = failure([SettingEntry(name: "seed", text: "one", origin: .file("a.yaml", line: 4))])
    #expect(wrong?.code == .badConfiguration && wrong?.place == "a.yaml:4")
    #expect(failure([SettingEntry(name: "max-epocs", text: "1", origin: .flag)])?.code == .usage)
    #expect(throws: Failure.self) { try request("--max-updates=") }
  }

  @Test func rangesAreChecked() throws {
    for (name, value) in [
      ("dropout", "1"), ("learning-rate", "0"), ("keep-checkpoints", "1"), ("label-smoothing", "1"),
      ("schedule", "linear"),
      ("encoder-width", "3"), ("batch-sentences", "0"), ("report-every", "0"),
    ] {
      #expect(throws: Failure.self, "\(name)") { try request("--\(name)", value).options.validate() }
    }
    try request("--schedule", "linear", "--max-epochs", "3").options.validate()
  }

  @Test func theSampledShareIsAutoOrANumber() throws {
    let auto = SampledShare.auto
    #expect(try request().options.batches.sampledShare == auto && auto.value(samples: 0) == 0)
    #expect(auto.value(samples: 8) == 8.0 / 9)
    #expect(try request("--sampled-share", "0.25").options.batches.sampledShare == .share(0.25))
    for wrong in ["on", "nan", ""] { #expect(throws: Failure.self) { try request("--sampled-share", wrong) } }
    for wrong in ["-0.1", "1.5"] {
      #expect(throws: Failure.self) { try request("--sampled-share", wrong).options.validate() }
    }
  }

  /// `auto` follows the schedule and what it is fitted to; options from before there was `auto` have a number.
  @Test func stoppingEarlyIsAutoOrANumber() throws {
    func resolved(_ words: String...) throws -> StopAfter {
      let options = try TrainingRequest(entries: flagEntries(words)).options
      return options.validation.resolved(for: Schedule(options.schedule, ends: options.limits.haveAny)).stopAfter
    }
    #expect(try request().options.validation.stopAfter == .auto)
    #expect(try resolved() == .validations(10))
    #expect(try resolved("--max-updates", "9") == .validations(0))
    #expect(try resolved("--budget", "5m", "--schedule", "linear") == .validations(0))
    #expect(try resolved("--budget", "5m", "--schedule", "inverse-sqrt") == .validations(10))
    #expect(try resolved("--budget", "5m", "--stop-after", "4") == .validations(4))
    #expect(throws: Failure.self) { try request("--stop-after", "-1").options.validate() }
    #expect(throws: Failure.self) { try request("--stop-after", "never") }

    var fields = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(ValidationOptions())) as? [String: Any])
    func read() throws -> StopAfter {
      try JSONDecoder().decode(ValidationOptions.self, from: JSONSerialization.data(withJSONObject: fields)).stopAfter
    }
    #expect(try read() == .auto)
    fields["stopAfter"] = 7
    #expect(try read() == .validations(7))
    fields["stopAfter"] = "soon"
    #expect(throws: DecodingError.self) { try read() }
  }

  @Test func wallTimes() {
    #expect(WallTime("90m")?.seconds == 5400)
    #expect(WallTime("1h30m")?.text == "1h30m")
    #expect(WallTime("45")?.seconds == 45)
    #expect(WallTime("1.5h")?.seconds == 5400)
    for wrong in ["", "m", "90x", "-5", "1h30", "nan", "1e999"] { #expect(WallTime(wrong) == nil, "\(wrong)") }
  }
}
