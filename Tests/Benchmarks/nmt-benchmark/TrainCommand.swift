public import ArgumentParser
import NMTCorpus
import NMTKernels
import NMTSystem

/// `nmt-benchmark train`: training of a whole model on a data directory, as tokens per second and share of the peak.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Training speed of an LSTM encoder–decoder with general attention.",
    discussion: """
      Counts useful arithmetic only: three times the forward products of real positions. Peak and training alternate; \
      figures are medians over windows.
      """)

  @Option(help: "Data directory that nmt-preprocess wrote.")
  var data: String

  @Option(help: "Width of embeddings, decoder and both encoder directions together.")
  var hidden = 512

  @Option(help: "Layers of the encoder and of the decoder.")
  var layers = 2

  @Option(help: "Size of each vocabulary, if larger than the data's.")
  var vocabulary = 0

  @Option(help: "Sentences or tokens per batch.")
  var batch = 64

  @Option(help: "What --batch counts: sentences or tokens.")
  var batchBy: BatchUnit = .sentences

  @Option(help: "fp32 or bf16.")
  var precision: Precision = .fp32

  @Option(help: "Replicas, one thread each.")
  var threads = Machine.coreCount

  @Flag(help: "Feed the previous readout into the decoder.")
  var inputFeeding = false

  @Flag(help: "Share weights of the target embedding and the output layer.")
  var tie = false

  @Option(help: "Share of units to drop; the default is that of the PyTorch program.")
  var dropout: Float = 0.2

  @Option(help: "Windows to measure.")
  var windows = 5

  @Option(help: "Seconds per window.")
  var seconds = 4.0

  @Flag(help: "Also keep a running average of the weights, as nmt-train does and the PyTorch program does not.")
  var average = false

  @Flag(help: "Report where an update's time goes; the clocks cost about 1 %.")
  var profile = false

  @Flag(help: "Write one JSON object instead of a table.")
  var json = false

  func run() throws {
    runTool("nmt-benchmark") {
      try check(windows > 0 && seconds > 0, "\(windows) windows of \(seconds) s", "at least one of more than 0 s")
      try check(batch > 0 && threads > 0, "batch \(batch), \(threads) threads", "at least 1 of each")
      let setup = TrainSetup(
        hidden: hidden, layers: layers, vocabulary: vocabulary, batch: batch, batchBy: batchBy, precision: precision,
        threads: threads, inputFeeding: inputFeeding, ties: tie, dropout: dropout, isTimed: profile, averages: average)
      let result = try TrainMeasurement(setup, DataDirectory(path: data)).run(windows: windows, seconds: seconds)
      try report(result, json: json, table: result.table)
    }
  }

  private func check(_ condition: Bool, _ what: String, _ expected: String) throws {
    if !condition {
      throw Failure(.usage, what, at: "nmt-benchmark train", expected: expected, remedy: "see --help")
    }
  }
}

enum BatchUnit: String, ExpressibleByArgument, CaseIterable {
  case sentences
  case tokens
}

extension Precision: ExpressibleByArgument {}
