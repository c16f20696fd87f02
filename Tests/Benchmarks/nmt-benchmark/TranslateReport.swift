import Foundation

/// Results of `nmt-benchmark translate`.
struct TranslateReport: Encodable {
  let model: String
  let lines: Int
  let instructions: String
  let runs: [TranslateFigures]

  var table: [String] {
    let names = [
      "precision", "words", "beam", "threads", "lines/s", "GFLOP/s", "of peak", "one line", "slowest 5 %",
    ]
    return ["\(lines) lines on \(instructions), \(model)", names.map { column($0, 12) }.joined()]
      + runs.flatMap { run in
        let cells = [
          run.precision, run.shortlist ? "shortlist" : "all", "\(run.beam)", "\(run.threads)",
          String(format: "%.1f", run.linesPerSecond), gigaflops(run.gflops * 1e9), percent(run.shareOfPeak),
          milliseconds(run.medianLatency), milliseconds(run.slowLatency),
        ]
        return [cells.map { column($0, 12) }.joined()]
          + (run.profile ?? [:]).sorted { $0.value > $1.value }.map { column(percent($0.value), 20) + "  " + $0.key }
      }
  }

  private func milliseconds(_ seconds: Double?) -> String { seconds.map { String(format: "%.1f ms", $0 * 1e3) } ?? "-" }
}

/// Medians for one configuration.
struct TranslateFigures: Encodable {
  let precision: String
  /// True if sentences may use only the words of a shortlist.
  let shortlist: Bool
  let beam: Int
  let threads: Int
  /// Source subwords that a thread searches together.
  let batchTokens: Int
  let oneAtATime: Bool
  /// Seconds of each round.
  let seconds: [Double]
  let linesPerSecond: Double
  let gflops: Double
  let shareOfPeak: Double
  /// Seconds from line to translation, one line at a time: median and 95th percentile.
  let medianLatency: Double?
  let slowLatency: Double?
  /// Peak of the whole process so far.
  let peakMemoryBytes: Int
  /// Share of a thread's time by kind of work; only with --profile.
  let profile: [String: Double]?
}
