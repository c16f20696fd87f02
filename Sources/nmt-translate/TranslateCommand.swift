import Foundation
import NMTSystem
import NMTText
import NMTToolCommand
import NMTTranslation

@main
enum TranslateCommand: Tool {
  typealias Request = TranslateCommandOptions

  static let name = "nmt-translate"
  static let abstract = "Translates lines of text with a model directory: one line in, one line out, in order."
  static let usage = "nmt-translate --model <dir> [<settings>] < source > target"
  static let discussion = """
    Each setting is a flag and a key of the YAML file; flags override the file. Exit codes: 64 usage, 65 bad data or \
    model, 66 no input, 74 cannot write, 78 bad configuration, 130 and 143 stopped by a signal after a whole line.
    """

  static func run(_ request: TranslateCommandOptions, config: String?) throws {
    try LineWriter.requireApart(output: request.output, inputs: config.map { [$0] } ?? [])
    try requireFreeInput(config, request.inputs)
    let leave: @Sendable (Int32) -> Never = { _exit($0) }
    guard !request.references.isEmpty else { return try request.run(leave: leave) }
    var score = try ReferenceScore(request.references)
    try request.run(leave: leave) { try score.add($0) }
    for line in try score.lines() { writeMessage(line) }
  }
}
