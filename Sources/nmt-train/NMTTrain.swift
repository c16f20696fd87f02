import ArgumentParser
import Foundation
import NMTSettings
import NMTSystem
import NMTText
import NMTToolCommand
import NMTTraining

@main
struct NMTTrain: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "nmt-train",
    abstract: "Trains a translation model on a data directory; started again with the same command, it goes on.",
    usage: "nmt-train --data DIR --model DIR [--config FILE.yaml] [--SETTING VALUE ...]",
    discussion: """
      Settings, each a flag and a key of the YAML file, with its default; flags win over the file:

      \(Setting.help)

      SIGTERM and SIGINT save and leave; a second one leaves at once.
      """,
    version: toolVersion)

  @Option(help: ArgumentHelp("YAML file of settings.", valueName: "file"))
  var config: String?

  @Flag(help: "Print all settings as YAML and leave.")
  var dumpConfig = false

  @Argument(parsing: .allUnrecognized, help: ArgumentHelp("Settings.", visibility: .hidden))
  var settings: [String] = []

  func run() {
    runTool("nmt-train") {
      let file = try config.map { try ConfigFile.entries(path: $0) } ?? []
      let request = try TrainingRequest(entries: file + Setting.entries(arguments: settings))
      if dumpConfig {
        try request.options.validate()
        let output = try LineWriter(path: "-")
        try output.write(line: Setting.yaml(request))
        return try output.close()
      }
      let outcome = try Trainer.run(request)
      if outcome.exitCode != 0 { leave(with: outcome.exitCode) }
    }
  }
}
