import Foundation
import NMTTestSupport
import Testing

/// Every kind of file that is read from elsewhere, damaged: refused with a message, or loaded and safe to use. Never a
/// crash, nothing above 5 s, no memory beyond the file's size and 64 MiB; where there are checksums, every change is noticed.
/// The committed corpora of the fuzzer, and what it found, are tried as well.
///
/// The loaders run in a process of their own (`nmt-damage`); by hand: `nmt-damage checkpoint --directory /tmp/x`.
@Suite(.serialized) struct DamageTests {
  private static let subjects: [(name: String, every: Int)] = [
    ("safetensors", 11), ("config", 401), ("model", 199), ("quantised", 199), ("pipeline", 401), ("subwords", 61),
    ("pieces", 61), ("shortlist", 13), ("lines", 13), ("gzip", 3), ("words", 13), ("constraints", 7),
    ("marks", 13), ("interactive", 13), ("terminology", 7), ("tokenisers", 13),
    ("shard", 19), ("manifest", 199), ("checkpoint", 61), ("log", 13), ("yaml", 7),
  ]

  @Test func theListOfKindsIsWhole() throws {
    let listed = try ToolRunner.run("nmt-damage")
    #expect(Set(listed.outputLines) == Set(Self.subjects.map(\.name)), "\(listed.errorText)")
    let fuzzed = try ToolRunner.run("/bin/bash", ["\(TestData.packageRoot)/Scripts/fuzz.sh"])
    let named = fuzzed.errorText.split(whereSeparator: \.isWhitespace).suffix(listed.outputLines.count)
    #expect(Set(named.map(String.init)) == Set(listed.outputLines), "\(fuzzed.errorText)")
  }

  @Test(arguments: subjects.indices) func everyDamageIsBorne(_ index: Int) throws {
    let (name, every) = Self.subjects[index]
    let directory = TemporaryDirectory()
    let kept = ["Seeds", "Found"].map { "\(TestData.packageRoot)/Tests/Hostile/\($0)/\(name)" }
    #expect(try !FileManager.default.contentsOfDirectory(atPath: kept[0]).isEmpty)
    let result = try ToolRunner.run(
      "nmt-damage",
      [
        name, "--directory", directory.file("files"), "--current", directory.file("current"), "--every",
        "\(SlowSet.count(every, slow: 1))", "--payload-flips", "\(SlowSet.count(40, slow: 1000))",
      ] + kept.filter { FileManager.default.fileExists(atPath: $0) }.flatMap { ["--kept", $0] }
        + (SlowSet.isSanitized ? ["--address-space", "0"] : []),
      timeout: Double(SlowSet.count(SlowSet.isSanitized ? 900 : 240, slow: 3600)))
    let current = (try? directory.read("current")).map { String(decoding: $0, as: UTF8.self) } ?? ""
    #expect(result.status == 0, "\(result.status) at \(name), \(current): \(result.errorText)")
    SlowSet.report(result.outputText.trimmingCharacters(in: .newlines))
  }
}
