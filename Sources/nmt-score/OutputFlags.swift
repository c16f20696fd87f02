public import ArgumentParser
import Foundation
import NMTMetrics
import NMTSystem

struct OutputOptions: ParsableArguments {
  @Flag(help: "Write JSON, the same as --format json.")
  var json = false

  @Option(
    name: [.long, .customShort("f")],
    help: "text, json, or latex for several systems; SACREBLEU_FORMAT wins over it. (default: text)")
  var format: ScoreFormat.Kind?

  @Option(name: [.long, .customShort("w")], help: "Decimals.")
  var width = 1

  @Flag(name: [.long, .customShort("b")], help: "Write the number alone.")
  var scoreOnly = false

  @Flag(
    name: [.customLong("short"), .customLong("sh", withSingleDash: true)], help: "Abbreviate the signature's keys.")
  var shortSignature = false

  @Flag(
    name: [.long, .customLong("nc", withSingleDash: true)], help: "No colours on a terminal, as with NO_COLOR set.")
  var noColor = false

  @Flag(name: [.long, .customShort("q")], help: "No messages but errors.")
  var quiet = false

  func scoreFormat() throws -> ScoreFormat {
    if json && format != nil && format != .json {
      throw Failure(.usage, "json together with another format", at: "", expected: "one of them")
    }
    var result = ScoreFormat()
    let environment = ProcessInfo.processInfo.environment
    // In sacreBLEU the variable wins over its flag, and other words are ignored; --json is a flag of ours.
    let variable = environment["SACREBLEU_FORMAT"].flatMap { ScoreFormat.Kind(rawValue: $0.lowercased()) }
    result.kind = json ? .json : variable ?? format ?? .text
    result.width = width
    result.scoreOnly = scoreOnly
    result.shortSignature = shortSignature
    result.isColored = !noColor && (environment["NO_COLOR"] ?? "").isEmpty && isatty(1) == 1
    try result.validate()
    return result
  }
}

extension ScoreFormat.Kind: ExpressibleByArgument {}
