import NMTSystem
import NMTTestSupport
import NMTText
import Testing

@Suite("Windows of lines")
struct LineWindowTests {
  private let directory = TemporaryDirectory()

  @Test("a window ends with the line that fills it, whatever the number of lines")
  func bytes() throws {
    let path = try directory.write(String(repeating: "four\n", count: 10), to: "lines")
    let reader = try LineReader(path: path)
    var sizes: [Int] = []
    while let window = try reader.nextAvailable(limit: 100, bytes: 10) { sizes.append(window.count) }
    #expect(sizes == [3, 3, 3, 1])
    let long = [UInt8](repeating: 0x61, count: LineReader.windowSize / 2) + [0x0A]
    let other = try LineReader(path: directory.write(long + long + long, to: "long"))
    #expect(try other.nextAvailable(limit: 100)?.count == 2)
    #expect(try other.nextAvailable(limit: 100)?.count == 1)
  }

  @Test("lines before a line without end are given, then it is told, again and again")
  func endless() throws {
    let endless = [UInt8](repeating: 0x61, count: LineReader.lineLimit + 1)
    let reader = try LineReader(path: directory.write(Array("a\nb\n".utf8) + endless, to: "endless"))
    #expect(try reader.nextAvailable(limit: 100) == [[0x61], [0x62]])
    for _ in 0..<2 {
      let failure = expectFailure(.badData) { try reader.nextAvailable(limit: 100) }
      #expect(failure?.place.hasSuffix("endless:3") == true)
    }
    expectFailure(.badData) { try reader.next() }
  }

  @Test("lines before the end of cut gzip data are given")
  func cut() throws {
    let packed = try gzipped(Array("a\nb\nc".utf8))
    let reader = try LineReader(path: directory.write(Array(packed.dropLast(3)), to: "cut.gz"))
    #expect(try reader.nextAvailable(limit: 100) == [[0x61], [0x62]])
    expectFailure(.badData) { try reader.nextAvailable(limit: 100) }
  }

  @Test("a file's share grows to 1, a .gz file's as well; a pipe has none")
  func share() throws {
    let text = Array(String(repeating: "some words\n", count: 100_000).utf8)
    for bytes in [text, try gzipped(text)] {
      let reader = try LineReader(path: directory.write(bytes, to: "file"))
      var shares: [Double] = []
      while try reader.nextAvailable(limit: 10_000) != nil { shares.append(try #require(reader.share)) }
      #expect(shares == shares.sorted() && shares.first! < 1 && shares.last! == 1)
    }
    #expect(try LineReader(path: "/dev/null").share == nil)
  }
}
