import NMTMetrics
import NMTSettings

extension ScoreCommandOptions: CheckedOptions {
  static let rules = ranges + OptionRule.within(\.metricOptions) + names + files + relations

  private static let ranges: [OptionRule<ScoreCommandOptions>] = [
    .range(\.threads, 0...1024),
    .range(\.input.referencesPerLine, ScoreFiles.referenceCounts),
    column(\.input.referenceColumns),
    column(\.input.hypothesisColumns),
    .range(\.bleu.maximumOrder, BLEUOptions.orders),
    .range(\.bleu.smoothValue, 0...),
    .range(\.tests.bootstrapSamples, PairedTest.sampleCounts),
    .range(\.tests.randomizationTrials, PairedTest.sampleCounts),
    .range(\.tests.confidenceSamples, PairedTest.sampleCounts),
    .range(\.analysis.differences, AnalysisOptions.differenceCounts),
    .range(\.output.width, ScoreFormat.widths),
  ]

  private static func column(
    _ path: any KeyPath<ScoreCommandOptions, [Int]> & Sendable
  ) -> OptionRule<ScoreCommandOptions> {
    let columns = ScoreFiles.Table.columns
    return .limit(path, "numbers from \(columns.optionRange.words)") { $0.allSatisfy(columns.contains) }
  }

  private static let files: [OptionRule<ScoreCommandOptions>] = [
    .relation(
      \.input.referencesPerLine, "together with several \(\.input.references) files",
      expected: "one file with references separated by tabs, or several files"
    ) { $0.input.referencesPerLine == 1 || $0.input.references.count <= 1 },
    .relation(
      \.input.table, "together with reference or hypothesis files",
      expected: "references and hypotheses in its columns"
    ) { options in
      let input = options.input
      return input.table == nil
        || (input.references + input.hypotheses + input.input).isEmpty && input.referencesPerLine == 1
    },
    .relation(
      \.input.table, "without \(\.input.referenceColumns) or \(\.input.hypothesisColumns)",
      expected: "both, such as 1 and 2,3"
    ) { $0.input.table == nil || !($0.input.referenceColumns.isEmpty || $0.input.hypothesisColumns.isEmpty) },
  ]

  private static let names: [OptionRule<ScoreCommandOptions>] = [
    .relation(\.metrics, expected: "\(NamedMetric.names)") {
      MetricSelection.words(of: $0.metrics).allSatisfy { NamedMetric(named: $0) != nil }
    },
    .relation(\.tests.seed, expected: "\(ResamplingSeed.expected)") {
      $0.tests.seed.map { ResamplingSeed($0) != nil } ?? true
    },
  ]

  private static let relations: [OptionRule<ScoreCommandOptions>] = [
    .relation(\.output.json, "together with another \(\.output.format)", expected: "one of them") {
      !$0.output.json || $0.output.format == nil || $0.output.format == .json
    },
    .relation(\.tests.isBootstrap, "together with \(\.tests.isRandomization)", expected: "one test") {
      !$0.tests.isBootstrap || !$0.tests.isRandomization
    },
    .relation(\.tests.isBootstrap, "together with \(\.tests.isConfidence)", expected: "one test") {
      !$0.tests.isBootstrap || !$0.tests.isConfidence
    },
    .relation(\.tests.isRandomization, "together with \(\.tests.isConfidence)", expected: "one test") {
      !$0.tests.isRandomization || !$0.tests.isConfidence
    },
    .relation(\.sentenceLevel, "together with a test or a table", expected: "scores of single lines only") {
      !$0.sentenceLevel || ($0.tests.count == 0 && !$0.analysis.isWanted)
    },
    .relation(\.sentenceLevel, "together with several \(\.metrics)", expected: "one metric") {
      !$0.sentenceLevel || Set(MetricSelection.words(of: $0.metrics)).count <= 1
    },
    .relation(\.sentenceLevel, "together with several systems", expected: "one system") {
      !$0.sentenceLevel || $0.input.files().systemCount <= 1
    },
    .relation(\.output.format, expected: "several systems, or text or json") { options in
      let files = options.input.files()
      return options.output.format != .latex
        || !(files.systemCount == 1 && !files.splitsSystems || options.sentenceLevel)
    },
  ]
}
