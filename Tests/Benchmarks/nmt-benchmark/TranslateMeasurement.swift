import Foundation
import NMTDecoding
import NMTKernels
import NMTModels
import NMTSystem
import NMTText
import NMTTraining

/// What `nmt-benchmark translate` found.
struct TranslateReport: Encodable {
  let model: String
  let lines: Int
  let instructions: String
  let runs: [TranslateFigures]

  var table: [String] {
    let names = ["precision", "beam", "threads", "lines/s", "GFLOP/s", "of peak", "one line", "slowest 5 %"]
    return ["\(lines) lines on \(instructions), \(model)", names.map { column($0, 12) }.joined()]
      + runs.map { run in
        let cells = [
          run.precision, "\(run.beam)", "\(run.threads)", String(format: "%.1f", run.linesPerSecond),
          gigaflops(run.gflops * 1e9), percent(run.shareOfPeak), milliseconds(run.medianLatency),
          milliseconds(run.slowLatency),
        ]
        return cells.map { column($0, 12) }.joined()
      }
  }

  private func milliseconds(_ seconds: Double?) -> String { seconds.map { String(format: "%.1f ms", $0 * 1e3) } ?? "-" }
}

/// One configuration's medians.
struct TranslateFigures: Encodable {
  let precision: String
  let beam: Int
  let threads: Int
  let linesPerSecond: Double
  let gflops: Double
  let shareOfPeak: Double
  /// Seconds from line to translation, one at a time: the median and the 95th percentile.
  let medianLatency: Double?
  let slowLatency: Double?
}

/// A translator, what it has to do and how long it took.
final class TranslateMeasurement {
  private let translator: Translator
  private let lines: [String]
  private let kernels: CPUKernels
  private let pool: WorkerPool
  private let operations: Double
  private var seconds: [Double] = []
  private var peaks: [Double] = []
  private var latencies: [Double] = []

  init(model: String, options: TranslationOptions, lines: [String]) throws {
    translator = try Translator(modelDirectory: URL(fileURLWithPath: model), options: options)
    self.lines = lines
    kernels = try options.precision.kernels()
    pool = WorkerPool(count: options.threads)
    operations = usefulOperations(translator, lines)
  }

  /// One round: the peak, all lines, then `single` of them one at a time.
  func measure(single: Int) throws {
    peaks.append(peakRate(kernels, on: pool))
    let start = Progress.now()
    _ = try translator.translate(lines)
    seconds.append(Progress.now() - start)
    for line in lines.prefix(single) {
      let start = Progress.now()
      _ = try translator.translate([line])
      latencies.append(Progress.now() - start)
    }
  }

  var figures: TranslateFigures {
    let rate = operations / median(seconds)
    let sorted = latencies.sorted()
    return TranslateFigures(
      precision: translator.options.precision.rawValue, beam: translator.options.search.beam,
      threads: translator.options.threads, linesPerSecond: Double(lines.count) / median(seconds), gflops: rate / 1e9,
      shareOfPeak: rate / median(peaks), medianLatency: sorted.isEmpty ? nil : median(sorted),
      slowLatency: sorted.isEmpty ? nil : sorted[(sorted.count - 1) * 95 / 100])
  }
}

/// The first lines of a file.
func readLines(_ path: String, limit: Int) throws -> [String] {
  let reader = try LineReader(path: path)
  var lines: [String] = []
  while lines.count < limit, let line = try reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
  return lines
}

/// Multiplications and additions of the products that translating takes: every source position, every live hypothesis of
/// every step. Searches all lines once to count them.
private func usefulOperations(_ translator: Translator, _ lines: [String]) -> Double {
  let model = translator.models[0]
  let inputs = lines.enumerated().map { SearchInput(index: $0, source: translator.pipeline.encodeSource($1)) }
    .filter { !$0.source.isEmpty }
  let counts = StepCounts()
  let decoder = CountingDecoder(inner: EnsembleDecoder(model, workspace: Workspace(model)), counts: counts)
  SearchLoop(decoder, BeamSearch(options: translator.options.search), room: translator.options.batchTokens)
    .run(SearchQueue(inputs)) { _, _ in }
  return model.options.forwardOperations(
    sourceTokens: inputs.reduce(0) { $0 + $1.source.count + 1 }, targetTokens: counts.rows,
    positionPairs: counts.pairs, sentences: inputs.count)
}

/// Rows of all steps, and the source positions that they looked at.
private final class StepCounts {
  var rows = 0
  var pairs = 0
}

/// A decoder that counts what it is asked for.
private struct CountingDecoder: StepDecoder {
  let inner: EnsembleDecoder
  let counts: StepCounts

  var vocabularySize: Int { inner.vocabularySize }

  func start(_ inputs: [SearchInput]) -> EnsembleDecoder.State { inner.start(inputs) }

  func step(tokens: [Int32], state: inout EnsembleDecoder.State) -> Matrix {
    let result = inner.step(tokens: tokens, state: &state)
    counts.rows += tokens.count
    for row in tokens.indices { counts.pairs += inner.attention(row: row, in: state)?.count ?? 0 }
    return result
  }

  func selecting(
    rows: [Int], of state: EnsembleDecoder.State, adding added: EnsembleDecoder.State?
  ) -> EnsembleDecoder.State {
    inner.selecting(rows: rows, of: state, adding: added)
  }

  func attention(row: Int, in state: EnsembleDecoder.State) -> ArraySlice<Float>? {
    inner.attention(row: row, in: state)
  }
}
