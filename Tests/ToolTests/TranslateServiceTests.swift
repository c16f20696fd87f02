import Foundation
import NMTTestModels
import NMTTestSupport
import Testing

/// A line that arrives alone is answered before the next one is there: what a service behind a pipe needs.
struct TranslateServiceTests {
  @Test func oneLineASecondIsAnsweredAtOnce() throws {
    let directory = TemporaryDirectory()
    try TinyModel.save(to: directory.path)
    let tool = Process()
    tool.executableURL = URL(fileURLWithPath: "\(ToolRunner.buildDirectory)/nmt-translate")
    tool.arguments = ["--model", directory.path, "--beam", "5"]
    let (input, output) = (Pipe(), Pipe())
    tool.standardInput = input
    tool.standardOutput = output
    try tool.run()
    var times: [Double] = []
    for sentence in TinyModel.sentences.prefix(5) {
      usleep(200_000)
      let start = ContinuousClock.now
      try input.fileHandleForWriting.write(contentsOf: Data((sentence + "\n").utf8))
      var answer: [UInt8] = []
      while answer.last != 0x0A {
        let more = output.fileHandleForReading.availableData
        try #require(!more.isEmpty, "the tool ended")
        answer += more
      }
      #expect(answer.filter { $0 == 0x0A }.count == 1)
      let seconds = (ContinuousClock.now - start).components
      times.append(Double(seconds.seconds) + Double(seconds.attoseconds) * 1e-18)
    }
    try input.fileHandleForWriting.close()
    tool.waitUntilExit()
    #expect(tool.terminationStatus == 0)
    if !SlowSet.isSanitized { #expect(times.allSatisfy { $0 < 0.5 }, "\(times)") }
  }
}
