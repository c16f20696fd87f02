import ArgumentParser
import NMTSystem
import NMTToolCommand

/// `nmt-benchmark`: reproducible speed measurements, each as a share of the processor's peak.
@main
struct Benchmark: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "nmt-benchmark",
    abstract: "Measures speed as a share of the processor's peak, which the same run measures.",
    version: toolVersion,
    subcommands: [MachineCommand.self, GemmCommand.self, TrainCommand.self, GrowthCommand.self, TranslateCommand.self])
}
