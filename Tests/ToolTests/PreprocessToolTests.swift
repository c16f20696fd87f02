import Foundation
import NMTCorpus
import NMTSystem
import NMTTestSupport
import NMTText
import Testing

/// `nmt-preprocess` as a process, on small text that every test writes itself.
@Suite struct PreprocessToolTests {
  private let directory = TemporaryDirectory()

  /// Sentences of a little made-up language and their mirror images: different lines, a few hundred words.
  private func corpus(_ count: Int, seed: UInt64 = 1) -> (source: [String], target: [String]) {
    var generator = SplitMix64(seed: seed)
    let syllables = ["ka", "lo", "mi", "ten", "sar", "ő", "ű", "dé", "no", "pi"]
    let source = (0..<count).map { number in
      let words = (0..<(2 + generator.next(below: 9))).map { _ in
        (0..<(1 + generator.next(below: 3))).map { _ in syllables[Int(generator.next(below: 10))] }.joined()
      }
      return words.joined(separator: " ") + " \(number)."
    }
    return (source, source.map { String($0.reversed()) })
  }

  private func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

  /// Writes `name.src` and `name.trg` and gives the flags that name them.
  private func write(_ pairs: (source: [String], target: [String]), _ name: String) throws -> [String] {
    try ["--source", directory.write(text(pairs.source), to: "\(name).src")]
      + ["--target", directory.write(text(pairs.target), to: "\(name).trg")]
  }

  private func preprocess(
    _ arguments: [String], output: String = "data", stdin: ToolInput = .bytes([]), vocabulary: Int = 300
  ) throws -> ToolResult {
    try ToolRunner.run(
      "nmt-preprocess",
      arguments + ["--output", directory.file(output), "--vocabulary-size", "\(vocabulary)"], stdin: stdin)
  }

  private func counts(_ output: String = "data") throws -> PairCounts {
    try DataDirectory(path: directory.file(output)).manifest.train.counts
  }

  /// Every file of a data directory by name.
  private func contents(_ output: String) throws -> [String: [UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.file(output))
    return try Dictionary(uniqueKeysWithValues: names.map { ($0, try directory.read("\(output)/\($0)")) })
  }

  private func expectFailure(_ result: ToolResult, _ code: Failure.Code, _ parts: [String]) {
    #expect(result.status == code.rawValue, "\(result.errorText)")
    let lines = result.errorText.split(separator: "\n")
    let message = String(lines.last ?? "")
    for part in parts { #expect(message.contains(part), "\(part) in \(message)") }
    #expect(result.output.isEmpty)
  }

  @Test func aDataDirectoryIsMadeAndReadsBack() throws {
    let pairs = corpus(700)
    let validation = corpus(30, seed: 2)
    let result = try preprocess(
      try write(pairs, "train") + ["--validation-source", directory.write(text(validation.source), to: "val.src")]
        + ["--validation-target", directory.write(text(validation.target), to: "val.trg")]
        + ["--source-language", "hu", "--target-language", "uh"])
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.output.isEmpty, "stdout is for results")
    for part in ["700 pairs read, 700 kept", "validation: 30 pairs", "vocabulary: 300 shared"] {
      #expect(result.errorText.contains(part), "\(result.errorText)")
    }
    let data = try DataDirectory(path: directory.file("data"))
    try data.verify()
    #expect(data.manifest.sourceLanguage == "hu" && data.manifest.targetLanguage == "uh")
    #expect(data.train.count == 700 && data.validation.count == 30)
    for pair in 0..<700 {
      #expect(data.pipeline.decodeTarget(data.train.target(pair)) == pairs.target[pair])
      #expect(data.train.source(pair) == data.pipeline.encodeSource(pairs.source[pair]))
    }
    #expect(data.validationText.map(\.source) == validation.source)
    #expect(data.validationText.map(\.target) == validation.target)
    #expect(data.manifest.train.counts.sourceTokens == data.train.sourceTokens)
    #expect(directory.entries().filter { $0.hasPrefix("data") } == ["data"])
  }

  @Test func threadsCompressionAndTheWayInChangeNoByte() throws {
    let pairs = corpus(3000)
    let flags = try write(pairs, "train")
    #expect(try preprocess(flags + ["--threads", "1"], output: "one").status == 0)
    let one = try contents("one")
    #expect(try preprocess(flags + ["--threads", "2"], output: "two").status == 0)
    #expect(try contents("two") == one)
    #expect(try preprocess(flags + ["--threads", "5"], output: "five").status == 0)
    #expect(try contents("five") == one)

    for name in ["train.src", "train.trg"] {
      let gzip = try ToolRunner.run("/usr/bin/gzip", ["-k", directory.file(name)])
      #expect(gzip.status == 0)
    }
    let compressed = ["--source", directory.file("train.src.gz"), "--target", directory.file("train.trg.gz")]
    #expect(try preprocess(compressed, output: "gz").status == 0)
    let table = text(zip(pairs.source, pairs.target).map { "\($1)\tx\t\($0)" })
    let columns = ["--columns", "3,1"]
    let tsv = try directory.write(table, to: "train.tsv")
    #expect(try preprocess(["--tsv", tsv] + columns, output: "tsv").status == 0)
    #expect(try preprocess(["--tsv", "-"] + columns, output: "stdin", stdin: .text(table)).status == 0)
    let spm = one.keys.filter { $0.hasSuffix(".spm") }
    #expect(spm.count == 1)
    for output in ["gz", "tsv", "stdin"] {
      let other = try contents(output)
      for name in ["train-00000.shard", "pipeline.json"] + spm {
        #expect(other[name] == one[name], "\(output) \(name)")
      }
    }
  }

  @Test func severalFilesAndAGivenModelFromStdin() throws {
    let (first, second) = (corpus(300), corpus(200, seed: 8))
    let flags = try write(first, "a") + write(second, "b")
    #expect(try preprocess(flags).status == 0)
    #expect(try counts().kept == 500)
    let model = directory.file("data/joint.spm")
    let table = text(zip(first.source + second.source, first.target + second.target).map { "\($0)\t\($1)" })
    let given = try preprocess(["--tsv", "-", "--subword-model", model], output: "given", stdin: .text(table))
    #expect(given.status == 0, "\(given.errorText)")
    #expect(try directory.read("given/train-00000.shard") == directory.read("data/train-00000.shard"))
  }

  /// A named pipe is read once, so it goes through a file: the shell's `<(zcat …)` works.
  @Test func pipesAreInputsToo() throws {
    let pairs = corpus(300)
    let flags = try write(pairs, "p")
    #expect(try preprocess(flags, output: "plain").status == 0)
    let script = "exec \"$0\" --source <(cat \(flags[1])) --target <(cat \(flags[3])) \"$@\""
    let result = try ToolRunner.run(
      "/bin/bash",
      ["-c", script, "\(ToolRunner.buildDirectory)/nmt-preprocess", "--vocabulary-size", "300"]
        + ["--output", directory.file("data")])
    #expect(result.status == 0, "\(result.errorText)")
    #expect(try directory.read("data/train-00000.shard") == directory.read("plain/train-00000.shard"))
    #expect(directory.entries() == ["data", "p.src", "p.trg", "plain"])
  }

  @Test func separateVocabulariesAndBytePairs() throws {
    let flags = try write(corpus(600), "train")
    let result = try preprocess(flags + ["--separate-vocabularies", "--subword-type", "bpe", "--lowercase"])
    #expect(result.status == 0, "\(result.errorText)")
    let data = try DataDirectory(path: directory.file("data"))
    #expect(!data.manifest.isVocabularyShared)
    #expect(data.manifest.sourceVocabulary == 300 && data.manifest.targetVocabulary == 300)
    #expect(data.manifest.files.filter { $0.name.hasSuffix(".spm") }.map(\.name) == ["source.spm", "target.spm"])
  }

  /// Ten times the lines, the same memory: what is held is a sample, some lines, and at most 22 bytes a pair against
  /// duplicates. Sampled encodings would add the index of their shard.
  @Test(.enabled(if: !SlowSet.isSanitized)) func memoryDoesNotGrowWithTheText() throws {
    #expect(try preprocess(try write(corpus(2000), "m"), output: "m").status == 0)
    let peaks = try [20_000, 200_000].map { count in
      let flags = try write(corpus(count), "big\(count)")
      let result = try preprocess(
        flags + ["--subword-model", directory.file("m/joint.spm"), "--subword-samples", "0", "--quiet"],
        output: "big-\(count)")
      #expect(result.status == 0 && result.errorText.isEmpty, "\(result.errorText)")
      #expect(try counts("big-\(count)").kept == count)
      return result.peakResidentBytes
    }
    // 4 MB for the duplicates' table, 3 MB for the index of a shard, and some room for the allocator.
    #expect(peaks[1] - peaks[0] < 12 << 20, "\(peaks)")
  }

  // MARK: Filters

  @Test func everyFilterCounts() throws {
    var pairs = corpus(400)
    func add(_ source: String, _ target: String) {
      pairs.source.append(source)
      pairs.target.append(target)
    }
    add(" \u{A0} ", "kalo")
    add("kalo", "")
    add(pairs.source[0], pairs.target[0])
    add("  \(pairs.source[1]) ", pairs.target[1])
    add("samisa", "samisa")
    add(String(repeating: "kalo ten ", count: 90), String(repeating: "net olak ", count: 90))
    add(String(repeating: "kalo ten ", count: 12), "net")
    add("калина красная это песня", "lomika")
    var source = Array(text(pairs.source).utf8)
    source += [0xFF, 0x61, 0x0A]
    pairs.target.append("bad bytes")
    let result = try preprocess(
      ["--source", directory.write(source, to: "f.src"), "--target", directory.write(text(pairs.target), to: "f.trg")]
        + ["--drop-identical", "--min-script-share", "0.5", "--source-language", "hu", "--target-script", "Latn"]
        + ["--max-length", "120", "--max-ratio", "6", "--invalid-utf8", "drop"], vocabulary: 330)
    #expect(result.status == 0, "\(result.errorText)")
    let counts = try counts()
    #expect(counts.read == 409 && counts.kept == 400)
    let expected: [DropReason: Int] = [
      .emptySide: 2, .duplicate: 2, .identicalSides: 1, .tooLong: 1, .lengthRatio: 1, .wrongScript: 1, .invalidUTF8: 1,
      .missingColumn: 0,
    ]
    #expect(counts.dropped == expected)
    for reason in expected.keys where expected[reason]! > 0 {
      #expect(result.errorText.contains("\(expected[reason]!) \(reason.label)"), "\(result.errorText)")
    }
  }

  @Test func filtersCanBeTurnedOff() throws {
    var pairs = corpus(300)
    pairs.source += [pairs.source[0], "same", String(repeating: "ka ", count: 100)]
    pairs.target += [pairs.target[0], "same", "ka"]
    let result = try preprocess(try write(pairs, "off") + ["--keep-duplicates", "--max-ratio", "0"])
    #expect(result.status == 0, "\(result.errorText)")
    #expect(try counts().kept == 303)
  }

  @Test func invalidTextIsRepairedCountedOrRefused() throws {
    let pairs = corpus(300)
    let source = try directory.write(Array(text(pairs.source).utf8) + [0xC3, 0x28, 0x0A], to: "i.src")
    let flags = ["--source", source, "--target", try directory.write(text(pairs.target + ["x"]), to: "i.trg")]
    #expect(try preprocess(flags).status == 0)
    #expect(try counts().repairedUTF8 == 1)
    expectFailure(
      try preprocess(flags + ["--invalid-utf8", "fail"], output: "no"), .badData, ["i.src:301", "UTF-8"])
    #expect(directory.entries().filter { $0.hasPrefix("no") } == [])
  }

  @Test func aTableRowWithoutBothColumnsIsCounted() throws {
    let pairs = corpus(300)
    let table = text(zip(pairs.source, pairs.target).map { "\($0)\t\($1)" }) + "alone\n\n"
    #expect(try preprocess(["--tsv", directory.write(table, to: "t.tsv")]).status == 0)
    #expect(try counts().dropped[.missingColumn] == 2)
  }

  @Test func validationIsNeverFiltered() throws {
    let long = String(repeating: "kalo ", count: 400)
    let validation = (source: ["", "same", long, "same"], target: ["x", "same", "ka", "same"])
    let result = try preprocess(
      try write(corpus(300), "train") + ["--drop-identical"]
        + ["--validation-source", directory.write(text(validation.source), to: "v.src")]
        + ["--validation-target", directory.write(text(validation.target), to: "v.trg")])
    #expect(result.status == 0, "\(result.errorText)")
    let data = try DataDirectory(path: directory.file("data"))
    #expect(data.validation.count == 4 && data.manifest.validation?.counts.emptyKept == 1)
    #expect(data.validationText.map(\.source) == validation.source)
    #expect(data.validation.sourceLength(0) == 0)
    #expect(result.errorText.contains("1 with an empty side"))
  }

  /// A megabyte of combining marks, of spaces, of one letter, of control characters: dropped in training, kept in
  /// validation, in a time that people wait.
  @Test func linesOfAMegabyteCostLittle() throws {
    var pairs = corpus(300)
    let storms =
      ["e" + String(repeating: "\u{301}", count: 500_000), String(repeating: " ", count: 1_000_000) + "ka"]
      + [String(repeating: "a", count: 1_000_000), String(repeating: "\u{1}", count: 1_000_000)]
    pairs.source += storms
    pairs.target += storms.map { _ in "ka" }
    let flags = try write(pairs, "storm")
    let start = SystemClock.monotonic.seconds
    let result = try preprocess(
      flags + ["--validation-source", flags[1], "--validation-target", flags[3], "--invalid-utf8", "fail"])
    #expect(result.status == 0, "\(result.errorText)")
    #expect(SystemClock.monotonic.seconds - start < 30)
    let data = try DataDirectory(path: directory.file("data"))
    #expect(data.manifest.train.counts.dropped[.tooLong] == 4)
    #expect(data.validation.count == 304)
    #expect(data.validationText.last?.source == storms.last)
  }

  /// Strange text of every kind: each line is kept or counted, and what was made can be read.
  @Test(
    .enabled(if: TestData.shared != nil),
    arguments: [
      "blns.txt.gz", "emoji-test-13.1.txt.gz", "mixed-scripts.flores200.txt.gz", "NormalizationTest-8.0.0.txt.gz",
      "WordBreakTest-14.0.0.txt.gz", "GraphemeBreakTest-14.0.0.txt.gz", "SentenceBreakTest-14.0.0.txt.gz",
      "blns.json.gz",
    ])
  func adversarialFilesAreCountedToTheLastLine(name: String) throws {
    let file = try #require(TestData.file("adversarial/\(name)")).path
    let lines = try ToolRunner.run("/bin/sh", ["-c", "zcat '\(file)' | wc -l"]).outputText
    let expected = try #require(Int(lines.trimmingCharacters(in: .whitespacesAndNewlines)))
    let model = try write(corpus(400), "m")
    #expect(try preprocess(model, output: "m").status == 0)
    let result = try preprocess(
      ["--source", file, "--target", file, "--subword-model", directory.file("m/joint.spm")])
    #expect(result.status == 0, "\(result.errorText)")
    let data = try DataDirectory(path: directory.file("data"))
    let counts = data.manifest.train.counts
    #expect(counts.read >= expected && counts.read <= expected + 1)
    #expect(counts.kept + counts.droppedTotal == counts.read)
    #expect(data.train.count == counts.kept)
  }
}
