import ArgumentParser
import NMTMetrics
import NMTSystem
import NMTText
import NMTToolCommand

/// `nmt-score`: the long words are the documented form; sacreBLEU's short ones and its order of arguments work as well.
@main
struct ScoreCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "nmt-score",
    abstract: "Scores translations with the digits and the signature of sacreBLEU.",
    usage: "nmt-score --reference FILE … [options] < hypotheses",
    discussion: "One segment a line, plain or .gz. Exit codes: 64 usage, 65 bad data, 66 no input, 74 cannot write.",
    version: toolVersion)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Metrics") var metrics: MetricNames
  @OptionGroup var settings: MetricSettings
  @OptionGroup(title: "Significance") var tests: ResamplingOptions
  @OptionGroup(title: "Tables and sentences") var analysis: AnalysisFlags
  @OptionGroup(title: "Output") var output: OutputOptions

  @Flag(name: [.long, .customLong("sl", withSingleDash: true)], help: "One score a line of input.")
  var sentenceLevel = false

  func run() throws {
    runTool("nmt-score") {
      let format = try output.scoreFormat()
      let run = try makeRun()
      if sentenceLevel && (run.resampling != .none || analysis.isWanted) {
        throw Failure(.usage, "a test or a table", at: "sentence-level", expected: "scores of single lines alone")
      }
      if output.format == .latex && (run.files.systemCount == 1 && !run.files.splitsSystems || sentenceLevel) {
        throw Failure(.usage, "format latex for one system", at: "", expected: "several systems, or text or json")
      }
      let writer = try LineWriter(path: "-")
      if sentenceLevel {
        try run.forEachSegment { reports in
          for report in reports { try writer.write(line: format.line(report)) }
          try writer.flush()
        }
      } else {
        let results = try run.results()
        for line in format.lines(analysis.printed(results)) { try writer.write(line: line) }
        if let path = analysis.report { try HTMLReport(results, width: format.width).write(to: path) }
      }
      try writer.close()
    }
  }

  private func makeRun() throws -> ScoreRun {
    let options = try settings.options(sentenceLevel: sentenceLevel)
    let selection = try MetricSelection(names: metrics.metrics, options: options)
    let resampling = try tests.resampling()
    let isPaired = if case .paired = resampling { true } else { false }
    func warn(_ line: String) { if !output.quiet { writeMessage("nmt-score: \(line)") } }
    var run = ScoreRun(
      files: try input.files(), metrics: try selection.metrics(asNamed: isPaired), warn: warn)
    run.warnsOfTokenizedText = !settings.bleu.force
    run.resampling = resampling
    run.analysis = try analysis.options(
      bleu: BLEU(loading: options.bleu), invalidUTF8: input.invalidUTF8, warn: warn)
    run.threads = try metrics.threadCount()
    return run
  }
}
