import ArgumentParser
import Foundation
import NMTKernels
import NMTSystem
import NMTTraining

/// `nmt-benchmark machine`: the peak of each instruction set and precision, from loops on registers only.
struct MachineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machine", abstract: "The processor's peak: products and additions a second, on registers alone.")

  @Option(help: "Threads for the second figure.")
  var threads = Machine.coreCount

  @Flag(help: "Write one JSON object instead of a table.")
  var json = false

  func run() throws {
    runTool("nmt-benchmark") {
      var peaks: [Peak] = []
      for instructions in InstructionSet.available {
        for precision in Precision.allCases where instructions.accelerates(precision) {
          let kernels = CPUKernels(precision: precision, instructions: instructions)
          peaks.append(try Peak(kernels, threads: threads))
        }
      }
      let result = MachineReport(coreCount: Machine.coreCount, threads: threads, peaks: peaks)
      try report(result, json: json, table: result.table)
    }
  }
}

/// Operations per second of one instruction set and precision.
private struct Peak: Encodable {
  let instructions: String
  let precision: String
  let oneThread: Double
  let allThreads: Double

  init(_ kernels: CPUKernels, threads: Int) throws {
    instructions = kernels.instructions.rawValue
    precision = kernels.precision.rawValue
    let windows = (0..<7).map { _ in rate { kernels.runPeakLoop(rounds: 2_000_000) } }
    oneThread = median(windows)
    let pool = try WorkerPool(count: threads)
    defer { pool.close() }
    allThreads = median((0..<5).map { _ in peakRate(kernels, on: pool, rounds: 4_000_000) })
  }
}

private struct MachineReport: Encodable {
  let coreCount: Int
  let threads: Int
  let peaks: [Peak]

  var table: [String] {
    ["\(coreCount) cores; GFLOP/s of one thread and of \(threads)"]
      + peaks.map {
        column($0.instructions, 8) + column($0.precision, 6) + column(gigaflops($0.oneThread), 9)
          + column(gigaflops($0.allThreads), 9)
      }
  }
}
