import Foundation
import NMTSystem

/// Outcomes for the damaged files of one subject.
package struct DamageCounts: Sendable, CustomStringConvertible {
  /// Refused with a message.
  package var refused = 0
  /// Loaded with unchanged meaning.
  package var unchanged = 0
  /// Loaded with another meaning, and usable.
  package var changed = 0
  package var all: Int { refused + unchanged + changed }
  /// Seconds for the slowest file.
  package var seconds = 0.0
  /// Largest growth of the process, in bytes.
  package var growth = 0

  package var description: String {
    "\(all) files: \(refused) refused, \(unchanged) unchanged, \(changed) changed; at most "
      + String(format: "%.2f s, %.1f MiB", seconds, Double(growth) / 1_048_576)
  }
}

/// A forbidden outcome, with the damage that caused it.
package struct DamageViolation: Error, CustomStringConvertible {
  package let description: String
}

/// Feeds damaged files to a subject's loader in this process, which should be a disposable one.
package struct DamageRun {
  package let subject: HostileSubject
  package let directory: String
  /// Seconds allowed per file; after twice that, SIGALRM ends the process.
  package var limit = 5.0
  /// True to check memory; false under a sanitizer, which holds on to freed memory.
  package var measuresMemory = true
  /// Receives the name of each damage before it is tried.
  package var announce: (String) -> Void = { _ in }

  package init(_ subject: HostileSubject, directory: String) {
    self.subject = subject
    self.directory = directory
  }

  private var path: String { "\(directory)/\(subject.file)" }

  package func run(others: [HostileSubject], every: Int, payloadFlips: Int, seed: UInt64) throws -> DamageCounts {
    try subject.prepare(directory)
    let meaning = try subject.use(directory)
    guard isSame(try subject.use(directory), meaning) else {
      throw DamageViolation(description: "the good file has two meanings")
    }
    var counts = DamageCounts()
    var wasSealed = false
    try Damage.forEach(of: subject, others: others, every: every, payloadFlips: payloadFlips, seed: seed) { damage in
      announce(damage.name)
      try put(damage, restoring: wasSealed)
      wasSealed = damage.isSealed
      let before = Self.forgetPeak()
      let start = SystemClock.monotonic.seconds
      alarm(UInt32(2 * limit))
      let found = try outcome(damage)
      alarm(0)
      count(found, meaning, damage, into: &counts)
      try check(found, meaning, damage)
      let seconds = SystemClock.monotonic.seconds - start
      counts.seconds = max(counts.seconds, seconds)
      counts.growth = max(counts.growth, Machine.peakResidentBytes() - before)
      guard seconds <= limit else { throw violation("took \(seconds) s", damage) }
      guard !measuresMemory || counts.growth <= subject.allowance + size(damage) else {
        throw violation("took \(counts.growth >> 20) MiB", damage)
      }
    }
    return counts
  }

  /// Meaning of the file after damage; nil if it is refused.
  private func outcome(_ damage: Damage) throws -> String? {
    do {
      if damage.isSealed { try subject.seal?(directory) }
      return try subject.use(directory)
    } catch is Failure {
      return nil
    } catch {
      throw violation("an error that is no Failure: \(error)", damage)
    }
  }

  private func count(_ found: String?, _ meaning: String, _ damage: Damage, into counts: inout DamageCounts) {
    if let found {
      if isSame(found, meaning) { counts.unchanged += 1 } else { counts.changed += 1 }
    } else {
      counts.refused += 1
    }
  }

  private func check(_ found: String?, _ meaning: String, _ damage: Damage) throws {
    guard let found else { return }
    if case .bytes(let bytes) = damage.content, bytes == subject.good {
      guard damage.isSealed || isSame(found, meaning) else { throw violation("means something else", damage) }
      return
    }
    switch damage.verdict {
    case .borne: return
    case .refused: throw violation("was not refused", damage)
    case .noticed: if subject.isChecksummed, !damage.isSealed { throw violation("was not noticed", damage) }
    }
  }

  /// Compares bytes, since comparing strings is quadratic for a long run of combining marks.
  private func isSame(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

  /// Resets the measured peak (proc(5), clear_refs); returns the memory that the process holds now.
  private static func forgetPeak() -> Int {
    if let file = fopen("/proc/self/clear_refs", "we") {
      fputs("5", file)
      fclose(file)
    }
    return Machine.peakResidentBytes()
  }

  private func violation(_ what: String, _ damage: Damage) -> DamageViolation {
    DamageViolation(description: "\(subject.name), \(damage.name): \(what)")
  }

  private func size(_ damage: Damage) -> Int { if case .bytes(let bytes) = damage.content { bytes.count } else { 0 } }

  /// Replaces the good file by the damaged one, and restores its companions if an earlier damage had resealed them.
  private func put(_ damage: Damage, restoring: Bool) throws {
    if case .bytes(let bytes) = damage.content, isRegular {
      try overwrite(path, with: bytes)
    } else {
      try? FileManager.default.removeItem(atPath: path)
      switch damage.content {
      case .bytes(let bytes): try overwrite(path, with: bytes)
      // Creates a device file if allowed; otherwise a link to one, which is refused as a link.
      case .device: if mknod(path, S_IFCHR | 0o600, dev_t(1 << 8 | 5)) != 0 { symlink("/dev/zero", path) }
      case .fifo: mkfifo(path, 0o600)
      case .directory: mkdir(path, 0o700)
      case .sparse:
        try overwrite(path, with: Array(subject.good.prefix(4096)))
        truncate(path, 1 << 40)
      }
    }
    guard restoring else { return }
    for (name, bytes) in subject.companions where name != subject.file {
      try overwrite("\(directory)/\(name)", with: bytes)
    }
  }

  private var isRegular: Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
