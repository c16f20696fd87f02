import Foundation
import NMTCorpus
import NMTSystem
import NMTTestSupport
import NMTText
import Testing

/// A data directory that was damaged on its way is refused: 65 or 66, the file, and what to do.
@Suite struct DataDirectoryTests {
  private let directory = TemporaryDirectory()
  private var data: String { directory.file("data") }

  /// Makes a small data directory through the library.
  private func make(_ output: String = "data", seed: UInt64 = 1, validation: Bool = true) throws {
    var generator = SplitMix64(seed: seed)
    let words = ["kalo", "ten", "misar", "őrlő", "nopi", "dé", "lomi", "sar"]
    let lines = (0..<400).map { number in
      (0..<5).map { _ in words[Int(generator.next(below: 8))] }.joined(separator: " ") + " \(number)"
    }
    let path = try directory.write(lines.joined(separator: "\n"), to: "text-\(seed)")
    var job = PreprocessJob(train: [.files(source: path, target: path)], output: directory.file(output))
    if validation {
      let few = try directory.write("kalo ten\nőrlő\n", to: "few")
      job.validation = [.files(source: few, target: few)]
    }
    job.options.text.vocabularySize = 320
    job.isQuiet = true
    job.threads = 1
    try Preprocessor(job).run()
  }

  private func expectRefusal(_ what: Comment, _ open: () throws -> Void) {
    let failure = #expect(throws: Failure.self, what) { try open() }
    #expect(failure?.code == .badData || failure?.code == .noInput, what)
    #expect(failure?.remedy.isEmpty == false, what)
  }

  @Test func withoutValidationThereAreNoPairsAndNoText() throws {
    try make(validation: false)
    let opened = try DataDirectory(path: data)
    #expect(opened.train.count == 400 && opened.validation.count == 0 && opened.validationText.isEmpty)
    #expect(opened.manifest.validation == nil)
    try opened.verify()
  }

  @Test func theHashNamesTheData() throws {
    try make("one")
    try make("two")
    try make("other", seed: 2)
    let hashes = try ["one", "two", "other"].map { try DataDirectory(path: directory.file($0)).hash }
    #expect(hashes[0] == hashes[1] && hashes[0] != hashes[2])
  }

  /// One byte changed, cut off or added, in every file of the directory, at several places.
  @Test func anyChangedByteOfAnyFileIsNoticed() throws {
    try make()
    for name in try FileManager.default.contentsOfDirectory(atPath: data) {
      let bytes = try directory.read("data/\(name)")
      for place in [0, bytes.count / 3, bytes.count / 2, bytes.count - 2] {
        var changed = bytes
        changed[place] ^= 0x04
        try directory.write(changed, to: "data/\(name)")
        expectRefusal("\(name), byte \(place)") { try DataDirectory(path: data).verify() }
      }
      for changed in [Array(bytes.dropLast()), bytes + [0x20], []] where name != Manifest.fileName || changed.isEmpty {
        try directory.write(changed, to: "data/\(name)")
        expectRefusal("\(name), \(changed.count) bytes") { try DataDirectory(path: data).verify() }
      }
      try FileManager.default.removeItem(atPath: "\(data)/\(name)")
      expectRefusal("\(name) is missing") { try DataDirectory(path: data).verify() }
      try directory.write(bytes, to: "data/\(name)")
    }
    try DataDirectory(path: data).verify()
  }

  /// A manifest that fits, and validation text that is a gzip file of what it should be.
  @Test func compressedValidationTextIsRefused() throws {
    try make()
    let name = DataDirectory.validationFiles.source
    let bytes = try ToolRunner.run("/bin/gzip", ["-c"], stdin: .bytes(directory.read("data/\(name)"))).output
    try directory.write(bytes, to: "data/\(name)")
    var manifest = try Manifest(bytes: directory.read("data/manifest.json"), path: "manifest.json")
    let index = try #require(manifest.files.firstIndex { $0.name == name })
    manifest.files[index].bytes = bytes.count
    manifest.files[index].sha256 = SHA256.hex(bytes)
    try directory.write(try manifest.encoded(), to: "data/manifest.json")
    expectRefusal("compressed") { _ = try DataDirectory(path: data) }
  }

  @Test func filesOfTwoDirectoriesAreNotMixed() throws {
    try make("one")
    try make("two", seed: 2)
    for name in ["train-00000.shard", "joint.spm", "pipeline.json"] {
      let own = try directory.read("one/\(name)")
      try directory.write(try directory.read("two/\(name)"), to: "one/\(name)")
      expectRefusal("\(name)") { try DataDirectory(path: directory.file("one")).verify() }
      try directory.write(own, to: "one/\(name)")
    }
  }

  /// Manifests that fit their own checksum but lie.
  @Test(arguments: ["escape", "twice", "unlisted", "count", "vocabulary", "format"])
  func aLyingManifestIsRefused(lie: String) throws {
    try make()
    var manifest = try DataDirectory(path: data).manifest
    switch lie {
    case "escape": manifest.files[0].name = "../train-00000.shard"
    case "twice": manifest.files.append(manifest.files[0])
    case "unlisted": manifest.train.shards = ["validation.source"]
    case "count": manifest.train.counts.kept += 1
    case "vocabulary": manifest.sourceVocabulary += 1
    default: manifest.formatVersion = 99
    }
    try directory.write(try manifest.encoded(), to: "data/manifest.json")
    expectRefusal("\(lie)") { _ = try DataDirectory(path: data) }
  }

  @Test func whatIsNoDataDirectoryIsToldSo() throws {
    let failure = #expect(throws: Failure.self) { try DataDirectory(path: directory.path) }
    #expect(failure?.code == .noInput && failure?.what.contains("not a data directory") == true)
    #expect(failure?.remedy.contains("nmt-preprocess") == true)
    expectRefusal("absent") { _ = try DataDirectory(path: directory.file("absent")) }
    for text in ["", "{", "[]", "{\"formatVersion\":1}", String(repeating: "[", count: 100_000)] {
      try directory.write(text, to: "manifest.json")
      expectRefusal("\(text.prefix(20))") { _ = try DataDirectory(path: directory.path) }
    }
  }
}
