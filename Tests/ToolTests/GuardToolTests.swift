import Foundation
import NMTTestModels
import NMTTestSupport
import Testing

/// `nmt-translate --guard` as a process.
struct GuardToolTests {
  private static let model: TemporaryDirectory = {
    let directory = TemporaryDirectory()
    try! TinyModel.save(to: directory.path)
    return directory
  }()

  private func translate(_ text: String, _ arguments: [String]) throws -> ToolResult {
    try ToolRunner.run(
      "nmt-translate", ["--model", Self.model.path, "--beam", "2"] + arguments, stdin: .text(text), timeout: 300)
  }

  private struct Line: Decodable {
    struct Report: Decodable {
      let reasons: [String]
      let remaining: [String]
      let replaced: Bool
    }
    let translation: String
    let `guard`: Report?
  }

  @Test func whatWasSuspiciousIsTold() throws {
    let text = TinyModel.sentences.prefix(30).joined(separator: "\n") + "\n\n"
    let result = try translate(text, ["--guard", "--json"])
    #expect(result.status == 0, "\(result.errorText)")
    let lines = try result.outputLines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    #expect(lines.count == 31 && lines[30].guard == nil)
    let reports = lines.compactMap(\.guard)
    #expect(!reports.isEmpty && reports.allSatisfy { !$0.reasons.isEmpty })
    let replaced = reports.filter(\.replaced)
    #expect(!replaced.isEmpty && replaced.allSatisfy { $0.remaining != $0.reasons })
    #expect(result.errorText.contains("guard: suspicious lines: \(reports.count)"), "\(result.errorText)")
    #expect(result.errorText.contains("translated again: \(replaced.count)"), "\(result.errorText)")
    // Plain output has the same translations, and one line a line.
    #expect(try translate(text, ["--guard", "--quiet"]).outputLines == lines.map(\.translation))
    #expect(try translate(text, ["--json"]).outputLines.allSatisfy { !$0.contains("\"guard\"") })
  }

  @Test func limitsAreSettings() throws {
    let open = ["--guard-length-ratio", "100", "--guard-repeats", "100", "--guard-ignored", "1", "--guard-stuck", "1"]
    let result = try translate("the dog sees the bridge.\n", ["--guard", "--guard-score", "-100"] + open)
    #expect(result.status == 0)
    #expect(result.errorText.contains("guard: suspicious lines: 0"), "\(result.errorText)")
    let wrong = try translate("a\n", ["--guard", "--guard-stuck", "2"])
    #expect(wrong.status == 64 && wrong.errorText.contains("guard-stuck"), "\(wrong.errorText)")
  }
}
