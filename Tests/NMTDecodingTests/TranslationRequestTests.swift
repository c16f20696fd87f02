import NMTDecoding
import NMTSystem
import NMTTestSupport
import Testing

struct TranslationRequestTests {
  private func request(_ words: String...) throws -> TranslationRequest {
    try TranslationRequest(entries: TranslationSetting.entries(arguments: words))
  }

  @Test func everySettingReadsBackWhatItWrites() throws {
    #expect(Set(TranslationSetting.all.map(\.name)).count == TranslationSetting.all.count)
    let defaults = TranslationRequest()
    for setting in TranslationSetting.all where !setting.isList {
      var request = defaults
      #expect(setting.write(&request, setting.read(defaults)) || setting.read(defaults).isEmpty, "\(setting.name)")
      #expect(setting.read(request) == setting.read(defaults), "\(setting.name)")
    }
  }

  @Test func settingsBecomeOptions() throws {
    let search = try request(
      "--beam", "6", "--groups", "3", "--length-normalisation", "average", "--stop", "2", "--max-length", "9",
      "--sample",
      "--top-p", "0.5", "--n-best", "2", "--min-length-ratio", "0.5"
    ).options.search
    #expect(search.beam == 6 && search.groups == 3 && search.normalisation == .average && search.stop == .finished(2))
    #expect(search.lengths == LengthBounds(minimumRatio: 0.5, ratio: 0, constant: 9))
    #expect(search.sampling == SamplingOptions(topP: 0.5))
    #expect(try request("--top-p", "0.5").options.search.sampling == nil)
    #expect(try request("--weights", "1,2.5").options.ensemble.weights == [1, 2.5])
  }

  @Test func modelsAreCollectedAndFlagsWin() throws {
    #expect(try request("--model", "a", "--model=b").models == ["a", "b"])
    let file = [
      SettingEntry(name: "model", text: "x", origin: .file("c.yaml", line: 1)),
      SettingEntry(name: "beam", text: "7", origin: .file("c.yaml", line: 2)),
    ]
    #expect(try TranslationRequest(entries: file).models == ["x"])
    let both = try TranslationRequest(entries: file + TranslationSetting.entries(arguments: ["--model", "a"]))
    #expect(both.models == ["a"] && both.options.search.beam == 7)
    #expect(TranslationSetting.yaml(both).contains("model: [a]\n"))
  }

  @Test func wrongValuesAreToldWithTheirPlace() {
    let file = [SettingEntry(name: "beam", text: "0", origin: .file("c.yaml", line: 2))]
    #expect(expectFailure(.badConfiguration) { try TranslationRequest(entries: file) }?.place == "beam")
    #expect(expectFailure(.usage) { try request("--beam", "0") }?.place == "beam")
    #expect(expectFailure(.usage) { try request("--baem", "3") }?.expected == "perhaps 'beam'")
    #expect(expectFailure(.usage) { try request("--stop", "never") }?.place == "--stop")
    expectFailure(.usage) { try request("--weights", "1,x") }
    expectFailure(.usage) { try request("--ids") }
  }

  @Test func inputsAndConstraints() throws {
    #expect(try request().inputFormat == .text)
    #expect(try request("--prefix").inputFormat == .columns([.source, .prefix]))
    #expect(
      try request("--input-format", "tsv", "--columns", "ignore,source,include").inputFormat
        == .columns([.ignore, .source, .include]))
    #expect(try request("--json", "--input-format", "json").options.search.alignment)
    let terms = try request("--terminology", "t", "--terminology-stems").options.terminology
    #expect(terms == TerminologyFile(path: "t", options: Terminology.Options(usesStems: true)))
    expectFailure(.usage) { try request("--input-format", "tsv", "--columns", "prefix") }
    expectFailure(.usage) { try request("--input-format", "json", "--prefix") }
    expectFailure(.usage) { try request("--columns", "source,word") }
  }
}
