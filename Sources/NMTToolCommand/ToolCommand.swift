package import ArgumentParser
import NMTSystem

/// A command whose `--help` and `--version` output is checked for errors like all other output.
///
/// ArgumentParser prints both with `print`, which loses them on a full disk or a closed stdout and still exits with 0.
/// It calls `exit` on a bad command line; `leave(with:)` explains why our tools must not.
package protocol ToolCommand: ParsableCommand {}

extension ToolCommand {
  /// Entry point for `@main`: parses the command line and runs the command.
  package static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      leave(for: error)
    }
  }

  /// Exits as ArgumentParser's errors require: help and the like go to stdout, mistakes to stderr.
  static func leave(for error: any Error) -> Never {
    guard exitCode(for: error) == .success else {
      let text = message(for: error)
      writeMessage("\(_commandName): \(text.prefix(1).lowercased())\(text.dropFirst()); see --help")
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
