import Foundation
import NMTTestSupport
import Testing

/// Completions and manual pages of all tools, read by the programs that they are for.
struct ManualToolTests {
  private static let tools = ["nmt-preprocess", "nmt-train", "nmt-translate", "nmt-score", "nmt-inspect", "nmt-study"]

  /// What `Scripts/manual.sh` writes for the tools of this build.
  private func manual() throws -> TemporaryDirectory {
    let directory = TemporaryDirectory()
    let result = try ToolRunner.run(
      "\(TestData.packageRoot)/Scripts/manual.sh", [directory.file("manual"), ToolRunner.buildDirectory],
      timeout: 600)
    #expect(result.status == 0, "\(result.errorText)")
    return directory
  }

  @Test func pagesHaveNoWarning() throws {
    let directory = try manual()
    for tool in Self.tools {
      let page = directory.file("manual/man1/\(tool).1")
      let result = try ToolRunner.run(
        "/usr/bin/man", ["-l", "--warnings", "-E", "UTF-8", page], environment: ["MANWIDTH": "80", "LC_ALL": "C.UTF-8"])
      #expect(result.status == 0 && result.errorText.isEmpty, "\(tool): \(result.errorText)")
      let on = tool == "nmt-train" ? ["--tensorboard, --no-tensorboard"] : []
      for part in [tool, "SYNOPSIS", "--dump-config", "default: ", "--version", "-h, --help"] + on {
        #expect(result.outputText.contains(part), "\(tool): \(part)")
      }
    }
  }

  @Test func shellsLoadCompletions() throws {
    let directory = try manual()
    for tool in Self.tools {
      let folder = directory.file("manual/completions")
      let scripts = [
        ("/bin/bash", ["--norc", "-c", "source \(folder)/bash/\(tool) && complete -p \(tool)"], tool),
        (
          "/usr/bin/zsh",
          ["-f", "-c", "fpath=(\(folder)/zsh $fpath); autoload -U compinit && compinit -D && print $_comps[\(tool)]"],
          "_\(tool)"
        ),
        ("/usr/bin/fish", ["-N", "-c", "source \(folder)/fish/\(tool).fish; complete -C '\(tool) --con'"], "--con"),
      ]
      for (shell, words, expected) in scripts {
        let result = try ToolRunner.run(shell, words, environment: ["HOME": directory.path])
        #expect(result.status == 0 && result.errorText.isEmpty, "\(shell) \(tool): \(result.errorText)")
        #expect(result.outputText.contains(expected), "\(shell) \(tool): \(result.outputText)")
      }
      // The function itself, which zsh reads only when it is wanted.
      let function = try ToolRunner.run("/usr/bin/zsh", ["-f", "-n", "\(folder)/zsh/_\(tool)"])
      #expect(function.status == 0 && function.errorText.isEmpty, "\(tool): \(function.errorText)")
    }
  }
}
