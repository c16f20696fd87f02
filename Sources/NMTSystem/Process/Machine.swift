import CSystem
import Foundation

/// Resources of the machine that are available to this process.
public enum Machine {
  /// Number of processors available, at least 1: the smaller of CPU affinity and the control group's share.
  public static let coreCount: Int = {
    let allowed = ProcessInfo.processInfo.activeProcessorCount
    let quota = firstLine("/sys/fs/cgroup/cpu.max").split(separator: " ").compactMap { Double($0) }
    guard quota.count == 2, quota[1] > 0 else { return max(1, allowed) }
    return max(1, min(allowed, Int((quota[0] / quota[1]).rounded(.up))))
  }()

  /// Memory in bytes: the smaller of installed memory and the control group's limit.
  package static let memoryBytes: Int = {
    let physical = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    return Int(firstLine("/sys/fs/cgroup/memory.max")).map { min($0, physical) } ?? physical
  }()

  package static let hostName: String = {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }()

  /// Peak memory of this process in bytes. Not `ru_maxrss`: a process started with vfork(2) inherits its parent's
  /// value.
  package static func peakResidentBytes() -> Int {
    guard let file = fopen("/proc/self/status", "re") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    while fgets(&line, Int32(line.count), file) != nil {
      let words = text(line).split(whereSeparator: { $0 == " " || $0 == "\t" })
      if words.count > 1, words[0] == "VmHWM:" { return (Int(words[1]) ?? 0) * 1024 }
    }
    return 0
  }

  /// Memory currently held by this process, in bytes.
  package static func residentBytes() -> Int {
    let fields = firstLine("/proc/self/statm").split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
  }

  /// Makes glibc return freed blocks of a megabyte or more to the system. By default it keeps ever larger ones
  /// (mallopt(3), M_MMAP_THRESHOLD), so that a process's memory cannot be predicted.
  package static func returnsFreedMemory() { mallopt(M_MMAP_THRESHOLD, 1 << 20) }

  /// First line of a small kernel file; empty if there is none.
  private static func firstLine(_ path: String) -> String {
    guard let file = fopen(path, "re") else { return "" }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    guard fgets(&line, Int32(line.count), file) != nil else { return "" }
    return text(line)
  }

  /// Text up to the end of the line.
  private static func text(_ line: [CChar]) -> String {
    String(decoding: line.prefix { $0 != 0 && $0 != 0x0A }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// The toolkit's version, as shown in manifests and by `--version`.
package let toolVersion = "0.1.0"
