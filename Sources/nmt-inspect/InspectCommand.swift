import ArgumentParser
import Foundation
import NMTCharts
import NMTModelStore
import NMTSystem
import NMTText
import NMTToolCommand
import NMTTraining
import NMTTranslation

@main
struct InspectCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "nmt-inspect",
    abstract: "Tells what a model, data or checkpoint directory holds, and verifies it; quantises models.",
    discussion: """
      Every file's size and SHA-256 are compared with what they were when it was saved. Exit codes: 64 usage, 65 damaged, \
      66 no such directory, 74 cannot write.
      """,
    version: toolVersion)

  @Argument(help: "Model, data or checkpoint directory, or a checkpoint file; several with --curves.")
  var directories: [String] = []

  @Flag(help: "Write one line of JSON.")
  var json = false

  @Flag(help: "Tell about the machine instead: cores, vector units, BLAS kernel, memory.")
  var machine = false

  @Option(help: "Write the model with int8 weights into this new directory: about a quarter of the size.")
  var quantise: String?

  @Option(help: "With --quantise: the data directory whose shortlist is taken. (default: the model's own)")
  var shortlist: String?

  @Flag(help: "Draw the attention of one translation instead, as SVG; needs --source.")
  var attention = false

  @Flag(help: "Draw the training curves of model directories together instead, as SVG: --curves DIR DIR ...")
  var curves = false

  @Flag(help: "Draw how far the loss of the last word reaches back instead, as SVG; needs --source.")
  var gradients = false

  @Option(help: "Sentence whose translation is drawn.")
  var source: String?

  @Option(help: "Translation that is drawn. (default: the model's own)")
  var target: String?

  @Option(help: "Where to write. (default: stdout)")
  var output = "-"

  func run() throws {
    runTool("nmt-inspect") {
      if shortlist != nil, quantise == nil {
        throw Failure(.usage, "without --quantise", at: "shortlist", expected: "--quantise DIR --shortlist DATA")
      }
      try LineWriter.requireApart(output: output, inputs: directories + [shortlist].compactMap(\.self))
      if curves {
        try write(try curvePicture())
      } else if attention {
        try write(try picture())
      } else if gradients {
        try write(try gradientPicture())
      } else {
        if let quantise { try ModelDirectory.quantize(try onlyDirectory(), to: quantise, shortlistFrom: shortlist) }
        let report = try machine ? machineReport() : inspect(try quantise ?? onlyDirectory())
        try write(json ? report.json : report.lines().joined(separator: "\n"))
      }
    }
  }

  private func picture() throws -> String {
    let directory = try onlyDirectory()
    let translator = try Translator(modelDirectory: URL(fileURLWithPath: directory))
    guard let map = try translator.attention(source: try named(source, "source"), target: target) else {
      throw Failure(.badData, "the model has no attention", at: directory, remedy: "name a model that has")
    }
    return map.svg()
  }

  private func gradientPicture() throws -> String {
    let translator = try Translator(modelDirectory: URL(fileURLWithPath: try onlyDirectory()))
    let flow = try translator.gradientFlow(source: try named(source, "source"), target: target)
    return flow.chart.svg()
  }

  private func curvePicture() throws -> String {
    guard (1...CurvesSVG.mostRuns).contains(directories.count) else {
      throw Failure(
        .usage, "\(directories.count) directories", at: "curves",
        expected: "1 to \(CurvesSVG.mostRuns) model directories")
    }
    let logs = directories.map { directory in
      (name: URL(fileURLWithPath: directory).lastPathComponent, path: directory + "/log.jsonl")
    }
    return String(decoding: try CurvesSVG.comparison(logs).dropLast(), as: UTF8.self)
  }

  private func onlyDirectory() throws -> String {
    guard directories.count <= 1 else {
      throw Failure(.usage, "\(directories.count) of them", at: "directory", expected: "one")
    }
    return try named(directories.first, "directory")
  }

  private func named(_ value: String?, _ flag: String) throws -> String {
    guard let value else {
      throw Failure(.usage, "is missing", at: flag, expected: "see nmt-inspect --help")
    }
    return value
  }

  private func write(_ text: String) throws {
    // Again: what was quantised is only there now.
    try LineWriter.requireApart(output: output, inputs: [quantise].compactMap(\.self))
    let writer = try LineWriter(path: output)
    try writer.write(line: text)
    try writer.close()
  }
}
