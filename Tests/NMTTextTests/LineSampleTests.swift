import NMTText
import Testing

@Suite("Line sample")
struct LineSampleTests {
  @Test("a text that fits is kept whole and in order")
  func whole() {
    var sample = LineSample(lineLimit: 1000, seed: 1)
    let lines = (0..<1000).map { "line \($0)" }
    for line in lines { sample.add(line) }
    #expect(sample.lines == lines.map { Array($0.utf8) })
    #expect(sample.seenCount == 1000)
  }

  @Test("both limits hold, the order stays, and only seed and text decide")
  func limits() {
    func sample(seed: UInt64) -> [[UInt8]] {
      var sample = LineSample(lineLimit: 500, byteLimit: 6000, seed: seed)
      for number in 0..<20_000 { sample.add("line \(number)") }
      return sample.lines
    }
    let first = sample(seed: 1)
    #expect(first.count <= 500 && first.count > 400)
    #expect(first.reduce(0) { $0 + $1.count } <= 6000)
    let numbers = first.compactMap { Int(String(decoding: $0.dropFirst(5), as: UTF8.self)) }
    #expect(numbers == numbers.sorted())
    #expect(first == sample(seed: 1))
    #expect(first != sample(seed: 2))
  }

  /// 10,000 of 100,000: each tenth holds 1,000 on average, with a standard deviation of 28.5 (hypergeometric).
  @Test("every part of the text has the same chance")
  func even() {
    var sample = LineSample(lineLimit: 10_000, seed: 9)
    for number in 0..<100_000 { sample.add("\(number)") }
    var tenths = [Int](repeating: 0, count: 10)
    for line in sample.lines { tenths[Int(String(decoding: line, as: UTF8.self))! / 10_000] += 1 }
    #expect(tenths.allSatisfy { abs($0 - 1000) < 143 }, "\(tenths)")
  }

  @Test("an empty line is none, a long one is cut between characters")
  func longLines() {
    var sample = LineSample(lineLimit: 10, seed: 1)
    sample.add("")
    sample.add(String(repeating: "日", count: 5000))
    #expect(sample.lines.map(\.count) == [4095])
  }
}
