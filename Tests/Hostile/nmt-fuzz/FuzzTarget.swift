import Foundation
import NMTHostile
import NMTSystem

/// libFuzzer's entry points (https://llvm.org/docs/LibFuzzer.html); `Scripts/fuzz.sh` builds this with its `main`.
///
/// The environment variable `TOLMACS_FUZZ_TARGET` names the kind of file, so that one build serves all. For kinds with
/// checksums, every input is tried twice, unchanged and with recomputed checksums, to reach the code behind them.
/// Whatever loads is used.
private struct FuzzTarget: Sendable {
  let subject: HostileSubject
  let directory: String

  init() throws {
    let name = ProcessInfo.processInfo.environment["TOLMACS_FUZZ_TARGET"] ?? ""
    guard let subject = try HostileSubject.all().first(where: { $0.name == name }) else {
      throw Failure(.usage, "'\(name)' is no kind of file", at: "TOLMACS_FUZZ_TARGET", remedy: "nmt-damage lists them")
    }
    self.subject = subject
    directory = "/dev/shm/tolmacs-fuzz-\(name)-\(getpid())"
    try subject.prepare(directory)
  }

  /// Tries one input; an error other than a `Failure` ends the process.
  func tryOut(_ bytes: [UInt8]) {
    let path = "\(directory)/\(subject.file)"
    for isSealed in subject.seal == nil ? [false] : [false, true] {
      do {
        try overwrite(path, with: bytes)
        if isSealed {
          for (name, bytes) in subject.companions where name != subject.file {
            try overwrite("\(directory)/\(name)", with: bytes)
          }
          try subject.seal?(directory)
        }
        _ = try subject.use(directory)
      } catch is Failure {
        continue
      } catch {
        fatalError("\(error)")
      }
    }
  }
}

private let target: FuzzTarget = {
  do {
    return try FuzzTarget()
  } catch {
    writeMessage("nmt-fuzz: \(error)")
    exit(64)
  }
}()

/// Before the corpus is read, adds the good file to it, in the directory that `TOLMACS_FUZZ_SEEDS` names.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
  if let seeds = ProcessInfo.processInfo.environment["TOLMACS_FUZZ_SEEDS"] {
    try? overwrite("\(seeds)/good", with: target.subject.good)
  }
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target.tryOut(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
