import NMTStudy
import NMTSystem
import NMTTestSupport
import Testing

/// The experiments that take a moment, and what the seminar says about their facts. All ten: `StudyToolTests`.
struct ExperimentTests {
  private static let quick: StudyOptions = {
    var options = StudyOptions()
    options.isQuick = true
    return options
  }()

  private func fact(_ finding: Finding, _ name: String) throws -> Double {
    try #require(finding.facts[name], "\(finding.name) has no fact \(name), but \(finding.facts.keys.sorted())")
  }

  /// 1 + (k − 1)·Σd inputs, 2^depth for k = 2 with dilations, none of the future: counted, not computed.
  @Test func convolutionsSeeWhatTheFormulaSays() throws {
    let finding = try Study.receptiveField(Self.quick)
    #expect(try fact(finding, "disagreements") == 0)
    #expect(try fact(finding, "futureInputs") == 0)
    #expect(try fact(finding, "dilatedAtDepth8") == 256)
    let seen = try fact(finding, "lstmInputs")
    #expect(try seen > 256 && seen <= fact(finding, "lstmPossible"))
    let depths = finding.charts[0].series.filter { $0.name.english == "dilated, k = 2" }.flatMap(\.points)
    #expect(depths.map(\.y) == [2, 4, 8, 16, 32, 64, 128, 256])
  }

  /// Shifted inputs, shifted outputs: for convolutions as soon as their field is over, for the others within the bound.
  @Test func aShiftInTimeDoesNotMatter() throws {
    let finding = try Study.timeShift(Self.quick)
    for (name, bound) in [("convolution", 4.0), ("dilated", 15)] {
      #expect(try fact(finding, "bound \(name)") == bound)
      #expect(try fact(finding, "warmUp \(name)") == bound, "\(name)")
      #expect(try fact(finding, "after \(name)") == 0, "\(name)")
    }
    for name in ["Elman, tanh", "GRU", "LSTM"] {
      #expect(try fact(finding, "bound \(name)") == 100)
      #expect(try (1...100).contains(fact(finding, "warmUp \(name)")), "\(name)")
      #expect(try fact(finding, "after \(name)") <= 1e-5, "\(name)")
    }
    #expect(try fact(finding, "late") == 0 && finding.answer.english.hasPrefix("All agree"))
  }

  /// 0.9¹⁰⁰, 1 and 1.1¹⁰⁰; an LSTM keeps the more of its gradient the opener its forget gate.
  @Test func gradientsVanishHoldAndExplode() throws {
    let finding = try Study.gradientReach(Self.quick)
    for (radius, power) in [("0.9", 2.656e-5), ("1.0", 1), ("1.1", 13_781)] {
      #expect(try abs(fact(finding, "Elman, radius \(radius)") / power - 1) < 0.01, "\(radius)")
    }
    let biases = try [0, 1, 3].map { try fact(finding, "LSTM, forget bias \($0)") }
    #expect(biases[0] < biases[1] && biases[1] < biases[2] && biases[2] > 0.1, "\(biases)")
  }

  @Test func clippingKeepsATrainingAlive() throws {
    let finding = try Study.clipping(Self.quick)
    #expect(try fact(finding, "diverged none") == 1)
    #expect(try fact(finding, "diverged norm 0.05") == 0 && fact(finding, "diverged value 0.0005") == 0)
    #expect(try fact(finding, "largest loss norm 0.05") <= 1e3 && fact(finding, "largest loss value 0.0005") <= 1e3)
    #expect(try fact(finding, "last norm 0.05") < 1 && fact(finding, "last value 0.0005") < 1)
  }

  @Test func namedExperimentsAreRunAndOthersRefused() throws {
    var options = Self.quick
    options.only = ["time-shift", "receptive-field"]
    #expect(try Study.run(options).map(\.name) == ["receptive-field", "time-shift"])
    options.only = ["copy", "nothing"]
    let failure = expectFailure(.usage) { try Study.run(options) }
    #expect(failure?.description.contains("time-shift") == true)
  }
}
