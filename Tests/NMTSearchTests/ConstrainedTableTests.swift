import NMTSearch
import NMTTestModels
import NMTText
import Testing

/// Constraints over a table: a few words of a real vocabulary are possible, all else is not, so that every translation
/// can be listed.
private struct WordTable {
  static let pipeline = try! TinyModel.pipeline()
  private static let text = TargetText(pipeline)

  /// Four whole words, with different letters first, that the pipeline writes as these subwords.
  static let words: [Int32] = {
    var words: [Int32] = []
    var letters: Set<UInt8> = []
    for token in 4..<Int32(pipeline.targetVocabularySize) where words.count < 4 {
      let bytes = pipeline.targetSurface(token)
      guard bytes.count > 1, bytes[0] == 0x20, bytes[1...].allSatisfy({ (0x61...0x7A).contains($0) }),
        !letters.contains(bytes[1]), pipeline.encodeTarget(word(token)) == [token]
      else { continue }
      words.append(token)
      letters.insert(bytes[1])
    }
    return words
  }()

  static func word(_ token: Int32) -> String {
    String(decoding: pipeline.targetSurface(token).dropFirst(), as: UTF8.self)
  }

  /// A row in which only the four words and the end are possible.
  static func row(_ values: [Float], end: Float) -> [Float] {
    var row = [Float](repeating: -.infinity, count: pipeline.targetVocabularySize)
    for (token, value) in zip(words, values) { row[Int(token)] = value }
    row[Int(Vocabulary.eos)] = end
    return row
  }

  /// - Parameter included: which of the words have to be there, by their numbers.
  static func search(
    _ options: SearchOptions, including included: [Int], _ table: @escaping (Int, [Int32]) -> [Float]
  ) throws -> [Hypothesis] {
    let include = included.map { RequiredPhrase(word(words[$0])) }
    let constraints = include.isEmpty ? nil : try SentenceConstraints(LineConstraints(include: include), text: text)
    let decoder = TableDecoder(
      vocabularySize: pipeline.targetVocabularySize, sourceLengths: [1], table: table)
    var found: [Hypothesis] = []
    let input = SearchInput(index: 0, source: [0], constraints: constraints)
    SearchLoop(decoder, BeamSearch(options: options), room: 100).run(SearchQueue([input])) { found = $1 }
    return found
  }
}

struct ConstrainedTableTests {
  /// Every translation of one to three words, best first.
  private func exhaustive(
    _ table: (Int, [Int32]) -> [Float], _ normalization: LengthNormalization
  ) -> [(tokens: [Int32], score: Float)] {
    var found: [(tokens: [Int32], score: Float)] = []
    func visit(_ tokens: [Int32], _ sum: Float) {
      let row = table(0, [Vocabulary.bos] + tokens)
      if !tokens.isEmpty {
        found.append((tokens, (sum + row[Int(Vocabulary.eos)]) / normalization.divisor(length: tokens.count + 1)))
      }
      guard tokens.count < 3 else { return }
      for word in WordTable.words { visit(tokens + [word], sum + row[Int(word)]) }
    }
    visit([], 0)
    return found.sorted { $0.score > $1.score }
  }

  /// A beam as wide as the space finds the best of all translations that hold the phrases: they cost as much as the best
  /// one without them is better, and nothing where it holds them by itself.
  @Test(arguments: [[0], [2], [0, 1], [1, 1]]) func phrasesThatAreThereAnywayCostNothing(_ included: [Int]) throws {
    try #require(WordTable.words.count == 4)
    let size = WordTable.pipeline.targetVocabularySize
    var (free, dear) = (0, 0)
    for seed in 0..<40 as Range<UInt64> {
      let scores = hashedTable(seed: seed, vocabularySize: size)
      let table = { (sentence: Int, prefix: [Int32]) -> [Float] in
        let all = scores(sentence, prefix)
        let values = WordTable.words.map { all[Int($0)] }
        let isLast = prefix.count > 3
        return WordTable.row(isLast ? [] : values, end: all[Int(Vocabulary.eos)])
      }
      let options = SearchOptions(
        beam: 300, nBest: 3, normalization: LengthNormalization(.average),
        lengths: LengthBounds(ratio: 0, constant: 20), stop: .all)
      let all = exhaustive(table, options.normalization)
      let wanted = all.filter { translation in
        Set(included).allSatisfy { number in
          translation.tokens.count { $0 == WordTable.words[number] } >= included.count { $0 == number }
        }
      }
      let found = try WordTable.search(options, including: included, table)
      #expect(found.map(\.tokens) == wanted.prefix(3).map(\.tokens), "seed \(seed)")
      #expect(found.map(\.score) == wanted.prefix(3).map(\.score), "seed \(seed)")
      let best = try #require(try WordTable.search(options, including: [], table).first)
      #expect(best.tokens == all[0].tokens)
      if best.tokens == wanted[0].tokens {
        #expect(found[0].score == best.score, "seed \(seed)")
        free += 1
      } else {
        #expect(found[0].score < best.score, "seed \(seed)")
        dear += 1
      }
    }
    #expect(dear > 0 && (free > 0 || included.count > 1), "\(free) for nothing, \(dear) at a price")
  }

  /// Two groups with three places each, one for each bank. By hand: the first takes A, BA and AA; the second sees the words
  /// that the first has chosen 1 lower each time, takes D and B beside A, then AB where A would cost 4.
  @Test func groupsDifferUnderRequiredPhrases() throws {
    try #require(WordTable.words.count == 4)
    let table = { (_: Int, prefix: [Int32]) -> [Float] in
      switch prefix.count {
      case 1: WordTable.row([-1, -1.5, -2.2, -2.4], end: -9)
      case 2: WordTable.row([-1, -1.2, -1.9, -2.5], end: -0.6)
      default: WordTable.row([], end: -0.1)
      }
    }
    func found(_ diversity: Float) throws -> [Hypothesis] {
      let options = SearchOptions(
        beam: 4, nBest: 4, normalization: LengthNormalization(.none), lengths: LengthBounds(ratio: 0, constant: 10),
        stop: .all, groups: 2,
        diversity: diversity)
      return try WordTable.search(options, including: [0], table)
    }
    let (a, b) = (WordTable.words[0], WordTable.words[1])
    let diverse = try found(1)
    #expect(diverse.map(\.tokens) == [[a], [a, a], [a, b], [b, a]])
    #expect(diverse.map(\.score) == diverse.map(\.logProbability), "what a group pays is not in the score")
    #expect(try found(0).map(\.tokens) == [[a], [a, a], [b, a]], "without a price all groups find the same")
  }
}
