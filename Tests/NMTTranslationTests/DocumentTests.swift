import NMTModels
import NMTSearch
import NMTTestModels
import NMTTestSupport
import NMTText
import NMTTranslation
import Testing

struct DocumentTests {
  private static let (pipeline, model) = (TranslatorTests.pipeline, TranslatorTests.model)

  private func translator(isDocument: Bool = true, limit: Int = 40) throws -> Translator {
    let options = TranslationOptions(
      search: SearchOptions(beam: 2), threads: 2, maximumSourceLength: limit, isDocument: isDocument)
    return try Translator(model: Self.model, pipeline: Self.pipeline, options: options)
  }

  /// Paragraphs with the sentences in them marked by brackets.
  private static let paragraphs = [
    "\u{FEFF}  * [The dog sees the bridge.]  [Nobody paints cold water!]\t[A small bird.]\u{A0} \r",
    "\t– 12) [\"My old neighbour follows us?\"] [Yes.]", "[雨だ。][帰ろう。]", "> > [The dog.]\u{2028}[The bird.]   ",
    "\u{3000}[The third train brings back seven apples and a long letter.]", "[5 apples.] 42. 7. [The bird.]",
  ]

  @Test func whatStandsAroundSentencesStays() throws {
    let lines = Self.paragraphs.map { $0.filter { $0 != "[" && $0 != "]" } }
    let found = try translator().translate(lines)
    for (paragraph, translation) in zip(Self.paragraphs, found) {
      var expected = ""
      for part in paragraph.split(separator: "[", omittingEmptySubsequences: false).enumerated() {
        guard part.offset > 0 else {
          expected += part.element
          continue
        }
        let halves = part.element.split(separator: "]", omittingEmptySubsequences: false)
        expected += try translator(isDocument: false).translate([String(halves[0])])[0].text + halves[1]
      }
      #expect(translation.text == expected, "\(paragraph)")
      #expect(translation.pieceCount == paragraph.count { $0 == "[" })
      #expect(translation.cutSentenceCount == 0)
    }
  }

  @Test func whatHoldsNoLetterStaysAsItIs() throws {
    let lines = ["", "  ", "\r", "-----", "  * * *", "42", "| 1 | 2 |", "😀 🙃", "\u{FEFF}", "\u{200B}", "…", "3.50 €\r"]
    let found = try translator().translate(lines)
    #expect(found.map { Array($0.text.utf8) } == lines.map { Array($0.utf8) })
  }

  @Test func longSentencesAreCutAtClauses() throws {
    let clauses = [
      "the dog sees the green door,", "nobody paints my cold water;", "a small bird follows this evening.",
    ]
    let limit = try #require(clauses.map { Self.pipeline.encodeSource($0).count }.max())
    let sentence = clauses[0] + "  " + clauses[1] + "\t" + clauses[2]
    let line = try translator(limit: limit).translate(["  " + sentence + " Yes."])[0]
    #expect(line.cutSentenceCount == 1 && line.pieceCount == 4)
    let lines = try translator(isDocument: false, limit: limit)
    let alone = try lines.translate(clauses + ["Yes."]).map(\.text)
    #expect(line.text == "  " + alone[0] + "  " + alone[1] + "\t" + alone[2] + " " + alone[3])
    // Lines that are too long go the same way.
    let cut = try lines.translate([" " + sentence])[0]
    #expect(cut.text == alone.prefix(3).joined(separator: " ") && cut.cutSentenceCount == 1)
  }

  @Test func termsAreForTheirOwnSentence() throws {
    let directory = TemporaryDirectory()
    let terms = try directory.write("door\tkapu\ndog\tkutya\n", to: "terms")
    let options = TranslationOptions(
      search: SearchOptions(beam: 4), threads: 1, terminology: TerminologyFile(path: terms), isDocument: true)
    let translator = try Translator(model: Self.model, pipeline: Self.pipeline, options: options)
    let line = try translator.translate(["The dog follows us. A small bird. The green door."])[0]
    let each = try translator.translate(["The dog follows us.", "A small bird.", "The green door."]).map(\.text)
    #expect(line.text == each.joined(separator: " "))
    #expect(each[0].contains("kutya") && !each[0].contains("kapu") && each[2].contains("kapu"))
  }

  @Test func languagesWithoutSpacesGetThem() throws {
    var options = TextPipelineOptions()
    (options.vocabularySize, options.subwords, options.sourceLanguage) = (400, .bpe, "ja")
    var sample = try PipelineSample(options: options)
    for sentence in TinyModel.sentences {
      sample.add(sentence, .source)
      sample.add(sentence, .target)
    }
    let pipeline = try TextPipeline.train(sample)
    let model = try TinyModel.model(TinyModel.options(pipeline))
    let translator = try Translator(
      model: model, pipeline: pipeline, options: TranslationOptions(search: SearchOptions(beam: 1), isDocument: true))
    let each = try translator.translate(["雨だ。", "帰ろう。"]).map(\.text)
    #expect(try translator.translate(["雨だ。帰ろう。"])[0].text == each.joined(separator: " "))
  }
}
