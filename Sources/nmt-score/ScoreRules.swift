import NMTMetrics
import NMTSettings

extension ScoreCommandOptions: CheckedOptions {
  static let rules = ranges + OptionRule.within(\.chrF) + relations

  private static let ranges: [OptionRule<ScoreCommandOptions>] = [
    .range(\.threads, 0...1024),
    .range(\.input.referencesPerLine, 1...),
    .range(\.bleu.maximumOrder, BLEUOptions.orders),
    .range(\.bleu.smoothValue, 0...),
    .range(\.tests.bootstrapSamples, PairedTest.sampleCounts),
    .range(\.tests.randomisationTrials, PairedTest.sampleCounts),
    .range(\.tests.confidenceSamples, PairedTest.sampleCounts),
    .range(\.analysis.differences, AnalysisOptions.differenceCounts),
    .range(\.output.width, ScoreFormat.widths),
  ]

  private static let relations: [OptionRule<ScoreCommandOptions>] = [
    .relation(\.output.json, "together with another \(\.output.format)", expected: "one of them") {
      !$0.output.json || $0.output.format == nil || $0.output.format == .json
    },
    .relation(\.tests.isBootstrap, "together with \(\.tests.isRandomisation)", expected: "one test") {
      !$0.tests.isBootstrap || !$0.tests.isRandomisation
    },
    .relation(\.tests.isBootstrap, "together with \(\.tests.isConfidence)", expected: "one test") {
      !$0.tests.isBootstrap || !$0.tests.isConfidence
    },
    .relation(\.tests.isRandomisation, "together with \(\.tests.isConfidence)", expected: "one test") {
      !$0.tests.isRandomisation || !$0.tests.isConfidence
    },
    .relation(\.sentenceLevel, "together with a test or a table", expected: "scores of single lines alone") {
      !$0.sentenceLevel || ($0.tests.count == 0 && !$0.analysis.isWanted)
    },
    .relation(\.output.format, expected: "several systems with it, or text or json") { options in
      let files = options.input.files()
      return options.output.format != .latex
        || !(files.systemCount == 1 && !files.splitsSystems || options.sentenceLevel)
    },
  ]
}
