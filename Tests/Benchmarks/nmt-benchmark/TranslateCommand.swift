import ArgumentParser
import Foundation
import NMTDecoding
import NMTKernels
import NMTSystem

/// `nmt-benchmark translate`: translation of a file by a model directory, as sentences a second and share of the peak.
struct TranslateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate", abstract: "Translation speed by beam, threads and precision; latency of single lines.",
    discussion: """
      Text in, text out, as nmt-translate does it, the model loaded before. Counts useful arithmetic only: products of real \
      source positions and of live hypotheses. All configurations take turns; figures are medians over rounds.
      """)

  @Option(help: "Model directory.")
  var model: String

  @Option(help: "Source text, plain or .gz.")
  var input: String

  @Option(help: "Lines of it.")
  var lines = 1000

  @Option(parsing: .upToNextOption, help: "Beams.")
  var beam = [5, 1]

  @Option(parsing: .upToNextOption, help: "Numbers of threads.")
  var threads = [1, Machine.coreCount]

  @Option(parsing: .upToNextOption, help: "fp32, bf16, int8; those that the processor has not are left out.")
  var precision = [PrecisionChoice.fp32]

  @Option(help: "Source subwords searched together by a thread.")
  var batchTokens = TranslationOptions().batchTokens

  @Option(help: "Rounds.")
  var rounds = 3

  @Option(help: "Lines translated one at a time in each round, for the latency.")
  var single = 50

  @Flag(help: "One JSON object instead of a table.")
  var json = false

  func run() throws {
    runTool("nmt-benchmark") {
      guard rounds > 0, lines > 0, single >= 0, !beam.isEmpty, !threads.isEmpty, !precision.isEmpty else {
        throw Failure(.usage, "nothing to measure", at: "nmt-benchmark translate", remedy: "see --help")
      }
      let text = try readLines(input, limit: lines)
      let instructions = try InstructionSet.chosen()
      let supported = precision.filter { choice in
        Precision(rawValue: choice.rawValue).map(instructions.supports) ?? true
      }
      var runs: [TranslateMeasurement] = []
      for precision in supported {
        for beam in beam {
          for threads in Set(threads).sorted() {
            var options = TranslationOptions(threads: threads, batchTokens: batchTokens, precision: precision)
            options.search.beam = beam
            runs.append(try TranslateMeasurement(model: model, options: options, lines: text))
          }
        }
      }
      for _ in 0..<rounds { for run in runs { try run.measure(single: single) } }
      let result = TranslateReport(
        model: model, lines: text.count, instructions: instructions.rawValue, runs: runs.map(\.figures))
      try report(result, json: json, table: result.table)
    }
  }
}

extension PrecisionChoice: ExpressibleByArgument {}
