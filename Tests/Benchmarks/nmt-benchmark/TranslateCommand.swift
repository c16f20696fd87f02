public import ArgumentParser
import Foundation
import NMTKernels
import NMTModelStore
import NMTSearch
import NMTSystem
import NMTTranslation

/// `nmt-benchmark translate`: translation of a file with a model, as sentences per second and share of the peak.
struct TranslateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate", abstract: "Translation speed by beam, threads and precision; latency of single lines.",
    discussion: """
      Text in, text out, as nmt-translate does it, the model loaded before. Counts useful arithmetic only: products of real \
      source positions and of live hypotheses, with the words that a shortlist lets through. All configurations alternate; \
      figures are medians over rounds.
      """)

  @Option(help: "Model directory.")
  var model: String

  @Option(help: "Source text, plain or .gz.")
  var input: String

  @Option(help: "Lines of it to translate.")
  var lines = 1000

  @Option(parsing: .upToNextOption, help: "Beam sizes to measure.")
  var beam = [5, 1]

  @Option(parsing: .upToNextOption, help: "Thread counts to measure.")
  var threads = [1, Machine.coreCount]

  @Option(
    parsing: .upToNextOption,
    help: "fp32, bf16, int8; bf16 is skipped where the processor has no instructions for it.")
  var precision = [PrecisionChoice.fp32]

  @Option(
    parsing: .upToNextOption, help: "auto (in int8), on, off, or a directory with a shortlist; several alternate.")
  var shortlist = ["auto"]

  @Option(help: "Source subwords per batch and thread; 0: set by --beam.")
  var batchTokens = TranslationOptions().batchTokens

  @Option(help: "Rounds to measure.")
  var rounds = 3

  @Option(help: "Lines translated one at a time in each round, for the latency.")
  var single = 50

  @Flag(help: "Measure the lines one at a time, each waiting for the one before it, instead of together.")
  var oneAtATime = false

  @Flag(help: "Report where each thread's time goes, by configuration.")
  var profile = false

  @Flag(help: "Write one JSON object instead of a table.")
  var json = false

  func run() throws {
    runTool("nmt-benchmark") {
      guard rounds > 0, lines > 0, single >= 0, !beam.isEmpty, !threads.isEmpty, !precision.isEmpty else {
        throw Failure(.usage, "nothing to measure", at: "nmt-benchmark translate", remedy: "see --help")
      }
      let text = try readLines(input, limit: lines)
      let runs = try configurations().map {
        try TranslateMeasurement(model: model, precision: $0, options: $1, lines: text, oneAtATime: oneAtATime)
      }
      for _ in 0..<rounds { for run in runs { try run.measure(single: single) } }
      let result = TranslateReport(
        model: model, lines: text.count, instructions: try InstructionSet.chosen().rawValue,
        runs: runs.map { $0.figures(profile: profile) })
      try report(result, json: json, table: result.table)
    }
  }

  private func configurations() throws -> [(PrecisionChoice, TranslationOptions)] {
    let instructions = try InstructionSet.chosen()
    let worthwhile = precision.filter { Precision(rawValue: $0.rawValue).map(instructions.accelerates) ?? true }
    let lists = try shortlist.map { try ShortlistChoice(named: $0) }
    var found: [(PrecisionChoice, TranslationOptions)] = []
    for precision in worthwhile {
      for list in lists {
        for beam in beam {
          for threads in Set(threads).sorted() {
            var options = TranslationOptions(threads: threads, batchTokens: batchTokens, shortlist: list)
            options.search.beam = beam
            found.append((precision, options))
          }
        }
      }
    }
    return found
  }
}

extension PrecisionChoice: ExpressibleByArgument {}

extension ShortlistChoice {
  fileprivate init(named name: String) throws {
    guard let choice = ShortlistChoice(settingText: name) else {
      throw Failure(.usage, "is '\(name)'", at: "--shortlist", expected: ShortlistChoice.expected)
    }
    self = choice
  }
}
