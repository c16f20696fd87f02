import Foundation
import NMTCharts
import NMTModelStore
import NMTSystem
import NMTText
import NMTToolCommand
import NMTTraining
import NMTTranslation

@main
enum InspectCommand: Tool {
  typealias Request = InspectCommandOptions

  static let name = "nmt-inspect"
  static let abstract = "Reports what a model, data or checkpoint directory holds, and verifies it; quantizes models."
  static let usage = "nmt-inspect <dir> [<settings>]"
  static let discussion = """
    Checks every file's size and SHA-256 against those recorded when it was saved. Exit codes: 64 usage, 65 damaged, \
    66 no such directory, 74 cannot write, 78 bad configuration.
    """

  static func run(_ request: InspectCommandOptions, config: String?) throws {
    let inputs = request.directories + [request.shortlist].compactMap(\.self)
    try LineWriter.requireApart(output: request.output, inputs: inputs)
    let text =
      switch request.mode {
      case .curves: try curves(request.directories)
      case .attention: try attention(request)
      case .gradients: try gradients(request)
      case .machine: request.text(try machineReport())
      case .report: request.text(try report(request))
      }
    // Checked again: the quantized model exists only now.
    try LineWriter.requireApart(output: request.output, inputs: [request.quantized].compactMap(\.self))
    let writer = try LineWriter(path: request.output)
    try writer.write(line: text)
    try writer.close()
  }

  private static func report(_ request: InspectCommandOptions) throws -> Report {
    guard let quantized = request.quantized else { return try inspect(request.onlyDirectory()) }
    try ModelDirectory.quantize(request.onlyDirectory(), to: quantized, shortlistFrom: request.shortlist)
    return try inspect(quantized)
  }

  private static func attention(_ request: InspectCommandOptions) throws -> String {
    let directory = try request.onlyDirectory()
    let translator = try Translator(modelDirectory: URL(fileURLWithPath: directory))
    guard let map = try translator.attention(source: try request.drawnSource(), target: request.target) else {
      throw Failure(.badData, "the model has no attention", at: directory, remedy: "name a model with attention")
    }
    return map.svg()
  }

  private static func gradients(_ request: InspectCommandOptions) throws -> String {
    let translator = try Translator(modelDirectory: URL(fileURLWithPath: try request.onlyDirectory()))
    return try translator.gradientFlow(source: try request.drawnSource(), target: request.target).chart.svg()
  }

  private static func curves(_ directories: [String]) throws -> String {
    guard (1...CurvesSVG.mostRuns).contains(directories.count) else {
      throw Failure(
        .usage, "--curves with \(directories.count) directories", at: "",
        expected: "1 to \(CurvesSVG.mostRuns) model directories")
    }
    let logs = directories.map { directory in
      (name: URL(fileURLWithPath: directory).lastPathComponent, path: TrainingLog.path(in: directory))
    }
    return String(decoding: try CurvesSVG.comparison(logs).dropLast(), as: UTF8.self)
  }
}

extension InspectCommandOptions {
  fileprivate func text(_ report: Report) -> String { json ? report.json : report.lines().joined(separator: "\n") }

  fileprivate func onlyDirectory() throws -> String {
    guard directories.count <= 1 else {
      throw Failure(
        .usage, "\(directories.count) directories are given", at: "", expected: "one", remedy: "inspect one at a time")
    }
    guard let directory = directories.first else {
      throw Failure(
        .usage, "no directory is given", at: "", expected: "a model, data or checkpoint directory",
        remedy: "see --help")
    }
    return directory
  }

  fileprivate func drawnSource() throws -> String {
    guard let source else {
      throw Failure(
        .usage, "--source is missing", at: "", expected: "--source SENTENCE, whose translation is drawn",
        remedy: "see --help")
    }
    return source
  }
}
