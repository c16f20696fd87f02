import Foundation
import NMTCorpus
import NMTSystem
import NMTTestSupport
import Testing

@Suite struct StagingDirectoryTests {
  private let directory = TemporaryDirectory()
  private var output: String { directory.file("data") }

  private func commit(_ text: String, replaces: Bool = false) throws {
    let staging = try StagingDirectory(output: output, replaces: replaces)
    try DurableFile.write(Array(text.utf8), to: "\(staging.data)/manifest.json")
    try staging.commit()
  }

  @Test func theDirectoryAppearsWholeAndNothingElseStays() throws {
    try commit("first")
    #expect(directory.entries() == ["data"])
    #expect(try directory.read("data/manifest.json") == Array("first".utf8))
  }

  @Test func anExistingDirectoryIsReplacedOnlyOnRequest() throws {
    try commit("first")
    let failure = #expect(throws: Failure.self) { try commit("second") }
    #expect(failure?.code == .cannotCreate && failure?.remedy.contains("--force") == true)
    #expect(try directory.read("data/manifest.json") == Array("first".utf8))
    try commit("third", replaces: true)
    #expect(try directory.read("data/manifest.json") == Array("third".utf8))
    #expect(directory.entries() == ["data"])
  }

  @Test func anEmptyDirectoryIsTaken() throws {
    try DurableFile.createDirectory(output)
    try commit("first")
    #expect(try directory.read("data/manifest.json") == Array("first".utf8))
  }

  /// `--force --output ~` must not cost anybody their home.
  @Test func aDirectoryWithOtherFilesIsNeverReplaced() throws {
    try DurableFile.createDirectory(output)
    try directory.write("dear", to: "data/letter.txt")
    let failure = #expect(throws: Failure.self) { try commit("first", replaces: true) }
    #expect(failure?.what.contains("letter.txt") == true)
    #expect(directory.entries() == ["data"])
    try directory.write("a file", to: "file")
    #expect(throws: Failure.self) { try StagingDirectory(output: directory.file("file"), replaces: true) }
  }

  @Test func whatADeadRunLeftIsCleared() throws {
    for part in ["data.partial/data", "data.partial/scratch"] { try DurableFile.createDirectory(directory.file(part)) }
    try directory.write("half", to: "data.partial/data/train-00000.shard")
    try directory.write("process 1", to: "data.partial/.lock")
    try commit("whole")
    #expect(directory.entries() == ["data"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: output) == ["manifest.json"])
  }

  /// The one instant at which `--force` has moved the old directory away and the new one is not there yet.
  @Test func anOldDirectoryMovedAwayComesBack() throws {
    try DurableFile.createDirectory(directory.file("data.partial/old"))
    try directory.write("old", to: "data.partial/old/manifest.json")
    let staging = try StagingDirectory(output: output, replaces: true)
    staging.discard()
    #expect(try directory.read("data/manifest.json") == Array("old".utf8))
    #expect(directory.entries() == ["data"])
  }

  @Test func twoRunsNeverMakeOneDirectory() throws {
    let first = try StagingDirectory(output: output, replaces: false)
    let failure = #expect(throws: Failure.self) { try StagingDirectory(output: output, replaces: false) }
    #expect(failure?.code == .busy)
    first.discard()
    #expect(directory.entries() == [])
  }
}
