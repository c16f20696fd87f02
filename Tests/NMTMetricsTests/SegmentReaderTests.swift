import NMTMetrics
import NMTTestSupport
import Testing

/// How segments come out of files.
@Suite struct SegmentReaderTests {
  private let directory = TemporaryDirectory()

  /// A block of 8 MB, or what the limit allows: memory must not grow with the length of the lines.
  @Test func longLinesMakeSmallBlocks() throws {
    let line = String(repeating: "x", count: 1_000_000)
    let long = try directory.write((0..<20).map { "\(line)\($0)\n" }.joined(), to: "long")
    let short = try directory.write((0..<20).map { "\($0)\n" }.joined(), to: "short")
    for (files, isPatient) in [([long, short], true), ([short, long], true), ([long, short], false)] {
      let reader = try SegmentReader(ScoreFiles(hypotheses: [files[0]], references: [files[1]]))
      var sizes = [Int]()
      var numbers = [String]()
      while case let segments = try reader.next(limit: 2_048, isPatient: isPatient), !segments.isEmpty {
        sizes.append(segments.count)
        numbers += segments.map { String(decoding: $0.hypotheses[0].suffix(2).drop { $0 == 0x78 }, as: UTF8.self) }
      }
      #expect(sizes.allSatisfy { $0 <= 9 }, "\(sizes)")
      #expect(numbers == (0..<20).map { String($0) })
      #expect(reader.count == 20)
    }
    let few = try SegmentReader(ScoreFiles(hypotheses: [short], references: [short]))
    #expect(try few.next(limit: 7).count == 7)
    #expect(try few.next(limit: 2_048).count == 13)
    #expect(try few.next(limit: 2_048).isEmpty)
  }

  /// The first line decides how many systems there are; it is not read twice, nor alone where more are wanted.
  @Test func columnsOfTheFirstLine() throws {
    let systems = try directory.write("a\tb\nc\td\n", to: "systems")
    let references = try directory.write("x\ny\n", to: "references")
    for isPatient in [true, false] {
      var files = ScoreFiles(hypotheses: [systems], references: [references])
      files.splitsSystems = true
      let reader = try SegmentReader(files)
      #expect(reader.systemNames == ["System 1", "System 2"])
      var texts = [[String]]()
      while case let segments = try reader.next(limit: 10, isPatient: isPatient), !segments.isEmpty {
        texts += segments.map { $0.hypotheses.map { String(decoding: $0, as: UTF8.self) } }
      }
      #expect(texts == [["a", "b"], ["c", "d"]])
    }
  }
}
