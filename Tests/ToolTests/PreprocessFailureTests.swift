import Foundation
import NMTCorpus
import NMTSystem
import NMTTestSupport
import Testing

/// What goes wrong is one line that names what, where and what to do, with its exit code; and nothing looks whole.
@Suite struct PreprocessFailureTests {
  private let directory = TemporaryDirectory()

  private func corpus(_ count: Int) -> [String] {
    (0..<count).map { "line \($0) of \($0 % 17) words \($0 * 7919 % 1009)" }
  }

  private func write(_ name: String, _ lines: [String]) throws -> String {
    try directory.write(lines.map { $0 + "\n" }.joined(), to: name)
  }

  private func preprocess(
    _ arguments: [String], output: String? = nil, stdin: ToolInput = .bytes([]), vocabulary: Int = 300
  ) throws -> ToolResult {
    try ToolRunner.run(
      "nmt-preprocess",
      arguments + ["--output", output ?? directory.file("data"), "--vocabulary-size", "\(vocabulary)"], stdin: stdin)
  }

  private func expectFailure(_ result: ToolResult, _ code: Failure.Code, _ parts: [String]) {
    #expect(result.status == code.rawValue, "\(result.errorText)")
    let lines = result.errorText.split(separator: "\n").filter { $0.hasPrefix("nmt-preprocess: ") }
    #expect(lines.count == 1, "\(result.errorText)")
    for part in parts { #expect(lines.first?.contains(part) == true, "\(part) in \(result.errorText)") }
    #expect(directory.entries().filter { $0.hasPrefix("data") } == [])
  }

  @Test func unequalFilesNameBothCounts() throws {
    let flags = ["--source", try write("a.en", corpus(500)), "--target", try write("a.hu", corpus(498))]
    expectFailure(try preprocess(flags), .badData, ["a.en: has 500 lines", "a.hu has 498", "same number"])
  }

  @Test func missingFilesDirectoriesAndClosedInputs() throws {
    let good = try write("a.en", corpus(300))
    let absent = directory.file("absent")
    expectFailure(try preprocess(["--source", good, "--target", absent]), .noInput, ["absent: no such file"])
    expectFailure(
      try preprocess(["--source", directory.path, "--target", good]), .noInput, ["\(directory.path): is a directory"])
    expectFailure(
      try preprocess(["--source", good, "--target", good, "--validation-source", absent, "--validation-target", good]),
      .noInput, ["absent: no such file"])
    expectFailure(try preprocess(["--tsv", "-"], stdin: .file(directory.path)), .noInput, ["stdin: is a directory"])
    expectFailure(try preprocess(["--tsv", "-"], stdin: .closed), .noInput, ["stdin"])
    let empty = try directory.write("", to: "empty")
    expectFailure(try preprocess(["--source", empty, "--target", empty]), .badData, ["empty: has no lines"])
  }

  @Test func aCutOffGzipFileIsBadData() throws {
    let good = try write("a.en", corpus(3000))
    #expect(try ToolRunner.run("/usr/bin/gzip", ["-k", good]).status == 0)
    let bytes = try directory.read("a.en.gz")
    let cut = try directory.write(Array(bytes[..<(bytes.count / 2)]), to: "cut.gz")
    expectFailure(try preprocess(["--source", cut, "--target", good]), .badData, ["cut.gz"])
  }

  @Test func wrongUseIsNamed() throws {
    let good = try write("a.en", corpus(300))
    let pair = ["--source", good, "--target", good]
    expectFailure(try preprocess([]), .usage, ["no training text", "--source"])
    expectFailure(try preprocess(["--source", good]), .usage, ["--source names more files than --target"])
    expectFailure(
      try preprocess(pair + ["--validation-target", good]), .usage,
      ["--validation-target names more files than --validation-source"])
    let config = try directory.write("source: [a, b]\n\ntarget: [c]\n", to: "c.yaml")
    expectFailure(
      try preprocess(["--config", config]), .badConfiguration, ["c.yaml:1: source names more files than target"])
    expectFailure(try preprocess(pair + ["--max-length", "0"]), .usage, ["--max-length is 0", "1 to 65535"])
    expectFailure(try preprocess(pair + ["--max-ratio", "0.5"]), .usage, ["--max-ratio"])
    expectFailure(try preprocess(pair + ["--threads", "0"]), .usage, ["--threads"])
    expectFailure(try preprocess(["--tsv", "-", "--columns", "1"]), .usage, ["--columns"])
    expectFailure(try preprocess(["--tsv", "-", "--validation-tsv", "-"]), .usage, ["stdin is given twice"])
    expectFailure(
      try preprocess(pair + ["--lowercase", "--user-symbol", "FOO"]), .usage, ["--user-symbol is FOO"])
  }

  /// What would show only once a subword model is trained is refused before.
  @Test func whatIsWrongWithAnyTextIsRefusedBeforeWork() throws {
    let good = try write("a.en", corpus(300))
    let pair = ["--source", good, "--target", good]
    for (flags, part) in [
      (["--min-script-share", "0.5", "--source-script", "Nope"], "--source-script: Nope is not a known script"),
      (["--min-script-share", "0.5", "--target-language", "xx"], "the script of language 'xx' is not known"),
      (["--subword-type", "bpe", "--sampling-alpha", "1.5"], "--sampling-alpha is 1.5"),
    ] {
      let result = try preprocess(pair + flags)
      expectFailure(result, .usage, [part])
      #expect(!result.errorText.contains("training a subword model"), "\(flags)")
    }
  }

  @Test func aVocabularyLargerThanTheTextAllows() throws {
    let good = try write("a.en", corpus(300))
    let result = try preprocess(["--source", good, "--target", good], vocabulary: 30_000)
    #expect([Failure.Code.badConfiguration, .usage, .badData].map(\.rawValue).contains(result.status))
    let message = result.errorText.split(separator: "\n").last ?? ""
    #expect(message.contains("vocabulary"), "\(result.errorText)")
    #expect(directory.entries() == ["a.en"])
  }

  @Test func nothingLeftAfterFilteringIsAnError() throws {
    let good = try write("a.en", corpus(300))
    let result = try preprocess(["--source", good, "--target", good, "--drop-identical"])
    expectFailure(result, .badData, ["none of the 300 pairs was kept", "300 identical sides"])
  }

  @Test func anExistingDirectoryNeedsForce() throws {
    let pair = ["--source", try write("a.en", corpus(300)), "--target", try write("a.hu", corpus(300))]
    #expect(try preprocess(pair).status == 0)
    let before = try directory.read("data/manifest.json")
    let refused = try preprocess(pair + ["--max-length", "50"])
    #expect(refused.status == Failure.Code.cannotCreate.rawValue)
    #expect(refused.errorText.contains("exists already") && refused.errorText.contains("--force"))
    #expect(try directory.read("data/manifest.json") == before)
    #expect(try preprocess(pair + ["--max-length", "50", "--force"]).status == 0)
    #expect(try directory.read("data/manifest.json") != before)
    #expect(directory.entries() == ["a.en", "a.hu", "data"])
  }

  @Test func placesThatCannotBeWritten() throws {
    let good = try write("a.en", corpus(300))
    let below = try preprocess(["--source", good, "--target", good], output: good + "/data")
    #expect(below.status == Failure.Code.cannotCreate.rawValue, "\(below.errorText)")
    let onFile = try preprocess(["--source", good, "--target", good, "--force"], output: good)
    #expect(onFile.status == Failure.Code.cannotCreate.rawValue, "\(onFile.errorText)")
  }

  /// A limit on the size of files acts as a full disk does: exit 74 and nothing left.
  @Test(.enabled(if: SlowSet.limitsFileSizes)) func aFullDiskLeavesNothing() throws {
    let good = try write("a.en", corpus(20_000))
    let command = "ulimit -f 40; exec \"$0\" \"$@\""
    let result = try ToolRunner.run(
      "/bin/sh",
      ["-c", command, "\(ToolRunner.buildDirectory)/nmt-preprocess", "--source", good, "--target", good]
        + ["--output", directory.file("data"), "--vocabulary-size", "300"])
    expectFailure(result, .inputOutput, ["00000.shard", "cannot write", "free some space"])
  }

  /// Killed at many instants, the run leaves either no directory or a whole one; the next run clears up and succeeds.
  @Test func killedAtAnyInstantNothingLooksWhole() throws {
    let pair = ["--source", try write("k.en", corpus(20_000)), "--target", try write("k.hu", corpus(20_000))]
    #expect(try preprocess(pair).status == 0)
    let model = directory.file("m.spm")
    try FileManager.default.copyItem(atPath: directory.file("data/joint.spm"), toPath: model)
    var whole = 0
    for round in 0..<12 {
      try FileManager.default.removeItem(atPath: directory.file("data"))
      let result = try ToolRunner.run(
        "nmt-preprocess", pair + ["--output", directory.file("data"), "--subword-model", model],
        interrupt: (SIGKILL, 0.01 + 0.04 * Double(round)))
      if FileManager.default.fileExists(atPath: directory.file("data")) {
        try DataDirectory(path: directory.file("data")).verify()
        whole += 1
      } else {
        #expect(result.status == 128 + SIGKILL)
        #expect(throws: Failure.self) { try DataDirectory(path: directory.file("data")) }
        #expect(try preprocess(pair + ["--subword-model", model]).status == 0)
        #expect(!directory.entries().contains("data.partial"))
      }
    }
    #expect(whole < 12, "at least one run was killed before its end")
  }

  @Test(arguments: [SIGTERM, SIGINT]) func aSignalStopsTheRunAndCleansUp(signal: Int32) throws {
    let pair = ["--source", try write("s.en", corpus(60_000)), "--target", try write("s.hu", corpus(60_000))]
    let result = try ToolRunner.run(
      "nmt-preprocess", pair + ["--output", directory.file("data"), "--vocabulary-size", "300"],
      interrupt: (signal, 0.05))
    #expect(result.status == 128 + signal, "\(result.errorText)")
    #expect(directory.entries() == ["s.en", "s.hu"])
  }
}
