import Foundation
import NMTSystem
import NMTTestSupport
import NMTTraining
import Testing

private let strace = "/usr/bin/strace"

/// A fault at every system call from the beginning of a save to the end of the run: text pipeline, model, checkpoint,
/// curves and log.
@Suite(.serialized, .enabled(if: access(strace, X_OK) == 0 && !SlowSet.isSanitized)) struct SaveSweepTests {
  private static let calls =
    "openat,write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,close,ftruncate,mkdir,mkdirat,unlink,unlinkat,"
    + "newfstatat,fstat,getdents64,access,faccessat2"
  private static let faults = ["error=ENOSPC", "error=EIO", "signal=SIGKILL"]
  /// One thread: then every call that counts is the first process's own.
  private static let kind = TrainingBench.Kind(
    name: "sweep", settings: ["--threads", "1", "--quiet", "--tensorboard", "false"])

  /// A model directory at update 20, with its checkpoint; the hash of the weights at update 40.
  private struct Base {
    let directory = TemporaryDirectory()
    let old: [UInt8]
    let expected: String

    init() throws {
      for (name, updates) in [("base", 20), ("whole", 20), ("whole", 40)] {
        let result = try ToolRunner.run("nmt-train", SaveSweepTests.arguments(directory.file(name), updates: updates))
        guard result.status == 0 else { throw Failure(.software, result.errorText, at: "nmt-train") }
      }
      old = try directory.read("base/checkpoints/update-0000000020.checkpoint")
      expected = try TrainingBench.weights(directory.file("whole"))
    }
  }

  private static func arguments(_ model: String, updates: Int) throws -> [String] {
    try TrainingBench.arguments(model, kind, updates: updates, ["--validate-every", "20"])
  }

  private func run(_ base: Base, _ options: [String], log: String) throws -> (ToolResult, TemporaryDirectory) {
    let copy = TemporaryDirectory()
    try FileManager.default.copyItem(atPath: base.directory.file("base"), toPath: copy.file("model"))
    let words = ["-f", "-y", "-o", log] + options + [trainer]
    return (try ToolRunner.run(strace, words + Self.arguments(copy.file("model"), updates: 40), timeout: 120), copy)
  }

  /// A system call of the save.
  private struct Call {
    let name: String
    /// How many of that name the process has made by then, as strace counts them.
    let number: Int
    /// Whether something that was to be kept is not where it fails: a write, its way to the disk, or its name. What is
    /// said on stderr is no such thing.
    let isNeeded: Bool
  }

  private static let needed: Set = [
    "write", "pwrite64", "writev", "fsync", "fdatasync", "rename", "renameat", "renameat2",
  ]

  private func callsOfTheSave(_ base: Base) throws -> [Call] {
    let log = TemporaryDirectory()
    let (result, _) = try run(base, ["-e", "trace=\(Self.calls)"], log: log.file("log"))
    try #require(result.status == 0, "\(result.errorText)")
    var counts: [String: Int] = [:]
    var found: [Call] = []
    var hasBegun = false
    var process: Substring?
    for line in String(decoding: try log.read("log"), as: UTF8.self).split(separator: "\n") {
      guard let match = line.firstMatch(of: /^(\d+) +(\w+)\(/) else { continue }
      process = process ?? match.1
      guard match.1 == process else { continue }
      let name = String(match.2)
      counts[name, default: 0] += 1
      hasBegun = hasBegun || (line.contains(".partial-") && !line.contains("log.jsonl"))
      let isNeeded = Self.needed.contains(name) && !line.contains("\(name)(2<")
      if hasBegun { found.append(Call(name: name, number: counts[name, default: 0], isNeeded: isNeeded)) }
    }
    return found
  }

  @Test func aFaultAtAnyCallOfASaveLosesNothing() throws {
    let base = try Base()
    let calls = try callsOfTheSave(base)
    #expect(calls.count > 40 && Set(calls.map(\.name)).isSuperset(of: ["openat", "write", "fsync", "rename", "close"]))
    let cases = calls.flatMap { call in Self.faults.map { (call, $0) } }
    let step = SlowSet.isOn ? 1 : max(1, cases.count / 12)
    var ends: [Int32: Int] = [:]
    for (call, fault) in stride(from: 0, to: cases.count, by: step).map({ cases[$0] }) {
      let what: Comment = "\(fault) at \(call.name) \(call.number)"
      let (broken, directory) = try run(
        base, ["-e", "trace=\(call.name)", "-e", "inject=\(call.name):\(fault):when=\(call.number)"], log: "/dev/null")
      ends[broken.status, default: 0] += 1
      let model = directory.file("model")
      if fault.hasPrefix("signal") {
        #expect(broken.status == 137 || broken.status == 0, what)
      } else {
        let codes: [Int32] = call.isNeeded ? [73, 74] : [0, 73, 74]
        #expect(codes.contains(broken.status), "\(what): \(broken.status) \(broken.errorText)")
        if broken.status != 0 { expectOneMessage(broken, what) }
      }
      #expect(try directory.read("model/checkpoints/update-0000000020.checkpoint") == base.old, what)
      #expect(try TrainingBench.wholeCheckpoints(model).isEmpty == false, what)
      let again = try ToolRunner.run("nmt-train", Self.arguments(model, updates: 40))
      #expect(again.status == 0, "\(what): \(again.errorText)")
      #expect(try TrainingBench.weights(model) == base.expected, what)
      #expect(try partialFiles(model).isEmpty, what)
    }
    let told = ends.sorted { $0.key < $1.key }.map { "\($0.value) with \($0.key)" }.joined(separator: ", ")
    SlowSet.report("sweep: \(calls.count) calls × \(Self.faults.count) faults, ended \(told)")
  }

  /// What broken saves left and the next run did not remove.
  private func partialFiles(_ model: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: model).filter { $0.contains(".partial-") }
  }
}
