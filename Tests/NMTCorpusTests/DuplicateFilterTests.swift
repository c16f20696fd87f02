import NMTCorpus
import NMTSystem
import Testing

@Suite struct DuplicateFilterTests {
  private func hash(_ source: String, _ target: String) -> UInt64 {
    DuplicateFilter.hash(source: source.utf8, target: target.utf8)
  }

  @Test func agreesWithASet() {
    var generator = SplitMix64(seed: 5)
    var filter = DuplicateFilter(capacity: 1 << 20)
    var seen: Set<UInt64> = []
    for _ in 0..<60_000 {
      let pair = SplitMix64.value(seed: generator.next(below: 40_000), at: 0)
      let isNew = seen.insert(pair).inserted
      let isDuplicate = filter.isDuplicate(pair)
      #expect(isDuplicate == !isNew)
    }
    #expect(filter.count == seen.count)
    #expect(filter.forgotten == 0)
  }

  @Test func zeroIsAHashAsOthersAre() {
    var filter = DuplicateFilter(capacity: 9)
    let answers = [0, 0, 1].map { filter.isDuplicate($0) }
    // 0 and 1 share a place: a collision that one pair in 2⁶⁴ pays for.
    #expect(answers == [false, true, true])
  }

  @Test func aFullTableStillComparesAndCountsTheRest() {
    var filter = DuplicateFilter(capacity: 2)
    let answers = [10, 20, 30, 10, 30].map { filter.isDuplicate($0) }
    #expect(answers == [false, false, false, true, false])
    #expect(filter.count == 2)
    #expect(filter.forgotten == 2)
  }

  @Test func sidesAreKeptApartAndBytesDecide() {
    #expect(hash("ab", "c") != hash("a", "bc"))
    #expect(hash("", "a") != hash("a", ""))
    #expect(hash("12345678", "") != hash("12345678\0", ""))
    // Canonically equivalent, but other bytes: normalization has its own place.
    #expect(hash("\u{E9}", "x") != hash("e\u{301}", "x"))
  }

  @Test func nearPairsHaveFarHashes() {
    let hashes = (0..<200_000).map { hash("line \($0)", "Zeile \($0)") }
    #expect(Set(hashes).count == hashes.count)
    // Every bit is set in about half of them: standard deviation √(200000)/2 ≈ 224.
    for bit in 0..<64 {
      let count = hashes.reduce(0) { $0 + Int($1 >> UInt64(bit) & 1) }
      #expect(abs(count - 100_000) < 1500, "bit \(bit)")
    }
  }
}
