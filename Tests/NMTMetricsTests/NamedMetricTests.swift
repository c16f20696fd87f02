import NMTMetrics
import NMTSystem
import Testing

/// What holds for every metric; a new one is tested here as soon as it is in `NamedMetric.all`.
@Suite struct NamedMetricTests {
  private static let texts = [
    ("the dog sees the cat on the old mat .", "the dog saw a cat on the mat ."), ("", "nothing was said"),
    ("ein kleiner Vogel singt", "ein kleiner Vogel singt"), ("words without a reference", ""),
    ("\u{E9}t\u{E9}", "été!"), ("a a a a b b b", "b a b a b a b"),
  ]

  @Test func namesAreWords() {
    let names = NamedMetric.all.map(\.name)
    #expect(Set(names).count == names.count)
    for metric in NamedMetric.all {
      #expect(!metric.name.isEmpty && metric.name == metric.name.lowercased())
      #expect(metric.name.allSatisfy { !$0.isWhitespace && $0 != "," && $0 != "|" }, "lists would divide it")
      #expect(!metric.summary.isEmpty)
      #expect(NamedMetric(named: metric.name.uppercased()) == metric)
    }
    #expect(NamedMetric(named: "meteor") == nil)
    #expect(NamedMetric.usual.allSatisfy(NamedMetric.all.contains))
  }

  @Test(arguments: NamedMetric.all)
  func theReferenceItselfIsBest(_ named: NamedMetric) throws {
    func check(_ metric: some Metric) {
      let reference = "the dog saw a cat on the mat ."
      func score(_ text: String) -> Double {
        metric.forSentences.sentenceScore(hypothesis: text, references: [reference]).value
      }
      let (best, worse, worst) = (score(reference), score("the dog saw a bird on the mat ."), score("Bäume"))
      let isInOrder = metric.higherIsBetter ? best > worse && worse > worst : best < worse && worse < worst
      #expect(isInOrder, "\(best), \(worse), \(worst)")
    }
    check(try named.metric())
  }

  @Test(arguments: NamedMetric.all)
  func statisticsAddUp(_ named: NamedMetric) throws {
    func check(_ metric: some Metric) {
      let counter = metric.makeCounter()
      var sum = metric.zero
      var numbers = metric.zero.numbers
      for (hypothesis, reference) in Self.texts {
        let texts = (Array(hypothesis.utf8), [Array(reference.utf8)])
        let statistics = counter.statistics(hypothesis: texts.0, references: texts.1)
        #expect(statistics == metric.makeCounter().statistics(hypothesis: texts.0, references: texts.1))
        #expect(counter.statistics(hypotheses: [texts.0, texts.0], references: texts.1) == [statistics, statistics])
        #expect(statistics.numbers.count == numbers.count)
        if metric.countsAreIntegers { #expect(statistics.numbers.allSatisfy { $0 == $0.rounded() }) }
        sum += statistics
        for index in numbers.indices { numbers[index] += statistics.numbers[index] }
      }
      #expect(sum.numbers == numbers)
      #expect(metric.score(sum).value == metric.value(of: numbers))
      #expect(metric.score(metric.zero).value.isFinite && metric.score(sum).value.isFinite)
    }
    check(try named.metric())
  }

  @Test(arguments: NamedMetric.all)
  func canonicallyEquivalentTextIsNotEqual(_ named: NamedMetric) throws {
    func check(_ metric: some Metric) {
      func score(_ text: String) -> Double {
        metric.forSentences.sentenceScore(hypothesis: text, references: ["caf\u{E9}"]).value
      }
      #expect(score("cafe\u{301}") != score("caf\u{E9}"))
    }
    check(try named.metric())
  }

  @Test(arguments: NamedMetric.all)
  func signaturesNameReferencesAndVersion(_ named: NamedMetric) throws {
    let entries = try named.metric().signature(references: .same(2)).entries
    #expect(entries.first?.key == "nrefs" && entries.first?.value == "2" && entries.last?.key == "version")
    #expect(Set(entries.map(\.key)).count == entries.count)
    #expect(Set(entries.map(\.abbreviation)).count == entries.count, "short keys are ambiguous")
  }

  /// Lines that take quadratic time where words are compared with all words.
  @Test(arguments: NamedMetric.all, ["other words", "one word", "the same", "moved"])
  func longLinesAreFast(_ named: NamedMetric, _ kind: String) throws {
    #if DEBUG
      let (count, limit) = (10_000, Duration.seconds(60))
    #else
      let (count, limit) = (100_000, Duration.seconds(10))
    #endif
    let words = (0..<count).map { "w\($0 % 1_000)" }
    let other =
      switch kind {
      case "other words": words.map { $0 + "x" }
      case "one word": Array(repeating: "w", count: count - 3)
      case "the same": words
      default: Array(words[(count / 2)...] + words[..<(count / 2)])
      }
    let texts = (words.joined(separator: " "), other.joined(separator: " "))
    func check(_ metric: some Metric) {
      let start = ContinuousClock.now
      _ = metric.sentenceScore(hypothesis: texts.0, references: [texts.1])
      let duration = ContinuousClock.now - start
      #expect(duration < limit, "\(named.name), \(kind): \(duration)")
    }
    check(try named.metric())
  }

  @Test func aSelectionHoldsEachMetricOnce() throws {
    func names(_ names: [String], _ options: MetricOptions = MetricOptions(), asNamed: Bool = false) throws -> [String]
    {
      try MetricSelection(names: names, options: options).metrics(asNamed: asNamed).map { name(of: $0) }
    }
    #expect(try names(["TER,bleu", "ter"]) == ["BLEU", "TER"])
    #expect(try names(["ter", "bleu"], asNamed: true) == ["TER", "BLEU"])
    #expect(try names(["chrf++", "chrf"]) == ["chrF2", "chrF2++"])
    var options = MetricOptions()
    options.chrF.wordOrder = 2
    #expect(try names(["chrf++", "bleu", "chrf"], options, asNamed: true) == ["chrF2++", "BLEU"])
    expectFailure("unknown metric meteor") { try names(["bleu,meteor"]) }
    expectFailure("no metric is given") { try names([]) }
  }

  private func name(of metric: some Metric) -> String { metric.score(metric.zero).name }

  /// The message must also list what can be asked for.
  private func expectFailure(_ message: String, _ body: () throws -> [String]) {
    let failure = #expect(throws: Failure.self) { _ = try body() }
    #expect(failure?.what == message && failure?.expected == NamedMetric.names)
  }
}
