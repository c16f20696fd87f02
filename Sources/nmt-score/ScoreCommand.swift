import NMTMetrics
import NMTSystem
import NMTText
import NMTToolCommand

@main
enum ScoreCommand: Tool {
  typealias Request = ScoreCommandOptions

  static let name = "nmt-score"
  static let abstract = "Scores translations; digits and signatures are those of sacreBLEU."
  static let usage = "nmt-score --reference <file> … [<settings>] < hypotheses"
  static let discussion = """
    Input is one segment per line, plain or .gz. Each setting is a flag and a key of the YAML file; flags override the file. Exit \
    codes: 64 usage, 65 bad data, 66 no input, 74 cannot write, 78 bad configuration.
    """

  static func run(_ request: ScoreCommandOptions, config: String?) throws {
    let format = request.output.scoreFormat()
    guard request.input.table != nil || !request.input.references.isEmpty else {
      throw Failure(.usage, "--reference is missing", at: "", expected: "--reference FILE", remedy: "see --help")
    }
    try requireFreeInput(config, request.inputs)
    let run = try makeRun(request)
    let writer = try LineWriter(path: "-")
    if request.sentenceLevel {
      try run.forEachSegment { reports in
        for report in reports { try writer.write(line: format.line(report)) }
        try writer.flush()
      }
    } else {
      let results = try run.results()
      for line in format.lines(request.analysis.printed(results)) { try writer.write(line: line) }
      if let path = request.analysis.report { try HTMLReport(results, width: format.width).write(to: path) }
    }
    try writer.close()
  }

  private static func makeRun(_ request: ScoreCommandOptions) throws -> ScoreRun {
    var options = request.metricOptions
    options.bleu = try request.bleu.options(sentenceLevel: request.sentenceLevel)
    let names = request.metrics.isEmpty ? [NamedMetric.bleu.name] : request.metrics
    let selection = try MetricSelection(names: names, options: options)
    let resampling = try request.tests.resampling()
    let isPaired = if case .paired = resampling { true } else { false }
    func warn(_ line: String) { if !request.output.quiet { writeMessage("\(name): \(line)") } }
    var run = ScoreRun(
      files: request.input.files(), metrics: try selection.metrics(asNamed: isPaired), warn: warn)
    run.warnsOfTokenizedText = !request.bleu.force
    run.resampling = resampling
    run.analysis = try request.analysis.options(
      bleu: BLEU(loading: options.bleu), invalidUTF8: request.input.invalidUTF8, warn: warn)
    run.threads = request.threads == 0 ? Machine.coreCount : request.threads
    return run
  }
}
