import ArgumentParser
import Foundation
import NMTSettings
import NMTSystem
import NMTText
import NMTToolCommand
import NMTTranslation

@main
struct TranslateCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "nmt-translate",
    abstract: "Translates lines of text with a model directory.",
    usage: "nmt-translate --model DIR [--config FILE.yaml] [--SETTING VALUE ...] < source > target",
    discussion: """
      Settings, each a flag and a key of the YAML file, with its default; flags win over the file:

      \(TranslationSetting.help)

      One line in, one line out, in order. Exit codes: 64 usage, 65 bad data or model, 66 no input, 74 cannot write, \
      130 and 143 stopped by a signal with whole lines written.
      """,
    version: toolVersion)

  @Option(help: ArgumentHelp("YAML file of settings.", valueName: "file"))
  var config: String?

  @Flag(help: "Print all settings as YAML and leave.")
  var dumpConfig = false

  @Argument(parsing: .allUnrecognized, help: ArgumentHelp("Settings.", visibility: .hidden))
  var settings: [String] = []

  func run() {
    runTool("nmt-translate") {
      let lists = Set(TranslationSetting.all.filter(\.isList).map(\.name))
      let file = try config.map { try ConfigFile.entries(path: $0, lists: lists) } ?? []
      let request = try TranslationRequest(entries: file + TranslationSetting.entries(arguments: settings))
      guard dumpConfig else { return try translate(request) }
      let output = try LineWriter(path: "-")
      try output.write(line: TranslationSetting.yaml(request))
      try output.close()
    }
  }

  /// Translates, and scores what was translated if there are references.
  private func translate(_ request: TranslationRequest) throws {
    try LineWriter.requireApart(output: request.output, inputs: config.map { [$0] } ?? [])
    let leave: @Sendable (Int32) -> Never = { _exit($0) }
    guard !request.references.isEmpty else { return try request.run(leave: leave) }
    var score = try ReferenceScore(request.references)
    try request.run(leave: leave) { try score.add($0) }
    for line in try score.lines() { writeMessage(line) }
  }
}
