import ArgumentParser
import Foundation
import NMTDecoding
import NMTSystem
import NMTText

@main
struct TranslateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nmt-translate",
    abstract: "Translates lines of text with a model directory.",
    usage: "nmt-translate --model DIR [options] < source > target",
    discussion: """
      One line in, one line out, in order. Exit codes: 64 usage, 65 bad data or model, 66 no input, 74 cannot write, \
      130 and 143 stopped by a signal with whole lines written.
      """,
    version: toolVersion)

  @Option(help: "Model directory.")
  var model: String

  @OptionGroup(title: "Input and output") var streams: StreamFlags
  @OptionGroup(title: "Search") var search: SearchFlags
  @OptionGroup(title: "Scoring given translations") var scoring: ScoringFlags

  func run() throws {
    runTool("nmt-translate") {
      let options = try search.options(alignment: streams.alignment)
      let scoringRun = try scoring.run(streams)
      let translator = try Translator(modelDirectory: URL(fileURLWithPath: model), options: options)
      if let scoringRun {
        try scoringRun.run(translator)
      } else {
        try streams.translate(translator, nBest: options.search.nBest > 1)
      }
    }
  }
}
