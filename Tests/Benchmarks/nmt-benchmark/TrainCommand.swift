public import ArgumentParser
import NMTCorpus
import NMTKernels
import NMTSystem

/// `nmt-benchmark train`: training of a whole model on a data directory, as tokens per second and share of the peak.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Training speed of an LSTM encoder–decoder with general attention.",
    discussion: """
      Counts useful arithmetic only: three times the forward products of real positions. Peak and training take turns; \
      figures are medians over windows.
      """)

  @Option(help: "Data directory of nmt-preprocess.")
  var data: String

  @Option(help: "Width of embeddings, decoder and both encoder directions together.")
  var hidden = 512

  @Option(help: "Layers of encoder and of decoder.")
  var layers = 2

  @Option(help: "Words of each vocabulary, if more than the data's.")
  var vocabulary = 0

  @Option(help: "Sentences or tokens in a batch.")
  var batch = 64

  @Option(help: "What --batch counts: sentences or tokens.")
  var batchBy: BatchUnit = .sentences

  @Option(help: "fp32 or bf16.")
  var precision: Precision = .fp32

  @Option(help: "Replicas, one thread each.")
  var threads = Machine.coreCount

  @Flag(help: "The decoder reads its previous readout.")
  var inputFeeding = false

  @Flag(help: "Target embedding and output layer are one table.")
  var tie = false

  @Option(help: "Dropout, as the PyTorch program's default.")
  var dropout: Float = 0.2

  @Option(help: "Windows to measure.")
  var windows = 5

  @Option(help: "Seconds of a window.")
  var seconds = 4.0

  @Flag(help: "Keep the running average of the weights too, as nmt-train does and the PyTorch program does not.")
  var average = false

  @Flag(help: "Where an update's time goes; the clocks cost about 1 %.")
  var profile = false

  @Flag(help: "One JSON object instead of a table.")
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
