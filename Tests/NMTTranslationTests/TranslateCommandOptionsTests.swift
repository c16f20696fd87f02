import Foundation
import NMTSearch
import NMTSettings
import NMTSystem
import NMTTestSupport
import NMTText
import NMTTranslation
import Testing

struct TranslateCommandOptionsTests {
  private func request(_ words: String...) throws -> TranslateCommandOptions {
    try TranslateCommandOptions(entries: flagEntries(words))
  }

  @Test func everySettingReadsBackWhatItWrites() throws {
    let defaults = TranslateCommandOptions()
    for setting in TranslateSetting.all {
      // The first text that is valid, and another one than the default.
      let words = setting.form.expected.replacing("values separated by commas, each ", with: "")
        .components(separatedBy: " | ")
      let other = try #require(
        (["true", "false", "0.25", "7", "9"] + words).first { text in
          var request = defaults
          return setting.write(&request, text) && setting.read(request) != setting.read(defaults)
        }, "\(setting.name)")
      var request = defaults
      #expect(setting.write(&request, other))
      #expect(setting.read(request) == other, "\(setting.name)")
      for same in TranslateSetting.all where same.name != setting.name {
        #expect(same.read(request) == same.read(defaults), "\(setting.name) changed \(same.name)")
      }
    }
  }

  @Test func namesAreUnique() {
    let names = TranslateSetting.all.flatMap { $0.keys + $0.aliases.filter { $0.hasPrefix("-") } }
    #expect(Set(names).count == names.count)
  }

  @Test func scoreIsAnotherName() throws {
    let request = try request("--score", "targets")
    #expect(request.mode == .scoring(targets: "targets"))
    let yaml = TranslateSetting.yaml(request)
    #expect(yaml.contains("score-targets: targets\n") && !yaml.contains("\nscore:"))
    #expect(try TranslateCommandOptions(entries: dumpedEntries(yaml)).mode == request.mode)
  }

  @Test func modes() throws {
    #expect(try request().mode == .lines)
    #expect(try request("--interactive").mode == .interactive)
    #expect(try request("--document", "--wrapped").mode == .wrappedDocument)
    #expect(try request("--document").mode == .lines)
    #expect(try request("--score-tsv", "--input", "pairs").mode == .scoring(targets: nil))
    expectFailure(.usage) { try request("--wrapped") }
    expectFailure(.usage) { try request("--interactive", "--json") }
    expectFailure(.usage) { try request("--interactive", "--document", "--wrapped") }
    expectFailure(.usage) { try request("--score-tsv", "--score", "t") }
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
          try TranslateCommandOptions(entries: flagEntries(scoring + other))
        }
        #expect(failure?.what.hasPrefix("\(scoring[0]) together with") == true, "\(scoring + other)")
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
      let inFile = expectFailure(.badConfiguration) {
        try TranslateCommandOptions(entries: fileEntries([(name, text)]))
      }
      #expect(inFile?.place == "c.yaml:1" && inFile?.what.hasPrefix("\(name) is ") == true, "\(name)")
      let inFlag = expectFailure(.usage) { try request("--" + name, text) }
      #expect(inFlag?.place == "" && inFlag?.what.hasPrefix("--\(name) is ") == true, "\(name)")
    }
    // Of two settings that exclude each other, the one that is named stands in the file.
    let samples = fileEntries([("terminology", "t"), ("sample", "true")])
    let inFile = expectFailure(.badConfiguration) { try TranslateCommandOptions(entries: samples) }
    #expect(inFile?.place == "c.yaml:1" && inFile?.what == "terminology together with sample")
    let inFlags = expectFailure(.usage) { try request("--terminology", "t", "--sample") }
    #expect(inFlags?.place == "" && inFlags?.what == "--terminology together with --sample")
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

  /// With sampling `--n-best` is a number of samples, which no beam limits.
  @Test func samplesMayBeMoreThanTheBeam() throws {
    for words in [["--sample", "--n-best", "10"], ["--n-best", "10", "--sample", "--top-k", "5"]] {
      let search = try TranslateCommandOptions(entries: flagEntries(words)).options.search
      #expect(search.nBest == 10 && search.sampling != nil, "\(words)")
    }
    #expect(try request("--sample", "--top-k", "5").options.search.sampling == SamplingOptions(topK: 5))
    #expect(expectFailure(.usage) { try request("--n-best", "10") }?.what == "--n-best is 10")
    #expect(expectFailure(.usage) { try request("--sample", "--top-p", "2") }?.what == "--top-p is 2.0")
    #expect(
      expectFailure(.usage) { try request("--sample", "--terminology", "t") }?.what
        == "--terminology together with --sample")
  }

  @Test func aLengthTakesThePlaceOfItsRatio() throws {
    let yaml = TranslateSetting.yaml(try request("--max-length", "50"))
    #expect(yaml.contains("\nmax-length: 50\nmax-length-ratio: 2.0\n"))
    let edited = try TranslateCommandOptions(
      entries: dumpedEntries(yaml.replacing("max-length: 50", with: "max-length: 0")))
    #expect(edited.options.search.lengths == LengthBounds())
    #expect(try request("--max-length-ratio", "3").options.search.lengths == LengthBounds(ratio: 3))
    #expect(
      expectFailure(.usage) { try request("--max-length", "9", "--max-length-ratio", "3") }?.what
        == "--max-length-ratio together with --max-length")
  }

  @Test func weightsAreCheckedBeforeModelsAreRead() throws {
    let models = ["--model", "a", "--model", "b"]
    #expect(
      try TranslateCommandOptions(entries: flagEntries(models + ["--weights", "1,2"])).options.ensemble.weights == [
        1, 2,
      ])
    for (weights, what) in [
      ("1,-2", "--weights is 1.0,-2.0"), ("0,1", "--weights is 0.0,1.0"), ("1,2,3", "--weights is 1.0,2.0,3.0"),
    ] {
      let failure = expectFailure(.usage) {
        try TranslateCommandOptions(entries: flagEntries(models + ["--weights", weights]))
      }
      #expect(failure?.what == what, "\(weights)")
    }
    let inFile = expectFailure(.badConfiguration) {
      try TranslateCommandOptions(entries: fileEntries([("model", "a"), ("weights", "1,2")]))
    }
    #expect(inFile?.description == "c.yaml:2: weights is 1.0,2.0 (expected one weight per model, or none)")
  }

  @Test func modelsAreCollectedAndFlagsWin() throws {
    #expect(try request("--model", "a", "--model=b").models == ["a", "b"])
    let file = [
      SettingEntry(name: "model", text: "x", origin: .file("c.yaml", line: 1)),
      SettingEntry(name: "beam", text: "7", origin: .file("c.yaml", line: 2)),
    ]
    #expect(try TranslateCommandOptions(entries: file).models == ["x"])
    let both = try TranslateCommandOptions(entries: file + flagEntries(["--model", "a"]))
    #expect(both.models == ["a"] && both.options.search.beam == 7)
    #expect(TranslateSetting.yaml(both).contains("model: [a]\n"))
  }

  @Test func wrongValuesAreToldWithTheirPlace() {
    let file = [SettingEntry(name: "beam", text: "0", origin: .file("c.yaml", line: 2))]
    let inFile = expectFailure(.badConfiguration) { try TranslateCommandOptions(entries: file) }
    #expect(inFile?.description == "c.yaml:2: beam is 0 (expected 1 to 1000)")
    #expect(expectFailure(.usage) { try request("--beam", "0") }?.what == "--beam is 0")
    #expect(expectFailure(.usage) { try request("--baem", "3") }?.remedy.hasPrefix("did you mean --beam?") == true)
    #expect(expectFailure(.usage) { try request("--stop", "never") }?.what.hasSuffix("value for --stop") == true)
    expectFailure(.usage) { try request("--weights", "1,x") }
    #expect(expectFailure(.usage) { try request("--ids") }?.what == "--ids without --score-targets or --score-tsv")
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
