import NMTSystem
import NMTText

/// Scores files of hypotheses in one pass. Memory does not grow with the number of lines, except for resampling.
public struct ScoreRun {
  /// Files to score.
  public var files: ScoreFiles
  /// Metrics to compute, at least one; the first one ranks example sentences.
  public var metrics: [any Metric]
  /// Significance test; default none.
  public var resampling = Resampling.none
  /// Tables and example sentences to report in addition to the scores; none by default.
  public var analysis = AnalysisOptions()
  /// Number of threads, default 1; the scores are identical for any number.
  public var threads = 1
  /// Warns if hypotheses look tokenized, because BLEU is comparable only on plain text; default true.
  public var warnsOfTokenizedText = true
  /// Receives each warning as a line without its line end.
  public var warn: (String) -> Void

  /// Segments read per block: enough for all threads.
  private static let blockSize = 2048

  /// A run with one thread that only computes scores; set more properties for more.
  public init(files: ScoreFiles, metrics: [any Metric], warn: @escaping (String) -> Void = { _ in }) {
    self.files = files
    self.metrics = metrics
    self.warn = warn
  }

  /// Reads the files and computes everything requested.
  public func results() throws -> ScoreResults {
    try validate()
    let reader = try SegmentReader(distinctFiles)
    let systems = reader.systemNames
    try check(systems)
    let tallies = metrics.map { makeTally($0, systems: systems.count) }
    var observer = AnalysisTally(analysis, tallies: tallies, systems: systems.count)
    var tokenizedCounts = Array(repeating: 0, count: systems.count)
    while case let segments = try reader.next(limit: Self.blockSize), !segments.isEmpty {
      for segment in segments {
        for system in systems.indices where looksTokenized(segment.hypotheses[system]) { tokenizedCounts[system] += 1 }
      }
      observer.add(segments)
    }
    guard let references = reader.referenceCount else {
      throw Failure(.badData, "has no lines", at: reader.name, expected: "one hypothesis per line")
    }
    warn(ofTokenized: tokenizedCounts, systems)
    warn(ofInvalidLines: reader.invalidLineCount)
    var results = ScoreResults(
      systems: systems,
      metrics: tallies.map { $0.result(references, resampling, systems: systems.count) },
      segmentCount: reader.count, resampling: resampling)
    results.systemsAreNumbered = files.splitsSystems
    observer.finish(&results)
    return results
  }

  /// Passes on the score of each segment, in input order and as soon as the segment is available.
  ///
  /// - Parameter body: receives the scores of some segments; output may be flushed after it.
  public func forEachSegment(_ body: ([ScoreReport]) throws -> Void) throws {
    try validate()
    if metrics.count != 1 {
      throw Failure(.usage, "\(metrics.count) metrics for scores of single segments", at: "", expected: "one metric")
    }
    let reader = try SegmentReader(files)
    if reader.systemNames.count > 1 {
      throw Failure(
        .usage, "\(reader.systemNames.count) systems for scores of single segments", at: "", expected: "one system")
    }
    let tally = makeTally(metrics[0], systems: 1)
    while case let segments = try reader.next(limit: Self.blockSize, isPatient: false), !segments.isEmpty {
      try body(tally.reports(of: segments))
    }
    if reader.count == 0 {
      throw Failure(.badData, "has no lines", at: reader.name, expected: "one hypothesis per line")
    }
    warn(ofInvalidLines: reader.invalidLineCount)
  }

  /// The files without a second mention of a paired test's baseline, as in `-i sys/base sys/*`; sacreBLEU drops it too.
  private var distinctFiles: ScoreFiles {
    guard case .paired = resampling, let baseline = files.hypotheses.first else { return files }
    var result = files
    result.hypotheses = [baseline] + files.hypotheses.dropFirst().filter { $0 != baseline }
    return result
  }

  private func validate() throws {
    try analysis.validate()
    if case .paired(let test) = resampling { try test.validate() }
    if case .confidence(let samples, let seed) = resampling {
      try PairedTest(.bootstrap, samples: samples, seed: seed).validate()
    }
  }

  /// Rejects requests that do not suit this number of systems.
  private func check(_ systems: [String]) throws {
    if case .paired = resampling, systems.count < 2 {
      throw Failure(
        .usage, "a paired test of a single system", at: "", expected: "a baseline and at least one other system",
        remedy: "name several hypothesis files, the baseline first")
    }
    if case .confidence = resampling, systems.count > 1 {
      throw Failure(
        .usage, "a confidence interval for \(systems.count) systems", at: "", expected: "one system",
        remedy: "use a paired test, which gives intervals as well")
    }
    if analysis.differences > 0, systems.count < 2, !analysis.differencesAreOptional {
      throw Failure(
        .usage, "nothing to compare the sentences of a single system with", at: "", expected: "two or more systems")
    }
    let repeated = systems.indices.first { systems[..<$0].contains(systems[$0]) }
    if let repeated {
      throw Failure(.usage, "the system \(systems[repeated]) is given twice", at: "", expected: "different names")
    }
  }

  private func looksTokenized(_ hypothesis: [UInt8]) -> Bool {
    hypothesis.last == 0x2E && hypothesis.count > 1 && hypothesis[hypothesis.count - 2] == 0x20
  }

  /// Warns as sacreBLEU does: counts each system separately, and warns from 100 hypotheses on.
  private func warn(ofTokenized counts: [Int], _ systems: [String]) {
    guard warnsOfTokenizedText, metrics.contains(where: { $0 is BLEU }) else { return }
    for (count, system) in zip(counts, systems) where count >= 100 {
      warn(
        "\(count) hypotheses\(systems.count > 1 ? " of \(system)" : "") end in a period after a space, as if they were "
          + "tokenized; BLEU scores are comparable only on plain text (--force silences this)")
    }
  }

  private func warn(ofInvalidLines count: Int) {
    if count > 0 { warn("\(count) lines were not valid UTF-8; their invalid bytes were read as U+FFFD") }
  }

  private func makeTally(_ metric: some Metric, systems: Int) -> any Tally {
    MetricTally(
      metric,
      TallyOptions(
        systems: systems, threads: max(1, threads), keepsRows: resampling != .none,
        groups: analysis.byLength ? LengthTable.limits.count + 1 : 0))
  }
}
