import Foundation
import NMTMetrics
import NMTTestSupport
import Testing

/// sacreBLEU's unit cases of chrF and TER, from the shared folder.
@Suite(.enabled(if: TestData.shared != nil)) struct UnitCaseTests {
  private func cases(_ test: String, _ list: String) throws -> [[Any]] {
    let url = try #require(TestData.file("sacrebleu/unit_cases.json"))
    let all = try cast(try JSONSerialization.jsonObject(with: Data(contentsOf: url)), [String: Any].self)
    return try cast(try cast(all[test], [String: Any].self)[list], [[Any]].self)
  }

  private func score(_ entry: [Any]) throws -> Double { try cast(entry[2], NSNumber.self).doubleValue }

  @Test(arguments: [
    ("test_cases", ChrFOptions(beta: 3, epsilonSmoothing: true)),
    ("test_cases_effective_order", ChrFOptions(beta: 3)),
    ("test_cases_keep_whitespace", ChrFOptions(beta: 3, whiteSpace: true)),
  ])
  func chrF(_ list: String, _ options: ChrFOptions) throws {
    let entries = try cases("test_chrf", list)
    #expect(entries.count >= 2)
    for entry in entries {
      let own = ChrF(options: options).corpusScore(
        hypotheses: try cast(entry[0], [String].self), references: [try cast(entry[1], [String].self)])
      #expect(abs(own.value - (try score(entry))) <= 1e-4, "\(entry)")
    }
  }

  @Test func chrFOfSentences() throws {
    let entries = try cases("test_chrf", "test_sentence_level_chrf")
    #expect(entries.count == 3)
    for entry in entries {
      let own = ChrF(options: ChrFOptions(epsilonSmoothing: true)).sentenceScore(
        hypothesis: try cast(entry[0], String.self), references: try cast(entry[1], [String].self))
      #expect(abs(own.value - (try score(entry))) <= 1e-4, "\(entry)")
    }
  }

  @Test func ter() throws {
    let entries = try cases("test_ter", "test_cases")
    #expect(entries.count == 7)
    for entry in entries {
      let own = TER().corpusScore(
        hypotheses: try cast(entry[0], [String].self), references: [try cast(entry[1], [String].self)])
      #expect(abs(own.value / 100 - (try score(entry))) <= 1e-3, "\(entry)")
    }
  }

  @Test(arguments: [
    ("test_cases_default", TEROptions()), ("test_cases_no_punct", TEROptions(noPunctuation: true)),
    ("test_cases_norm", TEROptions(normalized: true)),
    ("test_cases_asian", TEROptions(normalized: true, asianSupport: true)),
  ])
  func wordsOfTER(_ list: String, _ options: TEROptions) throws {
    let entries = try cases("test_tokenizer_ter", list)
    #expect(entries.count >= 2)
    for entry in entries {
      let words = TER(options: options).words(of: try cast(entry[0], String.self)).joined(separator: " ")
      #expect(words == entry[1] as? String)
    }
  }
}
