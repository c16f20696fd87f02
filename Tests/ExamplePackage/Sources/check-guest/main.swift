import Foundation
import NMTTranslation

// What the library promises its host process, tried from outside. `same` and `failures` are right or wrong and run in CI;
// `timer`, `cancel` and `callers` measure, and are run by hand.

let arguments = CommandLine.arguments
let checks = ["same", "failures", "timer", "cancel", "callers"]
guard arguments.count >= 3, checks.contains(arguments[1]) else {
  say("usage: check-guest \(checks.joined(separator: "|")) MODEL [LINES]")
  exit(64)
}
let model = URL(fileURLWithPath: arguments[2])
let lines =
  arguments.count > 3
  ? try String(contentsOfFile: arguments[3], encoding: .utf8).split(separator: "\n").map(String.init) : []

switch arguments[1] {
case "same": try await sameTranslations(model, lines)
case "failures": await failures(model)
case "timer": try await timer(model, lines)
case "cancel": try await cancellation(model, lines)
default: try await callers(model, lines)
}
// By `exit`, as applications end: handlers of all libraries run.
exit(0)
