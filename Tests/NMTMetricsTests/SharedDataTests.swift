import Foundation
import NMTMetrics
import NMTTestSupport
import Testing

/// sacreBLEU's own expectations, from the shared folder.
@Suite(.enabled(if: TestData.shared != nil)) struct SharedDataTests {
  private func json(_ path: String) throws -> [String: Any] {
    let url = try #require(TestData.file(path))
    return try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
  }

  @Test func systemsOfWMT17() throws {
    let expected = try json("sacrebleu/newstest2017.en-de.expected.json")
    let key = try #require(expected.keys.first { $0.hasPrefix("BLEU_mteval_v13a") })
    let scores = try cast(expected[key], [String: Double].self)
    #expect(scores.count == 8)
    let folder = try #require(TestData.file("sacrebleu/newstest2017.en-de")).path
    let references = try textLines("\(folder)/ref.de.gz")
    for (system, score) in scores {
      let hypotheses = try textLines("\(folder)/\(system).de.gz")
      let own = BLEU().corpusScore(hypotheses: hypotheses, references: [references]).value
      #expect(abs(own - score) <= 0.005 + 1e-9, "\(system): \(own) instead of \(score)")
    }
  }

  @Test func chrFOfWMT17() throws {
    let expected = try json("sacrebleu/newstest2017.en-de.expected.json")
    let folder = try #require(TestData.file("sacrebleu/newstest2017.en-de")).path
    let references = try textLines("\(folder)/ref.de.gz")
    for (prefix, wordOrder) in [("chrF (", 0), ("chrF++", 2)] {
      let key = try #require(expected.keys.first { $0.hasPrefix(prefix) })
      let metric = ChrF(options: ChrFOptions(wordOrder: wordOrder, epsilonSmoothing: true))
      for (system, score) in try cast(expected[key], [String: Double].self) {
        let hypotheses = try textLines("\(folder)/\(system).de.gz")
        let own = metric.corpusScore(hypotheses: hypotheses, references: [references]).value
        #expect(abs(own - score) <= 0.00005 + 1e-6, "\(system): \(own) instead of \(score)")
      }
    }
  }

  @Test func terOfWMT17() throws {
    let expected = try json("sacrebleu/newstest2017.en-de.expected.json")
    let folder = try #require(TestData.file("sacrebleu/newstest2017.en-de")).path
    let references = try textLines("\(folder)/ref.de.gz")
    let key = try #require(expected.keys.first { $0.hasPrefix("TER") })
    for (system, score) in try cast(expected[key], [String: Double].self) {
      let hypotheses = try textLines("\(folder)/\(system).de.gz")
      let own = TER().corpusScore(hypotheses: hypotheses, references: [references]).value / 100
      // Given to three decimals by Tercom itself, from which sacreBLEU differs by up to 0.0005.
      #expect(abs(own - score) <= 0.001, "\(system): \(own) instead of \(score)")
    }
  }

  /// sacreBLEU 2.6.0 with NumPy 2.4 printed these for `--paired-bs` and `--paired-ar`, both with 4 decimals; the baseline
  /// is LIUM's system.
  @Test func pValuesOfWMT17() throws {
    let systems = [
      "C-3MA.4959", "FBK.4870", "KIT.4950", "LMU-nmt-single.4893", "PROMT-Rule-based.4735", "online-F.0",
      "uedin-nmt.4722",
    ]
    let bootstrap = [
      [0.0010, 0.0979, 0.0120, 0.3267, 0.0010, 0.0010, 0.0010],
      [0.0010, 0.0010, 0.1139, 0.4106, 0.0010, 0.0010, 0.0010],
      [0.0010, 0.0549, 0.0010, 0.0050, 0.0010, 0.0010, 0.0010],
    ]
    let randomization = [
      [0.0001, 0.1887, 0.0193, 0.8602, 0.0001, 0.0001, 0.0001],
      [0.0001, 0.0001, 0.2511, 0.9627, 0.0001, 0.0001, 0.0001],
      [0.0001, 0.0988, 0.0003, 0.0065, 0.0001, 0.0001, 0.0001],
    ]
    let folder = try #require(TestData.file("sacrebleu/newstest2017.en-de")).path
    let files = (["LIUM-NMT.4900"] + systems).map { "\(folder)/newstest2017.\($0).en-de.de.gz" }
    for (method, expected) in [(PairedTest.Method.bootstrap, bootstrap), (.randomization, randomization)] {
      var run = ScoreRun(
        files: ScoreFiles(hypotheses: files, references: ["\(folder)/ref.de.gz"]), metrics: [BLEU(), ChrF(), TER()])
      run.resampling = .paired(PairedTest(method))
      run.threads = 2
      for (metric, expected) in zip(try run.results().metrics, expected) {
        let own = metric.reports.dropFirst().map { String(format: "%.4f", $0.comparison.pValue ?? -1) }
        #expect(own == expected.map { String(format: "%.4f", $0) }, "\(metric.name)")
      }
    }
  }

  @Test func unitCasesOfCorpora() throws {
    let cases = try cast(try json("sacrebleu/unit_cases.json")["test_bleu"], [String: Any].self)
    let raw = BLEU(options: BLEUOptions(tokenizer: .none, smoothing: .floor(0.01), effectiveOrder: true))
    for entry in try cast(cases["test_raw_bleu_cases"], [[Any]].self) {
      let (hypotheses, references) = try texts(entry)
      // A hypothesis without a reference is left out, as sacreBLEU's zip of the streams does.
      let count = min(hypotheses.count, references[0].count)
      let score = raw.corpusScore(
        hypotheses: Array(hypotheses[..<count]), references: references.map { Array($0[..<count]) })
      #expect(abs(score.value / 100 - (try cast(entry[2], Double.self))) <= 1e-8)
    }
    for entry in try cast(cases["test_corpus_bleu_cases"], [[Any]].self) {
      let (hypotheses, references) = try texts(entry)
      let named = try cast(entry[2], [String: String].self)
      var options = BLEUOptions()
      if let name = named["tokenize"] { options.tokenizer = try #require(BLEUTokenizer(rawValue: name)) }
      if let name = named["smooth_method"] { options.smoothing = try #require(BLEUSmoothing(name: name)) }
      let score = BLEU(options: options).corpusScore(hypotheses: hypotheses, references: references)
      #expect(abs(score.value - (try cast(entry[3], Double.self))) <= 1e-6)
    }
    for entry in try cast(cases["test_bleu_max_order"], [[Any]].self) {
      let (hypotheses, references) = try texts(Array(entry[1...]))
      let options = BLEUOptions(maximumOrder: try cast(entry[0], Int.self))
      let score = BLEU(options: options).corpusScore(hypotheses: hypotheses, references: references)
      #expect(String(format: "%.2f", score.value) == entry[3] as? String)
    }
  }

  @Test func unitCasesOfSentences() throws {
    let cases = try cast(try json("sacrebleu/unit_cases.json")["test_sentence_bleu"], [String: Any].self)
    for (list, hypothesis, reference) in [("test_cases", "SYS", "REF"), ("test_cases_zero_bleu", "SYS_0", "REF_0")] {
      for entry in try cast(cases[list], [[Any]].self) {
        let smoothing = BLEUSmoothing(
          name: try cast(entry[0], String.self), value: (entry[1] as? NSNumber)?.doubleValue)
        let options = BLEUOptions(
          tokenizer: try #require(BLEUTokenizer(rawValue: try cast(entry[3], String.self))),
          lowercase: try cast(entry[2], Bool.self), smoothing: try #require(smoothing), effectiveOrder: true)
        let score = BLEU(options: options).sentenceScore(
          hypothesis: try cast(cases[hypothesis], String.self),
          references: [try cast(cases[reference], String.self)])
        #expect(abs(score.value - (try cast(entry[4], NSNumber.self)).doubleValue) <= 1e-3)
      }
    }
  }

  /// A case's hypotheses and streams of references.
  private func texts(_ entry: [Any]) throws -> ([String], [[String]]) {
    (try cast(entry[0], [String].self), try cast(entry[1], [[String]].self))
  }
}
