import ArgumentParser
import NMTMetrics
import NMTSystem
import NMTText

/// `nmt-score`: the long words are the documented form; sacreBLEU's short ones and its order of arguments work as well.
@main
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nmt-score",
    abstract: "Scores translations with the digits and the signature of sacreBLEU.",
    usage: "nmt-score --reference FILE … [options] < hypotheses",
    discussion: "One segment a line, plain or .gz. Exit codes: 64 usage, 65 bad data, 66 no input, 74 cannot write.",
    version: toolVersion)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "BLEU") var bleu: BLEUFlags
  @OptionGroup(title: "chrF") var chrF: ChrFFlags
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    name: [.long, .customShort("m")], parsing: .upToNextOption,
    help:
      "Metrics, separated by commas or spaces: \(MetricSelection.Name.allCases.map(\.rawValue).joined(separator: ", "))."
  )
  var metrics: [String] = ["bleu"]

  @Flag(name: [.long, .customLong("sl", withSingleDash: true)], help: "One score a line of input.")
  var sentenceLevel = false

  func run() throws {
    runTool("nmt-score") {
      let run = ScoreRun(
        files: try input.files(),
        metrics: try MetricSelection(
          names: metrics, bleu: bleu.options(sentenceLevel: sentenceLevel), chrF: chrF.options()
        ).metrics(),
        format: try output.scoreFormat(), sentenceLevel: sentenceLevel,
        warn: { if !output.quiet && !bleu.force { writeMessage("nmt-score: \($0)") } })
      let writer = try LineWriter(path: "-")
      try run.run(to: writer)
      try writer.close()
    }
  }
}
