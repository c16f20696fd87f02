import ArgumentParser
import Foundation
import NMTHostile
import NMTSystem
import NMTText
import NMTToolCommand

/// `nmt-damage`: the damage bench in a separate process, so that a crash can be counted.
@main
struct DamageCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "nmt-damage", abstract: "Feeds damaged files to one kind of loader; fails if one is not borne.",
    discussion: "Before each file its damage is written to --current; the file itself stays in --directory.")

  @Argument(help: "Kind of file; none lists all.")
  var subject: String?

  @Option(help: "Try every N-th damage.")
  var every = 1

  @Option(help: "Random changes behind the header.")
  var payloadFlips = 1000

  @Option(help: "Decides the random changes.")
  var seed: UInt64 = 1

  @Option(help: "Empty directory to work in.")
  var directory = "."

  @Option(help: "File that names the damage that is being tried.")
  var current = "/dev/null"

  @Option(help: "Directory of files that are tried as well, such as those found by fuzzing. Repeat for several.")
  var kept: [String] = []

  @Option(help: "Most address space in MiB; 0 for any, and then neither memory nor time is judged: under a sanitizer.")
  var addressSpace = 8192

  func run() {
    runTool("nmt-damage") {
      let all = try HostileSubject.all()
      let output = try LineWriter(path: "-")
      if let subject {
        guard let chosen = all.first(where: { $0.name == subject }) else {
          throw Failure(.usage, "no such kind of file", at: subject, expected: all.map(\.name).joined(separator: " "))
        }
        limitAddressSpace()
        try output.write(line: "\(subject): \(try bench(chosen, all))")
      } else {
        for subject in all { try output.write(line: subject.name) }
      }
      try output.close()
    }
  }

  private func bench(_ subject: HostileSubject, _ all: [HostileSubject]) throws -> DamageCounts {
    let descriptor = try Descriptor.create(current, O_WRONLY | O_TRUNC)
    defer { close(descriptor) }
    var subject = subject
    for kept in kept {
      subject.kept += try directoryEntries(kept).map {
        ("kept \($0)", try readWholeFile("\(kept)/\($0)", limit: 1 << 26))
      }
    }
    var run = DamageRun(subject, directory: directory)
    if addressSpace == 0 { (run.limit, run.measuresMemory) = (60, false) }
    run.announce = { name in
      let text = Array((name.prefix(200) + "\n").utf8)
      ftruncate(descriptor, 0)
      pwrite(descriptor, text, text.count, 0)
    }
    return try run.run(others: all, every: every, payloadFlips: payloadFlips, seed: seed)
  }

  private func limitAddressSpace() {
    guard addressSpace > 0 else { return }
    let bytes = rlim_t(addressSpace) << 20
    var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  }
}
