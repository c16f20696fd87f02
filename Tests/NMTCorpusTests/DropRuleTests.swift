import NMTCorpus
import NMTSystem
import NMTTestSupport
import NMTText
import Testing

/// Which reason a pair is counted under when several would do.
@Suite struct DropRuleTests {
  private static let maximumLength = 10
  private static let pipeline = Result {
    var options = TextPipelineOptions()
    (options.sourceLanguage, options.targetLanguage) = ("hu", "hu")
    options.vocabularySize = 300
    options.byteFallback = true
    var generator = SplitMix64(seed: 3)
    let syllables = ["ka", "lo", "mi", "ten", "sar", "no"]
    var sample = try PipelineSample(options: options)
    for _ in 0..<300 {
      let words = (0..<8).map { _ in
        (0...generator.next(below: 3)).map { _ in syllables[Int(generator.next(below: 6))] }.joined()
      }
      sample.add(words.joined(separator: " "), .source)
      sample.add(words.reversed().joined(separator: " "), .target)
    }
    return try TextPipeline.train(sample)
  }

  private static func encoder(_ policy: InvalidPairPolicy) throws -> PairEncoder {
    var filters = PairFilters()
    filters.maximumLength = maximumLength
    filters.maximumRatio = 2
    filters.dropsIdenticalSides = true
    filters.minimumScriptShare = 0.5
    filters.invalidUTF8 = policy
    return try PairEncoder(
      pipeline: try pipeline.get(), filters: filters, isFiltering: true, inputs: [.files(source: "s", target: "t")])
  }

  /// The reasons, in the order of `DropRule.all`, that dropping the pair is due to; nil for a pair that is kept.
  private func reason(
    _ source: [UInt8], _ target: [UInt8], hasBothColumns: Bool = true, _ policy: InvalidPairPolicy = .drop
  ) throws -> DropReason? {
    let chunk = try Self.encoder(policy).encode([
      RawPair(source: source, target: target, hasBothColumns: hasBothColumns, line: 7, input: 0)
    ])
    #expect(chunk.pairs.count + chunk.dropped.count == 1)
    return chunk.dropped.first
  }

  private let invalid: [UInt8] = [0xFF, 0x20]
  /// More bytes than a side may have, in one word each.
  private let overlong = Array(String(repeating: "ka ", count: 256 * maximumLength).utf8)
  private let long = Array(String(repeating: "kalo ten ", count: 30).utf8)
  private let cyrillic = Array("калина красная".utf8)
  private let plain = Array("kalo ten".utf8)

  @Test func everyReasonHasARule() {
    #expect(Set(DropRule.all.map(\.reason)) == Set(DropReason.allCases))
    #expect(Set(DropReason.allCases.map(\.label)).count == DropReason.allCases.count)
  }

  /// The list reads as the filters run: no rule stands below one of a later state.
  @Test func rulesStandInTheOrderOfTheirStates() {
    let states = DropRule.all.map { rule in
      switch rule.check {
      case .raw: 0
      case .decoded: 1
      case .normalized: 2
      case .subwords: 3
      case .corpus: 4
      }
    }
    #expect(states == states.sorted())
  }

  @Test func theFirstRuleThatDropsAPairCounts() throws {
    #expect(try reason(plain, plain + plain) == nil)
    #expect(try reason(invalid, invalid, hasBothColumns: false) == .missingColumn)
    #expect(try reason(overlong + invalid, []) == .invalidUTF8)
    #expect(try reason(overlong, []) == .tooLong)
    #expect(try reason(overlong, overlong) == .tooLong)
    #expect(try reason(Array(" ".utf8), cyrillic) == .emptySide)
    #expect(try reason(cyrillic, cyrillic) == .wrongScript)
    #expect(try reason(long, long) == .identicalSides)
    #expect(try reason(long, plain) == .tooLong)
    #expect(try reason(Array("ten".utf8), plain + Array(" mi sar no".utf8)) == .lengthRatio)
  }

  /// A line that is too long is judged by the policy as any other: it must not slip through before it is looked at.
  @Test func anOverlongLineThatIsNotUTF8IsInvalid() throws {
    let line = overlong + invalid
    #expect(try reason(line, plain, .drop) == .invalidUTF8)
    #expect(try reason(plain, line, .drop) == .invalidUTF8)
    #expect(try reason(line, plain, .replace) == .tooLong)
    let failure = #expect(throws: Failure.self) { _ = try reason(line, plain, .fail) }
    #expect(failure?.code == .badData && failure?.place == "s:7", "\(failure?.description ?? "")")
    let other = #expect(throws: Failure.self) { _ = try reason(plain, line, .fail) }
    #expect(other?.place == "t:7", "\(other?.description ?? "")")
  }
}
