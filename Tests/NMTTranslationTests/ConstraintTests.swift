import Foundation
import NMTModels
import NMTSearch
import NMTSystem
import NMTTestModels
import NMTTestSupport
import NMTText
import NMTTranslation
import Testing

/// Whether `phrase` stands in `text` with no letter or digit of ASCII beside it; `open` lets the last word go on.
private func holds(_ text: String, _ phrase: String, open: Bool = false) -> Int {
  let (text, phrase) = (Array(text.utf8), Array(phrase.utf8))
  func isWord(_ byte: UInt8) -> Bool {
    byte < 0x80 && (UnicodeScalar(byte).properties.isAlphabetic || (0x30...0x39).contains(byte))
  }
  guard text.count >= phrase.count else { return 0 }
  return (0...text.count - phrase.count).filter { start in
    let end = start + phrase.count
    return text[start...].starts(with: phrase) && (start == 0 || !isWord(text[start - 1]))
      && (open || end == text.count || !isWord(text[end]))
  }.count
}

struct ConstraintTests {
  private static let pipeline = try! TinyModel.pipeline()
  private static let model = try! TinyModel.model(TinyModel.options(pipeline))
  private static let lines = Array(TinyModel.sentences.prefix(25))

  private func translate(
    _ lines: [TranslationInput], _ search: SearchOptions = SearchOptions(beam: 4), batchTokens: Int = 200,
    pipeline: TextPipeline = ConstraintTests.pipeline, terminology: TerminologyFile? = nil
  ) throws -> [Translation] {
    let options = TranslationOptions(
      search: search, threads: 2, batchTokens: batchTokens, terminology: terminology, maximumSourceLength: 60)
    return try Translator(model: Self.model, pipeline: pipeline, options: options).translate(lines)
  }

  @Test(arguments: [1, 4]) func aTranslationBeginsWithItsPrefix(_ beam: Int) throws {
    // Cut anywhere, inside words and behind spaces, with characters that only bytes spell.
    let texts = [
      "the dog", "the do", "a small bird follows the ", "t", "My é水 word", "seven", "our teacher never forg",
    ]
    let inputs = Self.lines.enumerated().map {
      TranslationInput($1, constraints: LineConstraints(prefix: texts[$0 % texts.count]))
    }
    let search = SearchOptions(beam: beam, noRepeatNGram: 2)
    for (input, translation) in zip(inputs, try translate(inputs, search)) {
      let (text, prefix) = (Array(translation.text.utf8), Array(input.constraints.prefix.utf8))
      let wanted = prefix.last == 0x20 && text.count < prefix.count ? Array(prefix.dropLast()) : prefix
      #expect(text.starts(with: wanted), "'\(translation.text)' for '\(input.constraints.prefix)'")
      #expect(translation.score.isFinite)
    }
  }

  @Test func samplesBeginWithTheirPrefixToo() throws {
    let inputs = Self.lines.map { TranslationInput($0, constraints: LineConstraints(prefix: "nobody pai")) }
    for translation in try translate(inputs, SearchOptions(sampling: SamplingOptions(topK: 30))) {
      #expect(translation.text.utf8.starts(with: "nobody pai".utf8))
    }
  }

  @Test(arguments: [1, 3, 6], [1, 2, 3]) func everyRequiredPhraseIsThere(_ beam: Int, _ count: Int) throws {
    let phrases: [RequiredPhrase] = [
      "seven apples", "dog", "teacher", "this evening", "(green)", "train", "long letter", "x2", "日本", "naïve", "a",
    ]
    let inputs = Self.lines.enumerated().map { number, line in
      let include = (0..<count).map { phrases[(number * 3 + $0 * 4) % phrases.count] }
      return TranslationInput(line, constraints: LineConstraints(include: include))
    }
    let found = try translate(inputs, SearchOptions(beam: beam))
    for (input, translation) in zip(inputs, found) {
      for phrase in input.constraints.include {
        // Signs and ideographs end words themselves: letters may stand beside them.
        let isThere =
          phrase.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == " ") }
          ? holds(translation.text, phrase.text) > 0 : Array(translation.text.utf8).contains(Array(phrase.text.utf8))
        #expect(isThere, "'\(phrase.text)' is not in '\(translation.text)'")
      }
    }
    // Alone and together give the same.
    for index in [0, 7] { #expect(try translate([inputs[index]], SearchOptions(beam: beam)) == [found[index]]) }
  }

  @Test func equalPhrasesAreThereTwice() throws {
    let inputs = Self.lines.prefix(8).map {
      TranslationInput($0, constraints: LineConstraints(include: ["the dog", "cold", "the dog"]))
    }
    for translation in try translate(inputs) {
      #expect(holds(translation.text, "the dog") >= 2, "\(translation.text)")
      #expect(holds(translation.text, "cold") >= 1)
    }
  }

  @Test func stemsMayGoOn() throws {
    let inputs = Self.lines.map {
      TranslationInput($0, constraints: LineConstraints(include: [RequiredPhrase("teach", isStem: true)]))
    }
    for translation in try translate(inputs) {
      #expect(holds(translation.text, "teach", open: true) > 0, "\(translation.text)")
    }
  }

  @Test func excludedPhrasesAreNotThere() throws {
    let free = try translate(Self.lines.map { TranslationInput($0) })
    let inputs = zip(Self.lines, free).map { line, translation in
      // Each word of ASCII letters that the search finds by itself, and a pair of words.
      let words = translation.text.split(separator: " ").map(String.init).filter {
        !$0.isEmpty && $0.utf8.allSatisfy { $0 < 0x80 }
      }
      let letters = words.filter { $0.allSatisfy(\.isLetter) }
      return TranslationInput(line, constraints: LineConstraints(exclude: letters + ["the dog"]))
    }
    #expect(inputs.contains { $0.constraints.exclude.count > 2 })
    for (input, translation) in zip(inputs, try translate(inputs)) {
      for phrase in input.constraints.exclude {
        #expect(holds(translation.text, phrase) == 0, "'\(phrase)' is in '\(translation.text)'")
      }
    }
  }

  @Test func allAtOnceAndOfALineInPieces() throws {
    let constraints = LineConstraints(prefix: "The ", include: ["green door"], exclude: ["dog", "water"])
    let long = String(repeating: "the dog sees cold water. ", count: 20)
    for translation in try translate([long, Self.lines[3]].map { TranslationInput($0, constraints: constraints) }) {
      #expect(translation.text.utf8.starts(with: "The ".utf8))
      #expect(holds(translation.text, "green door") > 0)
      #expect(holds(translation.text, "dog") + holds(translation.text, "water") == 0)
    }
    #expect(try translate([TranslationInput("  ", constraints: constraints)])[0].text == "  ")
  }

  @Test func impossibleConstraintsAreTold() throws {
    let many = LineConstraints(include: (0..<65).map { RequiredPhrase("word\($0)") })
    let error = #expect(throws: LineError.self) { try translate([TranslationInput("the dog", constraints: many)]) }
    #expect(error?.failure.place == "include" && error?.failure.code == .badData && error?.index == 0)
    let one = TranslationInput("the dog", constraints: LineConstraints(include: ["cold"]))
    let sampled = #expect(throws: LineError.self) { try translate([one], SearchOptions(sampling: SamplingOptions())) }
    #expect(sampled?.failure.code == .badConfiguration)
    // Where the line's place is known it is told.
    let words = (0..<65).map { "\"word\($0)\"" }.joined(separator: ",")
    let placed = try InputFormat.json.input(#"{"source": "the dog", "include": [\#(words)]}"#, place: "lines:7")
    let atPlace = #expect(throws: LineError.self) { try translate([placed]) }
    #expect(atPlace?.failure.place == "lines:7: include" && "\(atPlace!)".hasPrefix("lines:7: include: "))
  }
}

struct TerminologyTests {
  private static let pipeline = try! TinyModel.pipeline()

  private func phrases(
    _ pairs: [(String, String)], _ line: String, _ options: TerminologyOptions = TerminologyOptions()
  ) throws -> [RequiredPhrase] {
    let terms = pairs.map { (source: $0.0, target: $0.1) }
    return try Terminology(terms, pipeline: Self.pipeline, options: options).phrases(in: line)
  }

  @Test func theLongestTermWinsOnWordBoundaries() throws {
    let terms = [("green", "zöld"), ("green door", "zöld ajtó"), ("door", "ajtó"), ("do", "csinál")]
    #expect(try phrases(terms, "The green door, a green bird, two doors.") == ["zöld ajtó", "zöld"])
    #expect(try phrases(terms, "evergreen doors undo") == [])
    #expect(try phrases([("C++", "C++"), ("can't", "nem")], "I can't write C++.") == ["nem", "C++"])
  }

  @Test func caseCountsWhereItIsAskedFor() throws {
    let terms = [("Bridge", "híd")]
    #expect(try phrases(terms, "the bridge, the Bridge") == ["híd"])
    let folded = TerminologyOptions(isCaseSensitive: false)
    #expect(try phrases(terms, "the bridge, the BRIDGE", folded) == ["híd", "híd"])
    #expect(try phrases([("straße", "utca")], "STRASSE", folded) == ["utca"])
  }

  @Test func stems() throws {
    let stems = TerminologyOptions(usesStems: true)
    let terms = [("bridge", "híd"), ("apple", "piros alma"), ("teacher", "Lehrerin"), ("bird", "Vög*")]
    #expect(
      try phrases(terms, "bridge apple teacher bird", stems) == [
        RequiredPhrase("híd", isStem: true), RequiredPhrase("piros alm", isStem: true),
        RequiredPhrase("Lehrer", isStem: true), RequiredPhrase("Vög", isStem: true),
      ])
    #expect(try phrases(terms, "bird apple") == [RequiredPhrase("Vög", isStem: true), "piros alma"])
  }

  @Test func filesAreCheckedAndUsed() throws {
    let directory = TemporaryDirectory()
    let model = try TinyModel.model(TinyModel.options(Self.pipeline))
    func translator(_ text: String) throws -> Translator {
      let file = TerminologyFile(path: try directory.write(text, to: "terms"))
      let options = TranslationOptions(search: SearchOptions(beam: 3), threads: 1, terminology: file)
      return try Translator(model: model, pipeline: Self.pipeline, options: options)
    }
    let found = try translator("the dog\tein kleiner Hund\n\nbridge\tBrücke\n").translate(["the dog sees the bridge."])
    #expect(holds(found[0].text, "ein kleiner Hund") == 1 && holds(found[0].text, "Brücke") == 1, "\(found[0].text)")
    #expect(expectFailure(.badData) { try translator("a\tb\nno tab\n") }?.place.hasSuffix("terms:2") == true)
    expectFailure(.badData) { try translator("a\t\n") }
  }

  @Test func whatCannotBeSpelledIsToldWhenTermsAreRead() throws {
    var options = TextPipelineOptions()
    (options.subwords, options.vocabularySize, options.byteFallback) = (.bpe, 120, false)
    var sample = try PipelineSample(options: options)
    for sentence in TinyModel.sentences {
      sample.add(sentence, .source)
      sample.add(sentence, .target)
    }
    let pipeline = try TextPipeline.train(sample)
    let directory = TemporaryDirectory()
    let path = try directory.write("dog\tbird\nbridge\tmost 水\n", to: "terms")
    let failure = expectFailure(.badData) { try Terminology(path: path, pipeline: pipeline) }
    #expect(failure?.place == path + ":2" && failure?.what.contains("most 水") == true)
    expectFailure(.badData) { try Terminology([(source: "dog", target: "水")], pipeline: pipeline) }
    #expect(try Terminology([(source: "dog", target: "bird")], pipeline: pipeline).phrases(in: "a dog") == ["bird"])
  }

  @Test func moreTermsThanALineMayHaveAreLeftOutAndCounted() throws {
    let directory = TemporaryDirectory()
    let file = TerminologyFile(path: try directory.write("dog\tbird\n", to: "terms"))
    let options = TranslationOptions(
      search: SearchOptions(beam: 2), threads: 1, terminology: file, maximumSourceLength: 400)
    let model = try TinyModel.model(TinyModel.options(Self.pipeline))
    let translator = try Translator(model: model, pipeline: Self.pipeline, options: options)
    let many = Array(repeating: "dog", count: 70).joined(separator: " ")
    let own = TranslationInput(many, constraints: LineConstraints(include: ["cold water", "train"]))
    let found = try translator.translate([TranslationInput(many), TranslationInput("a dog"), own])
    #expect(found.map(\.pieceCount) == [1, 1, 1])
    #expect(holds(found[0].text, "bird") >= 64 && holds(found[1].text, "bird") >= 1)
    #expect(holds(found[2].text, "bird") >= 62 && holds(found[2].text, "cold water") >= 1)
    #expect(translator.termsNotRequired.terms == 6 + 8 && translator.termsNotRequired.lines == 2)
    #expect(translator.termsNotRequired.message?.contains("14 terms in 2 lines") == true)
  }

  @Test func termsAndSamplesExcludeEachOther() {
    let options = TranslationOptions(
      search: SearchOptions(sampling: SamplingOptions()), terminology: TerminologyFile(path: "terms"))
    #expect(expectFailure(.badConfiguration) { try options.validate() }?.what == "terminology together with sampling")
  }
}
