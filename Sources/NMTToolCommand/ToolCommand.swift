package import ArgumentParser
import NMTSystem

/// A tool's command whose `--help` and `--version` are checked as every other output is.
///
/// ArgumentParser writes both by `print`, which loses them on a full disk or a closed stdout and ends with 0. A wrong
/// command line it ends by `exit`; why no tool does is told at `leave(with:)`.
package protocol ToolCommand: ParsableCommand {}

extension ToolCommand {
  /// What `@main` calls: parses the command line and runs the command.
  package static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      leave(for: error)
    }
  }

  /// Ends the process as ArgumentParser's errors want it: help and the like go to stdout, a mistake to stderr.
  static func leave(for error: any Error) -> Never {
    guard exitCode(for: error) == .success else {
      let text = message(for: error)
      writeMessage("\(_commandName): \(text.prefix(1).lowercased())\(text.dropFirst()); --help lists all")
      NMTSystem.leave(with: exitCode(for: error).rawValue)
    }
    runTool(_commandName) { try writeToOutput(fullMessage(for: error)) }
  }
}

/// Writes `text` and a line end to stdout; a full disk or a closed stdout is an error.
func writeToOutput(_ text: String) throws {
  guard !text.isEmpty else { return }
  try Array((text + "\n").utf8).withUnsafeBytes { try Descriptor.write(1, $0, name: "stdout") }
  try Descriptor.close(1, name: "stdout")
}
