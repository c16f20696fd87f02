import ArgumentParser
import Foundation
import NMTKernels
import NMTSystem

/// `nmt-benchmark gemm`: products of an LSTM encoder–decoder, ours and OpenBLAS's, as shares of the peak.
struct GemmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gemm", abstract: "Products of a recurrent model's shapes, ours and OpenBLAS's, on one thread.",
    discussion: "Peak and products alternate in short windows; figures are medians of ratios of processor time.")

  @Option(help: "Windows to measure per shape.")
  var windows = 9

  @Flag(help: "Write one JSON object instead of a table.")
  var json = false

  func run() throws {
    runTool("nmt-benchmark") {
      guard windows > 0 else {
        throw Failure(.usage, "no windows to measure", at: "--windows", expected: "at least 1")
      }
      let instructions = try InstructionSet.chosen()
      let backends = Precision.allCases.filter { instructions.accelerates($0) }
        .map { CPUKernels(precision: $0, instructions: instructions) }
      let rows = ProductShape.all.map { ProductMeasurement($0, backends, windows: windows) }
      let result = GemmReport(instructions: instructions.rawValue, products: rows)
      try report(result, json: json, table: result.table)
    }
  }
}

private struct GemmReport: Encodable {
  let instructions: String
  let products: [ProductMeasurement]

  /// One line per shape: GFLOP/s and share of the peak of the same precision.
  var table: [String] {
    let title = column("m", 6) + column("k", 6) + column("n", 6) + "  kind      "
    let names = products.first?.results.map { column($0.name, 18) }.joined() ?? ""
    return ["\(instructions), one thread: GFLOP/s and share of the peak", title + names]
      + products.map { product in
        let shape = product.shape
        return [shape.m, shape.k, shape.n].map { column("\($0)", 6) }.joined() + "  "
          + shape.kind.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
          + product.results.map {
            column($0.operations.map(gigaflops) ?? "–", 9) + column($0.shareOfPeak.map(percent) ?? "–", 9)
          }.joined()
      }
  }
}
