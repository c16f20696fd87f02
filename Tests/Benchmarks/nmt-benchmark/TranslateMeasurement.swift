import Foundation
import NMTKernels
import NMTSearch
import NMTSystem
import NMTText
import NMTTraining
import NMTTranslation

/// A translator, its input and its measured times.
final class TranslateMeasurement {
  private let precision: PrecisionChoice
  private let translator: Translator
  private let lines: [String]
  private let kernels: CPUKernels
  private let pool: WorkerPool
  private let work: TranslationWork
  private let oneAtATime: Bool
  private var seconds: [Double] = []
  private var peaks: [Double] = []
  private var latencies: [Double] = []

  init(
    model: String, precision: PrecisionChoice, options: TranslationOptions, lines: [String], oneAtATime: Bool
  ) throws {
    self.precision = precision
    translator = try Translator(
      modelDirectory: URL(fileURLWithPath: model), precision: precision, options: options)
    self.lines = lines
    self.oneAtATime = oneAtATime
    kernels = try precision.kernels()
    pool = try WorkerPool(count: options.threads)
    work = TranslationWork(translator, lines, oneAtATime: oneAtATime)
  }

  /// Measures one round: the peak, all lines, then `single` of them one at a time.
  func measure(single: Int) throws {
    peaks.append(peakRate(kernels, on: pool))
    let start = SystemClock.monotonic.seconds
    if oneAtATime {
      for line in lines { _ = try translator.translate([line]) }
    } else {
      _ = try translator.translate(lines)
    }
    seconds.append(SystemClock.monotonic.seconds - start)
    for line in lines.prefix(single) {
      let start = SystemClock.monotonic.seconds
      _ = try translator.translate([line])
      latencies.append(SystemClock.monotonic.seconds - start)
    }
  }

  func figures(profile: Bool) -> TranslateFigures {
    let rate = work.operations / median(seconds)
    let sorted = latencies.sorted()
    return TranslateFigures(
      precision: precision.rawValue, shortlist: translator.shortlist != nil,
      beam: translator.options.search.beam, threads: translator.options.threads,
      batchTokens: translator.options.searchedTokens, oneAtATime: oneAtATime, seconds: seconds,
      linesPerSecond: Double(lines.count) / median(seconds), gflops: rate / 1e9, shareOfPeak: rate / median(peaks),
      medianLatency: sorted.isEmpty ? nil : median(sorted),
      slowLatency: sorted.isEmpty ? nil : sorted[(sorted.count - 1) * 95 / 100],
      peakMemoryBytes: Machine.peakResidentBytes(), profile: profile ? work.profile : nil)
  }
}

/// The first lines of a file.
func readLines(_ path: String, limit: Int) throws -> [String] {
  let reader = try LineReader(path: path)
  var lines: [String] = []
  while lines.count < limit, let line = try reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
  return lines
}
