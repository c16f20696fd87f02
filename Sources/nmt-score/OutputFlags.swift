import ArgumentParser
import Foundation
import NMTMetrics
import NMTSystem

struct OutputOptions: ParsableArguments {
  @Flag(help: "Write JSON, the same as --format json.")
  var json = false

  @Option(name: [.long, .customShort("f")], help: "text, json, or latex for several systems.")
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
    result.kind = format ?? (json ? .json : .text)
    result.width = width
    result.scoreOnly = scoreOnly
    result.shortSignature = shortSignature
    let environment = ProcessInfo.processInfo.environment
    result.isColoured = !noColor && (environment["NO_COLOR"] ?? "").isEmpty && isatty(1) == 1
    try result.validate()
    return result
  }
}

extension ScoreFormat.Kind: ExpressibleByArgument {}
