import Foundation
import NMTSystem
import NMTTestSupport
import NMTText
import Testing

/// gzip's own output for these bytes.
func gzipped(_ bytes: [UInt8]) throws -> [UInt8] {
  try ToolRunner.run("/bin/gzip", ["-c"], stdin: .bytes(bytes)).output
}

func allLines(_ reader: LineReader) throws -> [[UInt8]] {
  var lines: [[UInt8]] = []
  while let line = try reader.next() { lines.append(line) }
  return lines
}

@Suite("Line reader")
struct LineReaderTests {
  let directory = TemporaryDirectory()

  @Test("a line without end is refused before it takes all memory; the longest one is read")
  func lineWithoutEnd() throws {
    let longest = [UInt8](repeating: 0x61, count: LineReader.lineLimit - 1)
    let whole = try LineReader(path: directory.write([0x0A] + longest + [0x0A], to: "long"))
    #expect(try allLines(whole) == [[], longest])
    let zeros = try LineReader(path: "/dev/zero")
    let failure = expectFailure(.badData) { try zeros.next() }
    #expect(failure?.place == "/dev/zero:1")
  }

  /// Inputs and their lines, after the line contract.
  static let cases: [(name: String, input: [UInt8], lines: [[UInt8]])] = [
    ("nothing", [], []),
    ("one empty line", [0x0A], [[]]),
    ("two empty lines", [0x0A, 0x0A], [[], []]),
    ("no end at the end", bytes("a\nb"), [bytes("a"), bytes("b")]),
    ("CR LF", bytes("a\r\nb\r\n"), [bytes("a"), bytes("b")]),
    ("only one CR goes", bytes("a\r\r\n"), [bytes("a\r")]),
    ("a CR inside or at the very end is text", bytes("a\rb\nc\r"), [bytes("a\rb"), bytes("c\r")]),
    ("BOM once", bytes("\u{FEFF}a\n\u{FEFF}b\n"), [bytes("a"), bytes("\u{FEFF}b")]),
    ("only a BOM", [0xEF, 0xBB, 0xBF], []),
    ("half a BOM", [0xEF, 0xBB], [[0xEF, 0xBB]]),
    ("a BOM and an empty line", [0xEF, 0xBB, 0xBF, 0x0A], [[]]),
    (
      "NEL, LS, VT, FF, NUL", bytes("a\u{85}b\u{2028}c\u{B}d\u{C}e\u{0}f\n"),
      [bytes("a\u{85}b\u{2028}c\u{B}d\u{C}e\u{0}f")]
    ),
    ("invalid UTF-8", [0xFF, 0xC0, 0x0A, 0x80], [[0xFF, 0xC0], [0x80]]),
    ("half of gzip's magic", [0x1F, 0x0A, 0x1F], [[0x1F], [0x1F]]),
  ]

  static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test("lines of a file, a .gz file and a pipe that brings single bytes", arguments: cases)
  func contract(name: String, input: [UInt8], lines: [[UInt8]]) throws {
    #expect(try allLines(LineReader(path: directory.write(input, to: "plain"))) == lines)
    #expect(try allLines(LineReader(path: directory.write(gzipped(input), to: "packed"))) == lines)
    let pipe = Pipe()
    let writer = Thread {
      for byte in input {
        pipe.fileHandleForWriting.write(Data([byte]))
        usleep(200)
      }
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    let reader = LineReader(fileDescriptor: pipe.fileHandleForReading.fileDescriptor, name: "pipe")
    #expect(try allLines(reader) == lines)
    #expect(reader.lineNumber == lines.count)
  }

  @Test("lines longer than every buffer, whole and with the CR at a block's border")
  func longLines() throws {
    let lengths = [131_070, 131_071, 131_072, 131_073, 262_143, 1_000_000, 3]
    let lines = lengths.map { [UInt8](repeating: 0x78, count: $0) }
    let path = try directory.write(lines.flatMap { $0 + [0x0D, 0x0A] }, to: "long")
    #expect(try allLines(LineReader(path: path)) == lines)
  }

  @Test("several gzip members, empty ones and zero padding are one text")
  func members() throws {
    let packed = try gzipped(bytes("a\nb")) + gzipped([]) + gzipped(bytes("c\n"))
    let expected = [bytes("a"), bytes("bc")]
    #expect(try allLines(LineReader(path: directory.write(packed, to: "m"))) == expected)
    let padded = packed + [UInt8](repeating: 0, count: 200_000)
    #expect(try allLines(LineReader(path: directory.write(padded, to: "p"))) == expected)
  }

  @Test("gzip data cut at any byte is an error that names an offset")
  func truncated() throws {
    let packed = try gzipped(bytes("some text\nand more of it\n")) + gzipped(bytes("second member\n"))
    let second = try gzipped(bytes("some text\nand more of it\n")).count
    for count in 2..<packed.count where count != second {
      let path = try directory.write(Array(packed[..<count]), to: "cut")
      let failure = expectFailure(.badData) { try allLines(LineReader(path: path)) }
      #expect(failure?.place.contains("byte \(count)") == true, "\(count): \(failure.map(\.description) ?? "")")
    }
  }

  @Test("a flipped bit in gzip data is never read as another text")
  func flipped() throws {
    let text = bytes("some text\nand more of it\n")
    let packed = try gzipped(text)
    for index in packed.indices {
      var damaged = packed
      damaged[index] ^= 0x10
      let path = try directory.write(damaged, to: "flip")
      // Bytes 0 and 1 are the magic: the file is read as plain. Bytes 4…9 are time, hints and the system.
      if index < 2 || (4...9).contains(index) { continue }
      if let lines = try? allLines(LineReader(path: path)) {
        #expect(lines == [bytes("some text"), bytes("and more of it")])
      }
    }
  }

  @Test("something else behind gzip data is an error")
  func garbage() throws {
    let packed = try gzipped(bytes("a\n"))
    expectFailure(.badData) { try allLines(LineReader(path: directory.write(packed + bytes("text"), to: "g"))) }
    expectFailure(.badData) { try allLines(LineReader(path: directory.write(packed + [0, 0, 1], to: "h"))) }
  }

  @Test("a directory, a missing file and a closed descriptor are no input")
  func noInput() {
    expectFailure(.noInput) { try LineReader(path: directory.path).next() }
    expectFailure(.noInput) { try LineReader(path: directory.file("missing")) }
    expectFailure(.noInput) { try LineReader(fileDescriptor: 1_000_000, name: "closed").next() }
  }

  @Test("a line that has arrived is given without waiting for the next")
  func available() throws {
    let pipe = Pipe()
    let reader = LineReader(fileDescriptor: pipe.fileHandleForReading.fileDescriptor, name: "pipe")
    pipe.fileHandleForWriting.write(Data("1\n".utf8))
    #expect(try reader.nextAvailable(limit: 10) == [bytes("1")])
    pipe.fileHandleForWriting.write(Data("2\n3\n4\n5".utf8))
    #expect(try reader.nextAvailable(limit: 2) == [bytes("2"), bytes("3")])
    #expect(try reader.nextAvailable(limit: 10) == [bytes("4")])
    try pipe.fileHandleForWriting.close()
    #expect(try reader.nextAvailable(limit: 10) == [bytes("5")])
    #expect(try reader.nextAvailable(limit: 10) == nil)
  }

  @Test("a file's windows are full")
  func windows() throws {
    let path = try directory.write(String(repeating: "x\n", count: 200_000), to: "many")
    let reader = try LineReader(path: path)
    var sizes: [Int] = []
    while let window = try reader.nextAvailable(limit: 70_000) { sizes.append(window.count) }
    #expect(sizes == [70_000, 70_000, 60_000])
  }

  @Test("the hash is that of the file as it lies on the disk")
  func hash() throws {
    let packed = try gzipped(bytes("a\nb\n"))
    let reader = try LineReader(path: directory.write(packed, to: "a.gz"), hashes: true)
    _ = try allLines(reader)
    #expect(reader.sha256Hex == SHA256.hex(packed))
  }

  private func bytes(_ text: String) -> [UInt8] { LineReaderTests.bytes(text) }
}
