import Foundation
import NMTSearch
import NMTSettings
import NMTSystem
import NMTTestSupport
import NMTText
import NMTTranslation
import Testing

struct TranslationRequestTests {
  private func request(_ words: String...) throws -> TranslationRequest {
    try TranslationRequest(entries: TranslationSetting.entries(arguments: words))
  }

  @Test func everySettingReadsBackWhatItWrites() throws {
    #expect(Set(TranslationSetting.all.map(\.name)).count == TranslationSetting.all.count)
    let defaults = TranslationRequest()
    for setting in TranslationSetting.all where setting.name != "score" {
      // The first text that is a value, and another one than the default.
      let words = setting.expected.replacing("separated by commas: ", with: "").components(separatedBy: " | ")
      let other = try #require(
        (["true", "false", "0.25", "7", "9"] + words).first { text in
          var request = defaults
          return setting.write(&request, text) && setting.read(request) != setting.read(defaults)
        }, "\(setting.name)")
      var request = defaults
      #expect(setting.write(&request, other))
      #expect(setting.read(request) == other, "\(setting.name)")
      for same in TranslationSetting.all where same.name != setting.name {
        #expect(same.read(request) == same.read(defaults), "\(setting.name) changed \(same.name)")
      }
    }
  }

  @Test func scoreIsAnotherName() throws {
    let request = try request("--score", "targets")
    #expect(request.scoreTargets == "targets")
    // What is dumped is read back, in its order.
    let lines = TranslationSetting.yaml(request).split(separator: "\n").filter { $0.hasPrefix("score") }
    let entries = lines.map { line in
      let parts = line.components(separatedBy: ": ")
      let text = parts[1] == "\"\"" ? "" : parts[1]
      return SettingEntry(name: parts[0], text: text, origin: .file("c.yaml", line: 1))
    }
    #expect(entries.map(\.name).contains("score"))
    #expect(try TranslationRequest(entries: entries).scoreTargets == "targets")
  }

  @Test func flagsReachTheirOptions() throws {
    #expect(try request("--allow-unknown").options.search.allowsUnknown)
    #expect(try request("--alignment-level", "word").format.alignmentLevel == .word)
    #expect(try request("--interactive-cache", "3").interactiveCache == 3)
    #expect(try request("--max-source-length", "30").options.maximumSourceLength == 30)
    #expect(try request("--ensemble-mean", "probabilities").options.ensemble.mean == .probabilities)
    #expect(
      try request("--placeholders", "urls", "--placeholders-in-text", "urls").options.marks
        == MarkOptions(placeholders: [.urls], inText: [.urls]))
    let terms = try request("--terminology", "t", "--terminology-ignore-case").options.terminology
    #expect(terms?.options == TerminologyOptions(isCaseSensitive: false))
  }

  @Test func whatHasNoEffectIsRefused() {
    for scoring in [["--score-tsv"], ["--score-targets", "t"], ["--score", "t"]] {
      for other in [
        ["--reference", "r"], ["--json"], ["--n-best", "2"], ["--guard"], ["--document"], ["--markup"], ["--scores"],
        ["--sample"], ["--terminology", "t"], ["--prefix"], ["--input-format", "json"], ["--placeholders", "urls"],
      ] {
        let failure = expectFailure(.usage) {
          try TranslationRequest(entries: TranslationSetting.entries(arguments: scoring + other))
        }
        #expect(failure?.place == (scoring[0] == "--score-tsv" ? "score-tsv" : "score-targets"), "\(scoring + other)")
      }
    }
    #expect(throws: Never.self) { try request("--score-tsv", "--ids", "--normalise", "--alpha", "1", "--threads", "1") }
  }

  @Test func aFilesValuesAreBadConfiguration() {
    let wrong = [
      ("min-length", "-1"), ("min-length-ratio", "101"), ("max-length", "-5"), ("max-length-ratio", "101"),
      ("alpha", "20"), ("beam", "0"), ("interactive-cache", "0"), ("max-source-length", "20000"),
    ]
    for (name, text) in wrong {
      let entries = [SettingEntry(name: name, text: text, origin: .file("c.yaml", line: 1))]
      #expect(expectFailure(.badConfiguration) { try TranslationRequest(entries: entries) }?.place == name)
      #expect(expectFailure(.usage) { try request("--" + name, text) }?.place == name)
    }
    // Of two settings that exclude each other, the one that is named stands in the file.
    let samples = [
      SettingEntry(name: "terminology", text: "t", origin: .file("c.yaml", line: 1)),
      SettingEntry(name: "sample", text: "true", origin: .file("c.yaml", line: 2)),
    ]
    #expect(expectFailure(.badConfiguration) { try TranslationRequest(entries: samples) }?.place == "terminology")
    #expect(expectFailure(.usage) { try request("--terminology", "t", "--sample") }?.place == "terminology")
  }

  @Test func settingsBecomeOptions() throws {
    let search = try request(
      "--beam", "6", "--groups", "3", "--length-normalisation", "average", "--stop", "2", "--max-length", "9",
      "--sample",
      "--top-p", "0.5", "--n-best", "2", "--min-length-ratio", "0.5"
    ).options.search
    #expect(
      search.beam == 6 && search.groups == 3 && search.normalization.rule == .average && search.stop == .finished(2))
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
    #expect(try request("--json", "--input-format", "json").options.includesAlignment)
    let terms = try request("--terminology", "t", "--terminology-stems").options.terminology
    #expect(terms == TerminologyFile(path: "t", options: TerminologyOptions(usesStems: true)))
    expectFailure(.usage) { try request("--input-format", "tsv", "--columns", "prefix") }
    expectFailure(.usage) { try request("--input-format", "tsv", "--columns", "prefix,source,prefix") }
    expectFailure(.usage) { try request("--input-format", "json", "--prefix") }
    expectFailure(.usage) { try request("--columns", "source,word") }
  }
}
