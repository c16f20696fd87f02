public import Foundation

/// An error of the user or in their data, reported in one line: what, where, what was expected, what to do next.
///
/// Programmer's errors are preconditions instead; a `Failure` is always addressed to a person. Its code is the
/// process's exit code, after sysexits(3).
public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
  /// Exit codes after sysexits(3).
  public enum Code: Int32, Sendable {
    /// The command or call is wrong: an unknown, missing or contradictory argument.
    case usage = 64
    /// The content of a file or an input line is not valid.
    case badData = 65
    /// An input file or directory does not exist or cannot be read.
    case noInput = 66
    /// An unexpected error inside the program, or numbers that are not finite.
    case software = 70
    /// The system could not provide memory or a thread.
    case operatingSystem = 71
    /// An output file or directory cannot be created.
    case cannotCreate = 73
    /// Reading or writing failed, for instance because the disk is full.
    case inputOutput = 74
    /// Another process is using the directory; try again later.
    case busy = 75
    /// A setting is out of range or contradicts another one.
    case badConfiguration = 78
  }

  /// Category of the failure; its raw value is the exit code of the tools.
  public let code: Code
  /// What went wrong, lower case, no full stop: `"the file ends early"`.
  public let what: String
  /// Path, path and line, key or byte offset: `"train.en.gz:17"`.
  public let place: String
  /// What would have been right: `"61,053 lines, as in train.hu.gz"`; empty if `what` includes it.
  public let expected: String
  /// The next step to take: `"run nmt-preprocess again"`.
  public let remedy: String

  /// A failure with its place and, if known, what was expected and what to do.
  public init(_ code: Code, _ what: String, at place: String, expected: String = "", remedy: String = "") {
    self.code = code
    self.what = what
    self.place = place
    self.expected = expected
    self.remedy = remedy
  }

  /// The failure in one line: `place: what (expected …); remedy`. Control characters in paths are made visible.
  public var description: String {
    var line = place.isEmpty ? what : "\(place): \(what)"
    if !expected.isEmpty { line += " (expected \(expected))" }
    if !remedy.isEmpty { line += "; \(remedy)" }
    return String(
      String.UnicodeScalarView(line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : $0 }))
  }

  /// The failure with a place that only the caller knows in front of its own.
  package func placed(at outer: String) -> Failure {
    Failure(code, what, at: place.isEmpty ? outer : "\(outer): \(place)", expected: expected, remedy: remedy)
  }

  /// A failed system call on `path`, from the current `errno` unless given.
  public static func system(_ call: String, _ path: String, errno code: Int32 = Foundation.errno) -> Failure {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT, ENOTDIR:
      return Failure(.noInput, "no such file or directory", at: path, remedy: "check the path")
    case EISDIR:
      return Failure(.noInput, "is a directory", at: path, expected: "a file", remedy: "name a file in it")
    case EACCES, EPERM, EROFS:
      let code: Code = call == "open for reading" ? .noInput : .cannotCreate
      return Failure(code, "cannot \(call): \(reason)", at: path, remedy: "check its owner and permissions")
    case ENOSPC, EDQUOT, EFBIG:
      return Failure(.inputOutput, "cannot \(call): \(reason)", at: path, remedy: "free some space and run again")
    default:
      return Failure(
        .inputOutput, "cannot \(call): \(reason)", at: path, remedy: "check the disk or the other end of the pipe")
    }
  }
}

/// Runs a tool's body. A `Failure` becomes one line on stderr and the exit code; no error propagates.
package func runTool(_ name: String, _ body: () throws -> Void) -> Never {
  ownProcess()
  signal(SIGXFSZ, SIG_IGN)
  occupyStandardStreams()
  do {
    try body()
    leave(with: 0)
  } catch let failure as Failure {
    writeMessage("\(name): \(failure)")
    leave(with: failure.code.rawValue)
  } catch {
    writeMessage("\(name): \(error)")
    leave(with: Failure.Code.software.rawValue)
  }
}

/// Ends the process after its work is done and its output written.
///
/// Avoids `exit`, which runs handlers of libraries that may wait for threads that never end.
package func leave(with code: Int32) -> Never {
  fflush(nil)
  _exit(code)
}

/// Opens /dev/null, in the wrong direction, in place of closed standard streams.
///
/// Otherwise the next file to be opened would get the stream's number: a reference would be read as stdin, or a model
/// overwritten by output to stdout. Reading and writing still fail, as on a closed stream.
private func occupyStandardStreams() {
  for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
    _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
  }
}

/// Writes one line to stderr in one `write(2)`; ignores a closed stderr.
package func writeMessage(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
}
