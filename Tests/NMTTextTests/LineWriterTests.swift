import Foundation
import NMTSystem
import NMTTestSupport
import NMTText
import Testing

@Suite("Line writer and UTF-8 policy")
struct LineWriterTests {
  let directory = TemporaryDirectory()

  @Test("what is written is read, bytes and text")
  func roundTrip() throws {
    let writer = try LineWriter(path: directory.file("out"))
    let lines = (0..<30_000).map { Array("line \($0) é\u{85}\u{2028}".utf8) } + [[], [0xFF]]
    for line in lines { try writer.write(line: line) }
    try writer.write(line: "last")
    try writer.close()
    try writer.close()
    #expect(try allLines(LineReader(path: directory.file("out"))) == lines + [Array("last".utf8)])
  }

  @Test("a full disk is an error at the flush, and at the close at the latest")
  func fullDisk() throws {
    let writer = try LineWriter(path: "/dev/full")
    try writer.write(line: "lost")
    expectFailure(.inputOutput) { try writer.flush() }
    let other = try LineWriter(path: "/dev/full")
    try other.write(line: "lost")
    expectFailure(.inputOutput) { try other.close() }
  }

  @Test("a closed descriptor, a directory and a missing directory are errors")
  func unwritable() throws {
    let writer = LineWriter(fileDescriptor: 1_000_000, name: "closed")
    try writer.write(line: "lost")
    expectFailure(.inputOutput) { try writer.flush() }
    expectFailure(.cannotCreate) { try LineWriter(path: directory.path) }
    expectFailure(.cannotCreate) { try LineWriter(path: directory.file("missing/out")) }
  }

  @Test("an output that is an input by another name is refused before it is emptied")
  func apart() throws {
    let file = try directory.write("text\n", to: "text")
    let other = try directory.write("text\n", to: "other")
    #expect(symlink(file, directory.file("link")) == 0 && link(file, directory.file("hard")) == 0)
    for name in ["text", "link", "hard"] {
      let failure = expectFailure(.usage) {
        try LineWriter.requireApart(output: directory.file(name), inputs: [other, "", file])
      }
      #expect(failure?.place == directory.file(name) && failure?.what.contains(file) == true)
    }
    expectFailure(.usage) { try LineWriter.requireApart(output: file, inputs: [directory.path]) }
    try FileManager.default.createDirectory(atPath: directory.file("deep"), withIntermediateDirectories: false)
    let deep = try directory.write("text\n", to: "deep/text")
    expectFailure(.usage) { try LineWriter.requireApart(output: deep, inputs: [directory.path]) }
    try LineWriter.requireApart(output: file, inputs: [other, "-", "", "/dev/null", directory.file("absent")])
    try LineWriter.requireApart(output: directory.file("absent"), inputs: [file, directory.file("absent")])
    try LineWriter.requireApart(output: "/dev/null", inputs: ["/dev/null"])
    #expect(try directory.read("text") == Array("text\n".utf8))
  }

  @Test("a slow reader of a non-blocking pipe is waited for")
  func slowReader() throws {
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    #expect(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
    let lines = (0..<20_000).map { Array("line \($0) of a text that is longer than a pipe".utf8) }
    let end = dup(descriptor)
    let thread = Thread {
      let writer = LineWriter(fileDescriptor: end, name: "pipe")
      for line in lines { try? writer.write(line: line) }
      try? writer.close()
    }
    try pipe.fileHandleForWriting.close()
    thread.start()
    usleep(100_000)
    let reader = LineReader(fileDescriptor: pipe.fileHandleForReading.fileDescriptor, name: "pipe")
    #expect(try allLines(reader) == lines)
  }

  @Test("invalid UTF-8 is repaired and counted, or refused with its place")
  func policy() throws {
    var counter = 0
    let valid = Array("ő🙂".utf8)
    #expect(try decodeUTF8(valid, policy: .fail, place: { "f:1" }, counter: &counter) == "ő🙂")
    #expect(counter == 0)
    // Each maximal part of an ill-formed sequence is one U+FFFD: a cut character, an overlong form, a surrogate.
    let invalid: [UInt8] = [0x61, 0xE2, 0x82, 0x62, 0xC0, 0xAF, 0xED, 0xA0, 0x80]
    let repaired = try decodeUTF8(invalid, policy: .replace, place: { "f:2" }, counter: &counter)
    #expect(
      Array(repaired.unicodeScalars.map(\.value)) == [0x61, 0xFFFD, 0x62] + [UInt32](repeating: 0xFFFD, count: 5))
    #expect(counter == 1)
    let failure = expectFailure(.badData) {
      try decodeUTF8(invalid, policy: .fail, place: { "f:2" }, counter: &counter)
    }
    #expect(failure?.place == "f:2")
  }
}
