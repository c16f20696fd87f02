import Foundation

/// Source of a tool's stdin.
package enum ToolInput: Sendable {
  case bytes([UInt8])
  case text(String)
  /// Any path: a file, a device or a directory.
  case file(String)
  case closed
}

/// Destination of a tool's stdout or stderr.
package enum ToolOutput: Sendable {
  case captured
  /// Any path, such as `/dev/full`.
  case file(String)
  case closed
  /// A pipe whose reading end is closed.
  case brokenPipe
}

/// Result of running a tool.
package struct ToolResult: Sendable {
  /// Exit code, or 128 + the number of the signal that ended the tool.
  package let status: Int32
  /// stdout, if it was captured.
  package let output: [UInt8]
  /// stderr, if it was captured, with invalid UTF-8 repaired.
  package let errorText: String
  /// Largest memory use, in bytes.
  package let peakResidentBytes: Int
  /// Processor time of its threads, which other processes do not lengthen.
  package let processorSeconds: Double

  package var outputText: String { String(decoding: output, as: UTF8.self) }

  /// Lines of stdout; only 0x0A ends a line. The empty rest after the last line end is not a line.
  package var outputLines: [String] {
    var lines = output.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }
}

package struct ToolTimeout: Error, CustomStringConvertible {
  package let description: String
}

/// Runs executables of this package, or any program, as processes. All streams are files, so that no pipe can fill up.
package enum ToolRunner {
  /// Directory of the test bundle and of the executables of the same build.
  package static let buildDirectory: String = {
    let fileManager = FileManager.default
    let executable = (try? fileManager.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    let beside = CommandLine.arguments.filter { $0.contains(".xctest") } + [executable]
    let parents = beside.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
    let fallback = "\(TestData.packageRoot)/.build/release"
    return parents.first { fileManager.fileExists(atPath: "\($0)/nmt-score") } ?? fallback
  }()

  /// Runs an executable of this package (by name) or any program (by absolute path) to its end.
  ///
  /// - Parameters:
  ///   - environment: variables added to the test's own environment.
  ///   - timeout: seconds until the tool is killed and `ToolTimeout` is thrown.
  ///   - interrupt: a signal to send, and its delay in seconds after the start.
  ///   - second: another signal, and its delay in seconds after the first.
  package static func run(
    _ tool: String, _ arguments: [String] = [], stdin: ToolInput = .bytes([]), stdout: ToolOutput = .captured,
    stderr: ToolOutput = .captured, environment: [String: String] = [:], timeout: Double = 60,
    interrupt: (signal: Int32, after: Double)? = nil, second: (signal: Int32, after: Double)? = nil
  ) throws -> ToolResult {
    let directory = TemporaryDirectory()
    let process = try spawn(tool, arguments, stdin, [stdout, stderr], environment, in: directory)
    var signals = interrupt.map { [$0] } ?? []
    if let interrupt, let second { signals.append((second.signal, interrupt.after + second.after)) }
    let (status, peak, seconds) = try wait(for: process, tool, timeout: timeout, signals: signals)
    let signal = status & 0x7F
    return ToolResult(
      status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
      output: (try? directory.read("stdout")) ?? [],
      errorText: String(decoding: (try? directory.read("stderr")) ?? [], as: UTF8.self),
      peakResidentBytes: peak, processorSeconds: seconds)
  }

  /// Starts the program with its three streams redirected; returns its process ID.
  ///
  /// - Parameter outputs: stdout and stderr.
  private static func spawn(
    _ tool: String, _ arguments: [String], _ stdin: ToolInput, _ outputs: [ToolOutput],
    _ environment: [String: String], in directory: TemporaryDirectory
  ) throws -> pid_t {
    let path = tool.hasPrefix("/") ? tool : "\(buildDirectory)/\(tool)"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    func redirect(_ descriptor: Int32, to path: String?, _ flags: Int32) {
      guard let path else { return }
      posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o600)
    }
    redirect(0, to: try inputPath(stdin, in: directory), O_RDONLY)
    if case .closed = stdin { posix_spawn_file_actions_addclose(&actions, 0) }
    let pipe = brokenPipe(directory.file("pipe"))
    defer { close(pipe) }
    for (descriptor, (output, name)) in zip(Int32(1)...2, zip(outputs, ["stdout", "stderr"])) {
      redirect(descriptor, to: outputPath(output, directory.file(name)), O_WRONLY | O_CREAT)
      if case .closed = output { posix_spawn_file_actions_addclose(&actions, descriptor) }
      if case .brokenPipe = output { posix_spawn_file_actions_adddup2(&actions, pipe, descriptor) }
    }

    // A crash must end the process at once; the backtracer would outlive it.
    var variables = ProcessInfo.processInfo.environment
    variables["SWIFT_BACKTRACE"] = "enable=no"
    variables.merge(environment) { $1 }
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let settings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { (words + settings).forEach { free($0) } }
    // Test threads block signals and a child inherits that, so it would never receive SIGTERM.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var unblocked = sigset_t()
    sigemptyset(&unblocked)
    posix_spawnattr_setsigmask(&attributes, &unblocked)
    // Likewise for ignored signals: a broken pipe must end the process.
    var pipeSignal = sigset_t()
    sigemptyset(&pipeSignal)
    sigaddset(&pipeSignal, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &pipeSignal)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var process = pid_t()
    let code = posix_spawn(&process, path, &actions, &attributes, words, settings)
    guard code == 0 else { throw ToolTimeout(description: "cannot start \(path): \(String(cString: strerror(code)))") }
    return process
  }

  private static func inputPath(_ input: ToolInput, in directory: TemporaryDirectory) throws -> String? {
    switch input {
    case .bytes(let bytes): return try directory.write(bytes, to: "stdin")
    case .text(let text): return try directory.write(text, to: "stdin")
    case .file(let path): return path
    case .closed: return nil
    }
  }

  private static func outputPath(_ output: ToolOutput, _ captured: String) -> String? {
    switch output {
    case .captured: return captured
    case .file(let path): return path
    case .closed, .brokenPipe: return nil
    }
  }

  /// The writing end of a pipe whose other end is closed; the caller closes it. A named pipe, because its ends can be
  /// opened without being inherited by a process that another thread starts at the same moment.
  private static func brokenPipe(_ path: String) -> Int32 {
    mkfifo(path, 0o600)
    let reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    let writer = open(path, O_WRONLY | O_CLOEXEC)
    precondition(reader >= 0 && writer >= 0, "no pipe at \(path): \(errno)")
    close(reader)
    return writer
  }

  /// Waits for a process that we started, and ends it after its timeout.
  private static func wait(
    for process: pid_t, _ tool: String, timeout: Double, signals: [(signal: Int32, after: Double)]
  ) throws -> (status: Int32, peak: Int, processorSeconds: Double) {
    let start = Date()
    var signals = signals[...]
    var status: Int32 = 0
    var peak = 0
    var usage = rusage()
    while wait4(process, &status, WNOHANG, &usage) == 0 {
      let seen = peakResidentBytes(of: process)
      if seen > 0 { peak = seen }
      let elapsed = Date().timeIntervalSince(start)
      if let next = signals.first, elapsed >= next.after {
        kill(process, next.signal)
        signals.removeFirst()
      }
      if elapsed > timeout {
        kill(process, SIGKILL)
        waitpid(process, &status, 0)
        throw ToolTimeout(description: "\(tool) ran longer than \(timeout) s")
      }
      // Polls often, since a signal at a random instant must not fall on a multiple of 10 ms.
      usleep(elapsed < 0.1 || !signals.isEmpty ? 500 : 10_000)
    }
    let times = [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) * 1e-6 }
    return (status, peak, times[0] + times[1])
  }

  /// High-water mark of a running process, last seen at most 10 ms before its end. `ru_maxrss` is unsuitable, since a
  /// spawned process starts with its parent's value; so does this one, until the program is loaded.
  private static func peakResidentBytes(of process: pid_t) -> Int {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({ Int($0) })
    else { return 0 }
    return kilobytes * 1024
  }
}
