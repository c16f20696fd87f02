import Foundation
import NMTTestSupport
import Testing

/// The bundled phrasebook keeps what `Corpora/README.md` promises of it. Lines are compared as bytes.
@Suite struct BundledCorpusTests {
  static let sets = ["train", "development", "test"]

  @Test func countsAndLineParity() throws {
    for (name, least, most) in [("train", 8_000, 20_000), ("development", 300, 300), ("test", 300, 300)] {
      let english = try lines("\(name).en")
      #expect((least...most).contains(english.count), "\(name): \(english.count) pairs")
      #expect(try lines("\(name).hu").count == english.count, "\(name): both sides have as many lines")
    }
  }

  /// LF only, the last line ended, no empty line, no outer space, NFC.
  @Test(arguments: sets, ["en", "hu"]) func linesAreClean(name: String, side: String) throws {
    let bytes = try contents("\(name).\(side)")
    #expect(bytes.last == 0x0A && !bytes.contains(0x0D))
    for line in try lines("\(name).\(side)") {
      let outerSpace = line.hasPrefix(" ") || line.hasSuffix(" ")
      #expect(!line.isEmpty && !outerSpace, "\(name).\(side): \(line)")
      #expect(Array(line.precomposedStringWithCanonicalMapping.utf8) == Array(line.utf8), "not NFC: \(line)")
    }
  }

  /// No development or test line is in training, nor test lines in development, after NFKC, case folding, and without
  /// everything but letters and digits.
  @Test(arguments: ["en", "hu"]) func nothingLeaks(side: String) throws {
    let training = Set(try lines("train.\(side)").map(folded))
    let development = Set(try lines("development.\(side)").map(folded))
    let test = Set(try lines("test.\(side)").map(folded))
    #expect(training.isDisjoint(with: development))
    #expect(training.isDisjoint(with: test))
    #expect(development.isDisjoint(with: test))
  }

  /// One translation for one sentence: the mapping can be learned.
  @Test func oneTranslationForASentence() throws {
    var translations: [[UInt8]: [UInt8]] = [:]
    for (english, hungarian) in zip(try lines("train.en"), try lines("train.hu")) {
      let known = translations.updateValue(folded(hungarian), forKey: folded(english))
      #expect(known == nil || known == folded(hungarian), "two translations: \(english)")
    }
  }

  /// The test set asks for at least 700 different word forms, all of which training shows in other sentences.
  @Test func testFormsAreSeenInOtherContexts() throws {
    var sentencesWith: [[UInt8]: Int] = [:]
    for line in try lines("train.hu") {
      for form in wordForms(line) { sentencesWith[form, default: 0] += 1 }
    }
    let asked = try lines("test.hu").reduce(into: Set<[UInt8]>()) { $0.formUnion(wordForms($1)) }
    let seen = asked.filter { sentencesWith[$0, default: 0] >= 3 }
    #expect(seen.count >= 700, "\(seen.count) forms")
    #expect(seen.count == asked.count, "every form of the test occurs at least three times in training")
  }

  @Test func theStationCanBeAskedFor() throws {
    let position = try #require(try lines("train.en").firstIndex(of: "Where is the station?"))
    #expect(try lines("train.hu")[position] == "Hol van az állomás?")
  }

  // MARK: Reading and comparing

  private func contents(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(TestData.packageRoot)/Corpora/phrasebook/\(name)")))
  }

  private func lines(_ name: String) throws -> [String] {
    try contents(name).dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// What two lines share that differ only in case, punctuation, spaces and compatibility forms.
  private func folded(_ line: String) -> [UInt8] {
    let text = line.precomposedStringWithCompatibilityMapping.lowercased()
    var letters = String.UnicodeScalarView()
    letters.append(contentsOf: text.unicodeScalars.filter(isLetterOrDigit))
    return Array(String(letters).utf8)
  }

  /// The different runs of letters in a line, in lower case.
  private func wordForms(_ line: String) -> Set<[UInt8]> {
    let words = line.lowercased().unicodeScalars.split { !$0.properties.isAlphabetic }
    return Set(words.map { Array(String(String.UnicodeScalarView($0)).utf8) })
  }

  private func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
