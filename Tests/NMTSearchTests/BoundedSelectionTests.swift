import NMTSearch
import Testing

struct BoundedSelectionTests {
  /// The slow twin: everything sorted, ties by row and token.
  private func sorted(_ rows: [[Float]], bases: [Float], count: Int) -> [Candidate] {
    var all: [Candidate] = []
    for (row, values) in rows.enumerated() {
      for (token, value) in values.enumerated() where value + bases[row] > -.infinity {
        all.append(Candidate(row: row, token: Int32(token), score: value + bases[row]))
      }
    }
    let order = all.indices.sorted { (-all[$0].score, $0) < (-all[$1].score, $1) }
    return order.prefix(count).map { all[$0] }
  }

  @Test(arguments: [1, 2, 5, 33], [1, 15, 16, 17, 100])
  func equalsSorting(_ capacity: Int, _ width: Int) {
    var generator = Knuth(state: UInt64(capacity * 1000 + width))
    for distinct in [1, 3, 1000] {
      // Few distinct values make many ties; some tokens are forbidden.
      let rows = (0..<4).map { _ in
        (0..<width).map { _ -> Float in
          let value = Int.random(in: 0...distinct, using: &generator)
          return value == distinct ? -.infinity : Float(value)
        }
      }
      let bases: [Float] = [0, -1, 0, 2.5]
      var selection = BoundedSelection(capacity: capacity)
      for (row, values) in rows.enumerated() {
        values.withUnsafeBufferPointer { selection.offer(row: row, base: bases[row], $0) }
      }
      #expect(selection.candidates == sorted(rows, bases: bases, count: capacity), "\(rows)")
    }
  }

  @Test func neverChoosesNaN() {
    let values = [Float](repeating: .nan, count: 40) + [-3] + [Float](repeating: .nan, count: 7)
    var selection = BoundedSelection(capacity: 3)
    values.withUnsafeBufferPointer { selection.offer(row: 0, base: 0, $0) }
    #expect(selection.candidates == [Candidate(row: 0, token: 40, score: -3)])
  }
}

/// Knuth's linear congruential generator: the same test every time.
private struct Knuth: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}
