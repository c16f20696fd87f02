import Foundation
import NMTSystem
import NMTTestSupport
import NMTText
import Testing

@Suite("Subwords")
struct SubwordTests {
  @Test("the same text gives the same model, another seed of a small sample another one")
  func deterministic() throws {
    func model(_ change: (inout TextPipelineOptions) -> Void = { _ in }) throws -> [UInt8] {
      let directory = TemporaryDirectory()
      try SmallText.pipeline(.unigram, change: change).save(to: directory.path)
      return try directory.read("joint.spm")
    }
    #expect(try model() == model())
    #expect(try model { $0.characterCoverage = 0.98 } != model())
  }

  @Test("pad, unk, bos, eos are 0 to 3 and are never read out of text", arguments: SubwordType.allCases)
  func special(type: SubwordType) throws {
    let pipeline = try SmallText.pipeline(type)
    let vocabulary = pipeline.targetVocabulary
    #expect((0..<4).map(vocabulary.piece) == ["<pad>", "<unk>", "<s>", "</s>"])
    #expect(vocabulary.id(of: Array("</s>".utf8)) == Vocabulary.eos)
    #expect(vocabulary.id(of: Array("no such piece".utf8)) == Vocabulary.unk)
    #expect(pipeline.encodeTarget("<s> </s> <unk> <pad>").allSatisfy { $0 > 3 })
    let ids = pipeline.encodeTarget("a blue lantern")
    #expect(pipeline.decodeTarget([Vocabulary.bos] + ids + [Vocabulary.eos, Vocabulary.pad]) == "a blue lantern")
    #expect(pipeline.targetPieces(ids).joined() == "\u{2581}a\u{2581}blue\u{2581}lantern")
    for id in 0..<Int32(vocabulary.size) { #expect(vocabulary.id(of: vocabulary.bytes(of: id)) == id) }
  }

  @Test("without bytes an unknown character is lost, with them nothing is", arguments: SubwordType.allCases)
  func unknown(type: SubwordType) throws {
    let lossy = try SmallText.pipeline(type, size: 90) { $0.byteFallback = false }
    let ids = lossy.encodeTarget("a 日 b")
    #expect(ids.contains(Vocabulary.unk))
    #expect(lossy.decodeTarget(ids) == "a \u{2047} b")
    let lossless = try SmallText.pipeline(type)
    #expect(!lossless.encodeTarget("a 日 b").contains(Vocabulary.unk))
  }

  @Test("bytes that are no UTF-8, and a written line end, still give one valid line")
  func writtenBytes() throws {
    let pipeline = try SmallText.pipeline(.bpe)
    let byte = { (value: String) in pipeline.targetVocabulary.id(of: Array("<0x\(value)>".utf8)) }
    #expect(pipeline.decodeTarget([byte("0A"), byte("41"), byte("0A"), byte("42"), byte("0D")]) == "A B")
    #expect(Array(pipeline.decodeTarget([byte("E6"), byte("41")]).unicodeScalars.map(\.value)) == [0xFFFD, 0x41])
  }

  @Test("our decoder reads random ids as SentencePiece does", arguments: SubwordType.allCases)
  func decoding(type: SubwordType) throws {
    let directory = TemporaryDirectory()
    try SmallText.pipeline(type) { $0.userSymbols = ["<tag>"] }.save(to: directory.path)
    let model = try SubwordModel(bytes: directory.read("joint.spm"), place: "joint.spm")
    let isHighByte = (0..<Int32(model.vocabulary.size)).map { id in
      let piece = model.vocabulary.piece(id)
      return piece.hasPrefix("<0x") && piece.utf8.dropFirst(3).first! >= UInt8(ascii: "8")
    }
    var generator = SplitMix64(seed: 21)
    let space = model.vocabulary.id(of: Array("\u{2581}".utf8))
    for round in 0..<3000 {
      var ids = (0..<generator.next() % 9).map { _ in Int32(generator.next() % UInt64(model.vocabulary.size)) }
      if round % 5 == 0 { ids = [Vocabulary.bos, space] + ids }
      // Where bytes make no UTF-8 we repair maximal subparts and the library single bytes.
      if ids.contains(where: { isHighByte[Int($0)] }) { continue }
      expectSame(model.decode(ids), model.decodeReference(ids), "\(ids.map(model.vocabulary.piece))")
    }
  }

  @Test("a line of megabytes is worked on in parts that together are the line", arguments: SubwordType.allCases)
  func parts(type: SubwordType) throws {
    let pipeline = try SmallText.pipeline(type)
    let words = SmallText.lines.joined(separator: "  Ő\u{3000}")
    let line = String(repeating: words + " ", count: 3_500_000 / words.utf8.count)
    let normal = pipeline.normalize(line, side: .source)
    let once = pipeline.normalize(words, side: .source)
    #expect(normal.utf8.count == (once.utf8.count + 1) * (3_500_000 / words.utf8.count) - 1)
    let ids = pipeline.encodeSource(line)
    #expect(ids.count == pipeline.encodeSource(words).count * (3_500_000 / words.utf8.count))
    #expect(pipeline.decodeSource(ids).utf8.elementsEqual(normal.utf8))
  }

  @Test("user-defined symbols are one piece, in encoding and in every sample", arguments: SubwordType.allCases)
  func userSymbols(type: SubwordType) throws {
    let pipeline = try SmallText.pipeline(type) { $0.userSymbols = ["<tag>", "\"quoted\"", "⟦1⟧"] }
    for symbol in pipeline.options.userSymbols {
      let line = "the baker \(symbol) sells\(symbol)apples"
      let id = pipeline.sourceVocabulary.id(of: Array(symbol.utf8))
      #expect(id > Vocabulary.eos)
      #expect(pipeline.encodeSource(line).filter { $0 == id }.count == 2)
      for seed in 0..<20 as Range<UInt64> {
        let ids = pipeline.sampleSource(line, alpha: 0.1, seed: seed)
        #expect(ids.filter { $0 == id }.count == 2)
        #expect(pipeline.decodeSource(ids) == line)
      }
    }
  }

  @Test("n-best segmentations differ, fall in score and read the same")
  func nBest() throws {
    let pipeline = try SmallText.pipeline(.unigram)
    let line = "My sister repairs the broken clock"
    let best = pipeline.nBestSource(line, limit: 12)
    #expect(best.count == 12)
    #expect(best[0].ids == pipeline.encodeSource(line))
    #expect(Set(best.map(\.ids)).count == 12)
    #expect(zip(best, best.dropFirst()).allSatisfy { $0.score >= $1.score })
    #expect(best.allSatisfy { pipeline.decodeSource($0.ids) == line })
    #expect(pipeline.nBestSource("", limit: 3).map(\.ids) == [[]])
  }

  @Test("samples depend on the seed alone, vary, and read as the line", arguments: SubwordType.allCases)
  func samples(type: SubwordType) throws {
    let pipeline = try SmallText.pipeline(type)
    for line in ["The quiet teacher sells an empty bottle", "日本 Ő x", "a"] {
      var seen: Set<[Int32]> = []
      for seed in 0..<50 as Range<UInt64> {
        let ids = pipeline.sampleSource(line, alpha: 0.2, seed: seed)
        #expect(ids == pipeline.sampleSource(line, alpha: 0.2, seed: seed))
        #expect(pipeline.decodeSource(ids).utf8.elementsEqual(line.utf8))
        seen.insert(ids)
      }
      if line.utf8.count > 20 { #expect(seen.count > 25) }
    }
    #expect(pipeline.sampleSource("", alpha: 0.2, seed: 1).isEmpty)
  }

  @Test("several samples at once are those of their seeds one by one", arguments: SubwordType.allCases)
  func severalSamples(type: SubwordType) throws {
    let pipeline = try SmallText.pipeline(type) { $0.userSymbols = ["<tag>"] }
    let seeds: [UInt64] = [7, 1, 7, .max]
    for line in SmallText.lines.prefix(20) + ["", "日本 <tag> Ő", "<tag>"] {
      let samples = pipeline.samples(normalized: line, side: .target, alpha: 0.2, seeds: seeds)
      #expect(samples == seeds.map { pipeline.sampleTarget(line, alpha: 0.2, seed: $0) }, "\(line)")
    }
    #expect(pipeline.samples(normalized: "apple", side: .source, alpha: 0.2, seeds: []).isEmpty)
  }

  @Test("a cold unigram lattice and BPE without dropout give the usual segmentation")
  func samplingLimits() throws {
    let unigram = try SmallText.pipeline(.unigram)
    let bpe = try SmallText.pipeline(.bpe)
    for line in SmallText.lines.prefix(60) + ["日本 Ő unknown words xylophone"] {
      #expect(unigram.sampleSource(line, alpha: 1000, seed: 5) == unigram.encodeSource(line), "\(line)")
      #expect(bpe.sampleSource(line, alpha: 0, seed: 5) == bpe.encodeSource(line), "\(line)")
      let letters = bpe.sampleSource("apple", alpha: 1, seed: 5)
      #expect(letters.count == 6)
    }
  }

  /// Kudo 2018, section 3.2: P(x) ∝ p(x)^α over all segmentations. With all of a short word's in the n-best list the
  /// frequencies can be compared; the bound is five standard deviations of a frequency of 4,000 draws.
  @Test("lattice samples have the model's probabilities")
  func distribution() throws {
    let pipeline = try SmallText.pipeline(.unigram)
    let alpha = 0.5
    let all = pipeline.nBestSource("lantern", limit: 1024)
    #expect(all.count < 1024)
    let weights = all.map { exp(alpha * Double($0.score - all[0].score)) }
    let sum = weights.reduce(0, +)
    var counts: [[Int32]: Int] = [:]
    let draws = 4000
    for seed in 0..<UInt64(draws) {
      counts[pipeline.sampleSource("lantern", alpha: alpha, seed: seed), default: 0] += 1
    }
    for (candidate, weight) in zip(all, weights).prefix(20) {
      let expected = weight / sum
      let deviation = (expected * (1 - expected) / Double(draws)).squareRoot()
      let found = Double(counts[candidate.ids, default: 0]) / Double(draws)
      #expect(abs(found - expected) < 5 * deviation, "\(candidate.ids): \(found), expected \(expected)")
    }
  }

  @Test("a vocabulary that the text does not allow names the bound", arguments: SubwordType.allCases)
  func vocabularySize(type: SubwordType) throws {
    let large = try #require(expectFailure(.badConfiguration) { try SmallText.pipeline(type, size: 50_000) })
    #expect(large.what.contains("50000"))
    let largest = try #require(large.expected.split(separator: " ").last.flatMap { Int($0) })
    #expect(try SmallText.pipeline(type, size: largest).sourceVocabularySize == largest)
    let small = try #require(expectFailure(.badConfiguration) { try SmallText.pipeline(type, size: 20) })
    #expect(small.expected.hasPrefix("at least "))
  }

  @Test("no text is an error")
  func noText() throws {
    expectFailure(.badData) { try TextPipeline.train(PipelineSample(options: TextPipelineOptions())) }
  }

  @Test("whole books: CR LF, BOM and Japanese, read back as they are", .enabled(if: TestData.shared != nil))
  func books() throws {
    for (name, locale) in [("botchan", "en"), ("wagahaiwa_nekodearu", "ja")] {
      let path = try #require(TestData.file("sentencepiece-testdata/\(name).txt.gz")).path
      var options = TextPipelineOptions()
      (options.sourceLanguage, options.targetLanguage) = (locale, locale)
      options.vocabularySize = 4000
      let pipeline = try TextPipeline.train(source: [path], target: [path], options: options)
      for line in try allLines(LineReader(path: path)).map({ String(decoding: $0, as: UTF8.self) }) {
        let normal = pipeline.normalize(line, side: .target)
        expectSame(pipeline.decodeTarget(pipeline.encodeTarget(line)), normal, line)
      }
    }
  }
}
