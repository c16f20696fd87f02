import Foundation
import NMTTestSupport
import Testing

/// `nmt-study` as a process: its files, and facts that the seminar promises.
struct StudyToolTests {
  private struct Results: Decodable {
    struct Entry: Decodable {
      var name: String
      var facts: [String: Double]

      private enum Keys: String, CodingKey { case name, facts }

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        name = try container.decode(String.self, forKey: .name)
        facts = try container.decode([String: Double].self, forKey: .facts)
      }
    }
    var quick: Bool
    var seed: UInt64
    var findings: [Entry]

    func fact(_ experiment: String, _ name: String) throws -> Double {
      let entry = try #require(findings.first { $0.name == experiment }, "no \(experiment)")
      return try #require(entry.facts[name], "\(experiment): no \(name) in \(entry.facts.keys.sorted())")
    }
  }

  /// Runs the tool; what it wrote.
  private func study(_ arguments: [String], in directory: TemporaryDirectory, timeout: Double) throws -> Results {
    let result = try ToolRunner.run("nmt-study", arguments + ["--output", directory.file("study")], timeout: timeout)
    #expect(result.status == 0 && result.output.isEmpty, "\(result.errorText)")
    func text(_ name: String) throws -> String { String(decoding: try directory.read("study/\(name)"), as: UTF8.self) }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    let results = try decoder.decode(Results.self, from: Data(directory.read("study/results.json")))
    let (page, english, hungarian) = (try text("index.html"), try text("study.md"), try text("study.hu.md"))
    for (number, finding) in results.findings.enumerated() {
      #expect(page.contains("<section id=\"\(finding.name)\">") && !finding.facts.isEmpty)
      #expect(english.contains("\n## \(number + 1). ") && hungarian.contains("\n## \(number + 1). "))
    }
    for page in [english, hungarian] {
      for picture in page.matches(of: /\]\(([^)]+\.svg)\)/).map(\.1) {
        #expect(try text(String(picture)).hasPrefix("<svg"), "\(picture)")
      }
    }
    return results
  }

  @Test func anUnknownInstructionSetEndsIt() throws {
    let result = try ToolRunner.run(
      "nmt-study", ["--quick", "--only", "time-shift", "--output", TemporaryDirectory().file("study")],
      environment: ["TOLMACS_KERNELS": "sse9"])
    #expect(result.status == 78 && result.errorText.contains("unknown instruction set \"sse9\""), "\(result.errorText)")
  }

  @Test func someExperimentsMakeAWholePage() throws {
    let results = try study(
      ["--quick", "--only", "receptive-field,time-shift,gradients", "--seed", "3", "--quiet"], in: TemporaryDirectory(),
      timeout: 120)
    #expect(results.quick && results.seed == 3)
    #expect(results.findings.map(\.name) == ["receptive-field", "time-shift", "gradients"])
    #expect(try results.fact("receptive-field", "disagreements") == 0)
    #expect(try results.fact("receptive-field", "dilatedAtDepth8") == 256)
    #expect(try results.fact("time-shift", "warmUp dilated") == 15 && results.fact("time-shift", "after dilated") == 0)
  }

  @Test func anUnknownExperimentIsRefusedBeforeAnythingIsWritten() throws {
    let directory = TemporaryDirectory()
    let result = try ToolRunner.run("nmt-study", ["--only", "copi", "--output", directory.file("study")])
    #expect(result.status == 64, "\(result.errorText)")
    #expect(result.errorText.contains("'copi' is not a valid value for --only"), "\(result.errorText)")
    #expect(!FileManager.default.fileExists(atPath: directory.file("study")))
  }

  /// All ten: a minute or two.
  @Test(.enabled(if: SlowSet.isOn, "runs in the slow set")) func theQuickStudyFindsWhatTheSeminarSays() throws {
    let results = try study(["--quick"], in: TemporaryDirectory(), timeout: 900)
    #expect(results.findings.count == 10)
    func fact(_ experiment: String, _ name: String) throws -> Double { try results.fact(experiment, name) }
    #expect(try fact("copy", "LSTM at 100") >= 0.99)
    #expect(try [10, 30, 100].allSatisfy { try fact("copy", "dilated, field too short at \($0)") < 0.2 })
    #expect(try fact("copy", "most parameters") < 1.1 * fact("copy", "least parameters"))
    #expect(try fact("adding", "LSTM") < 0.01 && fact("adding", "GRU") < 0.01)
    #expect(try fact("adding", "dilated, field too short") > 0.06 && fact("adding", "Jordan, 2 layers") > 0.1)
    #expect(try fact("parity", "Jordan, at each step at 1000") > 0.99)
    #expect(try (0.35...0.65).contains(fact("parity", "Jordan, at the end at 20")))
    #expect(try fact("parity", "LSTM, at the end at 1000") > 0.99)
    #expect(try fact("parity", "Elman, tanh, at the end at 20") > 0.95)
    #expect(try fact("clipping", "diverged none") == 1 && fact("clipping", "diverged norm 0.05") == 0)
    #expect(try fact("clipping", "largest loss norm 0.05") <= 1e3)
    #expect(try fact("teacher-forcing", "difference") <= 1e-5)
    #expect(try fact("exposure-bias", "forced Jordan") > fact("exposure-bias", "free Jordan") + 5)
    #expect(try fact("truncation", "accuracy 5") < 0.4 && fact("truncation", "accuracy 40") > 0.95)
    #expect(try fact("truncation", "accuracy whole") > 0.95)
    #expect(try fact("truncation", "MiB whole") > 5 * fact("truncation", "MiB 200"))
  }
}
