import NMTCorpus
import NMTSystem
import Testing

/// Lengths as in a corpus: many short pairs, few long ones, and one that is longer than any limit used here.
private struct Lengths {
  var source: [Int]
  var target: [Int]

  init(count: Int, seed: UInt64 = 3) {
    var generator = SplitMix64(seed: seed)
    source = (0..<count).map { _ in 1 + Int(generator.next(below: 12)) * Int(generator.next(below: 9)) }
    target = source.map { max(1, $0 - 3 + Int(generator.next(below: 7))) }
    source[count / 2] = 900
  }

  func plan(_ options: BatchOptions, maximumLength: Int? = nil, seed: UInt64 = 1, epoch: Int = 0) -> BatchPlan {
    BatchPlan(
      count: source.count, lengths: { (source[$0], target[$0]) }, options: options,
      maximumLength: maximumLength, seed: seed, epoch: epoch)
  }

  func tokens(_ batch: some Sequence<Int32>) -> Int { batch.reduce(0) { $0 + cost($1) } }
  func cost(_ pair: Int32) -> Int { max(source[Int(pair)], target[Int(pair)]) + 1 }
}

@Suite struct BatchPlanTests {
  private let lengths = Lengths(count: 5003)

  @Test(arguments: [BatchOptions.sentences(64), .sentences(1), .tokens(700), .tokens(1)])
  func everyPairComesExactlyOnce(options: BatchOptions) {
    let plan = lengths.plan(options)
    #expect(plan.flatMap(Array.init).sorted() == Array(0..<5003))
    #expect(plan.allSatisfy { !$0.isEmpty })
  }

  @Test func sentenceLimitHoldsAndOnlyOneBatchIsSmaller() {
    let plan = lengths.plan(.sentences(64))
    #expect(plan.count == 79)
    #expect(plan.filter { $0.count != 64 }.map(\.count) == [5003 - 78 * 64])
  }

  @Test func tokenLimitHoldsButForASinglePair() {
    let batches = Array(lengths.plan(.tokens(700)))
    #expect(batches.allSatisfy { lengths.tokens($0) <= 700 || $0.count == 1 })
    #expect(batches.filter { lengths.tokens($0) > 700 }.map(Array.init) == [[2501]])
    // Batches are filled: two neighbours in length never fit in one.
    let inOrder = batches.sorted { lengths.target[Int($0.first!)] < lengths.target[Int($1.first!)] }
    #expect(inOrder.count < 2 * lengths.tokens(0..<5003) / 700)
  }

  @Test func aBatchHoldsPairsOfNearlyOneLength() {
    for batch in lengths.plan(.sentences(64)) {
      let targets = batch.map { lengths.target[Int($0)] }
      #expect(targets == targets.sorted())
      for (left, right) in zip(batch, batch.dropFirst()) where lengths.target[Int(left)] == lengths.target[Int(right)] {
        #expect(lengths.source[Int(left)] <= lengths.source[Int(right)])
      }
    }
  }

  @Test func orderIsAPureFunctionOfSeedAndEpoch() {
    func order(seed: UInt64, epoch: Int) -> [[Int32]] {
      lengths.plan(.tokens(700), seed: seed, epoch: epoch).map(Array.init)
    }
    let first = order(seed: 1, epoch: 0)
    #expect(order(seed: 1, epoch: 0) == first)
    let others = [order(seed: 1, epoch: 1), order(seed: 2, epoch: 0), order(seed: 0, epoch: 1)]
    #expect(others.allSatisfy { $0 != first })
    // Not only the order of the batches changes, but also which pairs meet.
    #expect(others.allSatisfy { Set($0.map { Set($0) }) != Set(first.map { Set($0) }) })
  }

  @Test func longPairsAreLeftOutOnRequest() {
    let plan = lengths.plan(.tokens(700), maximumLength: 50)
    let expected = (0..<5003).filter { max(lengths.source[$0], lengths.target[$0]) <= 50 }.map(Int32.init)
    #expect(plan.flatMap(Array.init).sorted() == expected)
    #expect(plan.pairCount == expected.count)
  }

  @Test func anEmptySetHasNoBatch() {
    let plan = BatchPlan(
      count: 0, lengths: { _ in (0, 0) }, options: .tokens(10), seed: 1, epoch: 0)
    #expect(plan.isEmpty)
  }

  /// A length that a damaged or strange file may claim costs neither memory nor time.
  @Test func absurdLengthsAreSortedInTheLastBucket() {
    let source = [5, Int(UInt32.max), 2]
    let plan = BatchPlan(
      count: 3, lengths: { (source[$0], 1) }, options: .sentences(3), seed: 1, epoch: 0)
    #expect(plan.map(Array.init) == [[2, 0, 1]])
  }
}

@Suite struct ShuffleTests {
  @Test func boundedDrawsAreEven() {
    var generator = SplitMix64(seed: 9)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[Int(generator.next(below: 7))] += 1 }
    // Standard deviation of a count: √(70000 · 1/7 · 6/7) ≈ 93.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
  }

  /// All 6 orders of three things come up equally often: 60,000 shuffles, standard deviation √(60000 · 1/6 · 5/6) ≈ 91.
  @Test func allOrdersAreEquallyLikely() {
    var generator = SplitMix64(seed: 1, stream: 2)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<60_000 {
      var things = [0, 1, 2]
      things.shuffle(with: &generator)
      counts[things, default: 0] += 1
    }
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { abs($0 - 10_000) < 500 })
  }
}
