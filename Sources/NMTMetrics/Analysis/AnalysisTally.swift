import NMTSettings
import NMTSystem

/// Tables and example sentences reported in addition to the scores; none by default.
public struct AnalysisOptions {
  /// Number of most improved and of most degraded sentences shown per system except the first; 0 to 10,000, default 0.
  public var differences = 0
  /// Returns no sentences for a single system instead of throwing an error; default false.
  public var differencesAreOptional = false
  /// Reports each system's n-gram precisions of BLEU; default false.
  public var ngrams = false
  /// Reports each metric's score by length of the first reference, in words; default false.
  public var byLength = false
  /// Reports the accuracy of words grouped by their frequency; default false.
  public var byFrequency = false
  /// BLEU whose tokenizer defines the words of the tables, and whose n-gram precisions are reported.
  public var bleu = BLEU()
  /// Word frequencies in the training text; nil counts words of the references instead.
  public var training: WordFrequencies?

  /// Options that report only the scores.
  public init() {}

  /// Allowed values of `differences`.
  package static let differenceCounts = 0...10_000

  /// Throws a `Failure` that names the first invalid option, its value and what is allowed.
  public func validate() throws {
    guard Self.differenceCounts.contains(differences) else {
      throw Failure(
        .usage, "differences is \(differences)", at: "", expected: Self.differenceCounts.optionRange.words)
    }
  }
}

/// Passes segments to the metrics and to the tables.
struct AnalysisTally {
  private let options: AnalysisOptions
  private let tallies: [any Tally]
  private let systems: Int
  private let wordCounter: BLEUCounter
  private var groupSizes: [Int]
  private var frequencies: FrequencyTally?
  private var differences: [DifferenceTally]
  private let bleu: (any Tally)?
  private var line = 0

  init(_ options: AnalysisOptions, tallies: [any Tally], systems: Int) {
    self.options = options
    self.tallies = tallies
    self.systems = systems
    wordCounter = options.bleu.makeCounter()
    groupSizes = options.byLength ? Array(repeating: 0, count: LengthTable.limits.count + 1) : []
    if options.byFrequency {
      frequencies = FrequencyTally(options.bleu, training: options.training, systems: systems)
    }
    differences =
      options.differences == 0
      ? []
      : (1..<max(1, systems)).map {
        DifferenceTally(limit: options.differences, system: $0, higherIsBetter: tallies[0].higherIsBetter)
      }
    // The n-gram table needs BLEU's sums even if BLEU is not among the metrics.
    let isNeeded = options.ngrams && !tallies.contains { $0.bleuScores != nil }
    bleu = isNeeded ? MetricTally(options.bleu, TallyOptions(systems: systems)) : nil
  }

  mutating func add(_ segments: [Segment]) {
    let groups =
      groupSizes.isEmpty
      ? [] : segments.map { LengthTable.group(of: wordCounter.wordCount(of: $0.references[0])) }
    for group in groups { groupSizes[group] += 1 }
    let wantsScores = !differences.isEmpty
    for (index, tally) in tallies.enumerated() {
      let scores = tally.add(segments, groups: groups, wantsScores: wantsScores && index == 0)
      for (offset, row) in scores.enumerated() {
        for system in differences.indices {
          differences[system].add(segments[offset], line: line + offset + 1, scores: row)
        }
      }
    }
    _ = bleu?.add(segments, groups: [], wantsScores: false)
    if let frequencies { segments.forEach(frequencies.add) }
    line += segments.count
  }

  func finish(_ results: inout ScoreResults) {
    if options.ngrams { results.ngrams = (tallies + (bleu.map { [$0] } ?? [])).compactMap(\.bleuScores).first }
    if options.byLength {
      results.lengths = LengthTable(segments: groupSizes, scores: tallies.map { $0.groupScores() })
    }
    results.frequencies = frequencies?.table()
    let metric = results.metrics[0].name
    results.differences = differences.map { $0.differences(systems: results.systems, metric: metric) }
  }
}
