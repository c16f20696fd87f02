import ArgumentParser
import NMTSystem
import NMTToolCommand

/// `nmt-benchmark`: speed as figures that anyone can measure again, each a share of what the processor can do.
@main
struct Benchmark: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "nmt-benchmark",
    abstract: "Measures speed as a share of the processor's peak, which the same run measures.",
    version: toolVersion,
    subcommands: [MachineCommand.self, GemmCommand.self, TrainCommand.self, GrowthCommand.self, TranslateCommand.self])
}
