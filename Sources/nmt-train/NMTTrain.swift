import NMTSystem
import NMTToolCommand
import NMTTraining

@main
enum NMTTrain: Tool {
  typealias Request = TrainingRequest

  static let name = "nmt-train"
  static let abstract = "Trains a translation model on a data directory; run the same command again to resume."
  static let usage = "nmt-train --data <dir> --model <dir> [--config <file>] [<settings>]"
  static let discussion = """
    Each setting is a flag and a key of the YAML file; flags override the file. Ctrl-C or SIGTERM saves a checkpoint and \
    exits; a second one exits at once. Exit codes: 64 usage, 65 bad data, 66 no input, 74 cannot write, 75 busy, 78 bad \
    configuration, 130 and 143 stopped by a signal.
    """

  static func run(_ request: TrainingRequest, config: String?) throws {
    let outcome = try Trainer.runTool(request)
    if outcome.exitCode != 0 { leave(with: outcome.exitCode) }
  }
}
