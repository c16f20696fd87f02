import Foundation
import NMTSystem
import NMTTestSupport
import Testing

@Suite("Files")
struct FileTests {
  let directory = TemporaryDirectory()

  @Test("a durable file holds what was appended, and the sink knows its size and digest")
  func durable() throws {
    let blocks = [[], [1, 2, 3], [UInt8](repeating: 7, count: 600_000), [9]] as [[UInt8]]
    try DurableFile.write(to: directory.file("a")) { sink in
      for block in blocks { try sink.append(block) }
      #expect(sink.byteCount == 600_004)
      #expect(sink.sha256Hex == SHA256.hex(blocks.flatMap { $0 }))
    }
    #expect(try directory.read("a") == blocks.flatMap { $0 })
    #expect(directory.entries() == ["a"])
  }

  @Test("a save that fails leaves the old file and nothing else")
  func failedSave() throws {
    struct Interrupted: Error {}
    try DurableFile.write([1, 2, 3], to: directory.file("a"))
    #expect(throws: Interrupted.self) {
      try DurableFile.write(to: directory.file("a")) { sink in
        try sink.append([UInt8](repeating: 0, count: 1_000_000))
        throw Interrupted()
      }
    }
    #expect(try directory.read("a") == [1, 2, 3])
    #expect(directory.entries() == ["a"])
  }

  @Test("what killed saves left is removed, and nothing else")
  func leftovers() throws {
    for name in ["a.partial-12-34", "model.safetensors.partial-1-4294967295"] { try directory.write("x", to: name) }
    let others = ["a.partial-1-2.txt", "a.partial-1", "partial-1-2", "my.partial-notes-2", "é"]
    for name in others { try directory.write("x", to: name) }
    try DurableFile.removeLeftovers(in: directory.path)
    #expect(try directoryEntries(directory.path) == others.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    expectFailure(.noInput) { try directoryEntries(directory.file("absent")) }
  }

  @Test("a lock is not taken through a link, and what the link leads to stays")
  func lockThroughLink() throws {
    try directory.write("precious", to: "file")
    try DurableFile.createDirectory(directory.file("model"))
    symlink(directory.file("file"), directory.file("model/.lock"))
    expectFailure(.cannotCreate) { try DirectoryLock(directory: directory.file("model")) }
    #expect(try directory.read("file") == Array("precious".utf8))
  }

  @Test("a save into a directory that is not there names the file that was asked for")
  func noDirectory() {
    let path = directory.file("missing/a")
    let failure = expectFailure(.cannotCreate) { try DurableFile.write([1], to: path) }
    #expect(failure?.place == path)
  }

  @Test("directories are made with those above them, and a file in the way is an error")
  func createDirectory() throws {
    try DurableFile.createDirectory(directory.file("x/y/z/"))
    try DurableFile.createDirectory(directory.file("x/y/z"))
    try directory.write("", to: "x/y/z/file")
    expectFailure(.cannotCreate) { try DurableFile.createDirectory(directory.file("x/y/z/file")) }
    expectFailure(.cannotCreate) { try DurableFile.createDirectory(directory.file("x/y/z/file/below")) }
  }

  @Test("a mapped file has the file's bytes; an empty one has none")
  func mapped() throws {
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
    let file = try MappedFile(path: directory.write(bytes, to: "a"))
    #expect(file.bytes.elementsEqual(bytes))
    let empty = try MappedFile(path: directory.write([], to: "empty"))
    #expect(empty.bytes.isEmpty)
  }

  @Test("what is no regular file is refused at once, by both ways of reading it")
  func refused() throws {
    let fifo = directory.file("fifo")
    #expect(mkfifo(fifo, 0o600) == 0)
    let cases: [(String, Failure.Code)] = [
      (directory.path, .noInput), (directory.file("missing"), .noInput), (fifo, .badData), ("/dev/zero", .badData),
    ]
    for (path, code) in cases {
      expectFailure(code) { try MappedFile(path: path) }
      expectFailure(code) { try readWholeFile(path, limit: 1000) }
    }
  }

  @Test("a small file is read whole, one byte too many is refused")
  func wholeFile() throws {
    let path = try directory.write([1, 2, 3, 4], to: "a")
    #expect(try readWholeFile(path, limit: 4) == [1, 2, 3, 4])
    expectFailure(.badData) { try readWholeFile(path, limit: 3) }
  }

  @Test("a sparse terabyte is refused before memory is asked for", .enabled(if: !SlowSet.isSanitized))
  func sparse() throws {
    let path = try directory.write([], to: "huge")
    guard truncate(path, 1 << 40) == 0 else { return }
    let before = Machine.peakResidentBytes()
    expectFailure(.badData) { try readWholeFile(path, limit: 1 << 20) }
    #expect(Machine.peakResidentBytes() - before < 1 << 28)
  }

  @Test("a second lock is refused and names the holder; it is free when the first is gone")
  func lock() throws {
    var first: DirectoryLock? = try DirectoryLock(directory: directory.path)
    let failure = expectFailure(.busy) { try DirectoryLock(directory: directory.path) }
    #expect(failure?.what.contains("process \(getpid()) on \(Machine.hostName)") == true)
    let asked = try ToolRunner.run("/usr/bin/flock", ["-n", directory.file(".lock"), "true"])
    #expect(asked.status == 1)
    withExtendedLifetime(first) { first = nil }
    let askedAgain = try ToolRunner.run("/usr/bin/flock", ["-n", directory.file(".lock"), "true"])
    #expect(askedAgain.status == 0)
    #expect(throws: Never.self) { try DirectoryLock(directory: directory.path) }
  }
}
