import ArgumentParser
import Foundation
import NMTCorpus
import NMTKernels
import NMTSystem

/// `nmt-benchmark growth`: tokens per second as a function of batch, width, vocabulary and length, as a picture.
struct GrowthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "growth",
    abstract: "Training speed against batch, hidden size, vocabulary and length, drawn as an SVG.",
    discussion: """
      From 2 × 512, a vocabulary of 8,000 and 64 sentences one size changes at a time. Batches are those of the data \
      directory, but in the panel of lengths, whose batches are made of sentences of one length.
      """)

  @Option(help: "Data directory that nmt-preprocess wrote.")
  var data: String

  @Option(help: "SVG file to write.")
  var output: String

  @Option(help: "Replicas, one thread each.")
  var threads = Machine.coreCount

  @Option(help: "Windows to measure per point; their median counts.")
  var windows = 3

  @Option(help: "Seconds per window.")
  var seconds = 2.0

  @Flag(help: "Write one JSON object instead of a table.")
  var json = false

  func run() throws {
    runTool("nmt-benchmark") {
      guard windows > 0, seconds > 0, threads > 0 else {
        throw Failure(
          .usage, "\(windows) windows of \(seconds) s on \(threads) threads", at: "nmt-benchmark growth",
          expected: "at least one of each, of more than 0 s", remedy: "see --help")
      }
      let result = try GrowthReport(self, DataDirectory(path: data))
      try DurableFile.write(GrowthPicture(result).svg, to: output)
      try report(result, json: json, table: result.table)
    }
  }
}

/// The size that varies along a panel.
enum GrowthAxis: String, Encodable, CaseIterable {
  case batch
  case hidden
  case vocabulary
  case length

  var title: String {
    switch self {
    case .batch: "Sentences in a batch"
    case .hidden: "Hidden size"
    case .vocabulary: "Vocabulary"
    case .length: "Words in a sentence"
    }
  }

  var values: [Int] {
    switch self {
    case .batch: [8, 16, 32, 64, 128, 256]
    case .hidden: [128, 256, 512, 1024]
    case .vocabulary: [2000, 4000, 8000, 16000, 32000, 64000]
    case .length: [5, 10, 20, 40, 70, 100]
    }
  }

  /// The common setup with this size replaced.
  func setup(_ value: Int, _ precision: Precision, threads: Int) -> TrainSetup {
    var setup = TrainSetup(
      vocabulary: 8000, foldsVocabulary: true, precision: precision, threads: threads)
    switch self {
    case .batch: setup.batch = value
    case .hidden: setup.hidden = value
    case .vocabulary: setup.vocabulary = value
    case .length: break
    }
    return setup
  }
}

/// One point of one curve.
struct GrowthPoint: Encodable {
  let axis: GrowthAxis
  let value: Int
  let precision: String
  let targetTokensPerSecond: Double
  let gflops: Double
  let shareOfPeak: Double
}

/// All points.
struct GrowthReport: Encodable {
  let instructions: String
  let threads: Int
  let points: [GrowthPoint]

  init(_ command: GrowthCommand, _ data: DataDirectory) throws {
    let instructions = try InstructionSet.chosen()
    let precisions = Precision.inTraining.filter { instructions.accelerates($0) }
    self.instructions = instructions.rawValue
    threads = command.threads
    var points: [GrowthPoint] = []
    for axis in GrowthAxis.allCases {
      for value in axis.values {
        for precision in precisions {
          let setup = axis.setup(value, precision, threads: command.threads)
          let measurement = try TrainMeasurement(
            setup, data, batches: axis == .length ? .fixedLength(value, setup) : nil)
          let found = try measurement.run(windows: command.windows, seconds: command.seconds)
          points.append(
            GrowthPoint(
              axis: axis, value: value, precision: precision.rawValue,
              targetTokensPerSecond: found.targetTokensPerSecond, gflops: found.gflops, shareOfPeak: found.shareOfPeak))
          writeMessage("nmt-benchmark: \(Self.line(points[points.count - 1]))")
        }
      }
    }
    self.points = points
  }

  var table: [String] { points.map(Self.line) }

  private static func line(_ point: GrowthPoint) -> String {
    point.axis.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0) + column(formatCount(point.value), 8)
      + column(point.precision, 6) + column(formatCount(Int(point.targetTokensPerSecond)), 9) + " target tokens/s"
      + column(gigaflops(point.gflops * 1e9), 8) + " GFLOP/s" + column(percent(point.shareOfPeak), 9)
  }
}
