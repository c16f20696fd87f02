import NMTCorpus
import NMTSystem
import NMTTestSupport
import Testing

@Suite struct PairReaderTests {
  private let directory = TemporaryDirectory()

  private func readAll(_ inputs: [PairInput]) throws -> [[String]] {
    let reader = PairReader(inputs)
    var pairs: [[String]] = []
    while let pair = try reader.next() {
      pairs.append([String(decoding: pair.source, as: UTF8.self), String(decoding: pair.target, as: UTF8.self)])
    }
    #expect(reader.count == pairs.count)
    return pairs
  }

  @Test func severalFilesAreReadOneAfterTheOther() throws {
    let first = PairInput.files(
      source: try directory.write("a\r\n\nb\u{2028}c\n", to: "1.en"), target: try directory.write("x\ny\nz", to: "1.hu")
    )
    let second = PairInput.tsv(try directory.write("u\t\tv\tw\n", to: "2.tsv"), sourceColumn: 4, targetColumn: 1)
    #expect(try readAll([first, second]) == [["a", "x"], ["", "y"], ["b\u{2028}c", "z"], ["w", "u"]])
  }

  @Test func recordsNameLinesAndHash() throws {
    let input = PairInput.files(
      source: try directory.write("a\nb\n", to: "r.en"), target: try directory.write("x\ny\n", to: "r.hu"))
    let reader = PairReader([input])
    while try reader.next() != nil {}
    #expect(reader.records.map(\.name) == ["r.en", "r.hu"])
    #expect(reader.records.map(\.lines) == [2, 2])
    #expect(reader.records.map(\.sha256) == ["a\nb\n", "x\ny\n"].map { SHA256.hex(Array($0.utf8)) })
  }

  @Test(arguments: [(3, 5), (5, 3), (0, 1)])
  func unequalCountsAreBothNamed(source: Int, target: Int) throws {
    let (long, short) = (String(repeating: "x\n", count: source), String(repeating: "y\n", count: target))
    let input = PairInput.files(
      source: try directory.write(long, to: "u.en"), target: try directory.write(short, to: "u.hu"))
    let failure = #expect(throws: Failure.self) { try readAll([input]) }
    #expect(failure?.code == .badData)
    let message = failure?.description ?? ""
    for part in ["u.en: has \(source) lines", "u.hu has \(target)"] { #expect(message.contains(part), "\(message)") }
  }

  @Test func aTableRowWithTooFewColumnsIsMarked() throws {
    let reader = PairReader([.tsv(try directory.write("a\tb\nalone\n\n", to: "short.tsv"))])
    #expect(try reader.next()?.hasBothColumns == true)
    #expect(try reader.next()?.hasBothColumns == false)
    #expect(try reader.next()?.hasBothColumns == false)
    #expect(try reader.next() == nil)
  }

  @Test func chunksAreBoundedByBytes() throws {
    let line = String(repeating: "m", count: 300_000) + "\n"
    let path = try directory.write(String(repeating: line, count: 5), to: "long")
    let reader = PairReader([.files(source: path, target: path)])
    var sizes: [Int] = []
    while let chunk = try reader.nextChunk() { sizes.append(chunk.count) }
    #expect(sizes == [1, 1, 1, 1, 1])
  }
}

@Suite struct OrderedWorkersTests {
  private struct Trouble: Error, Equatable { var number: Int }

  @Test(arguments: [1, 2, 7]) func resultsComeInTheOrderOfTheInputs(threads: Int) throws {
    var next = 0
    let workers = try OrderedWorkers<Int, Int>(
      threads: threads,
      transform: { number in
        // Unequal work, so that later inputs are often done first.
        (0..<(number % 13) * 500).reduce(number) { $0 ^ ($1 &* 0) }
      },
      produce: {
        next += 1
        return next <= 2000 ? next : nil
      })
    var results: [Int] = []
    while let result = try workers.next() { results.append(result) }
    #expect(results == Array(1...2000))
  }

  @Test func theFirstErrorInOrderIsThrown() throws {
    var next = 0
    let workers = try OrderedWorkers<Int, Int>(
      threads: 3, transform: { if $0 % 10 == 0 { throw Trouble(number: $0) } else { $0 } },
      produce: {
        next += 1
        return next
      })
    for number in 1...9 { #expect(try workers.next() == number) }
    #expect(throws: Trouble(number: 10)) { try workers.next() }
  }

  @Test func noMoreThanAWindowIsTakenInAdvance() throws {
    var produced = 0
    let workers = try OrderedWorkers<Int, Int>(
      threads: 2, transform: { $0 },
      produce: {
        produced += 1
        return produced
      })
    for _ in 0..<100 { _ = try workers.next() }
    #expect(produced <= 100 + 8)
  }
}
