import Foundation
import NMTSystem
import NMTTestSupport
import Testing

/// What nmt-train says about memory before it starts, against what it took; and its limit.
@Suite(.serialized, .enabled(if: !SlowSet.isSanitized)) struct TrainMemoryTests {
  private static let data = Result { try makeData() }

  /// 3,000 pairs of up to 30 words.
  private static func makeData() throws -> TemporaryDirectory {
    let directory = TemporaryDirectory()
    var state: UInt64 = 11
    func pick(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    let syllables = ["ba", "do", "ki", "lu", "me", "no", "pa", "ri", "su", "te"]
    let words = (0..<300).map { _ in (0...pick(3)).map { _ in syllables[pick(10)] }.joined() }
    for (name, count) in [("train", 3000), ("validation", 200)] {
      let lines = (0..<count).map { _ in (0...pick(30)).map { _ in words[pick(300)] }.joined(separator: " ") + "\n" }
      try directory.write(lines.joined(), to: name + ".source")
      try directory.write(lines.joined().uppercased(), to: name + ".target")
    }
    let result = try ToolRunner.run(
      "nmt-preprocess",
      [
        "--source", directory.file("train.source"), "--target", directory.file("train.target"),
        "--validation-source", directory.file("validation.source"), "--validation-target",
        directory.file("validation.target"), "--vocabulary-size", "700", "--output", directory.file("data"),
      ])
    guard result.status == 0 else { throw Failure(.software, result.errorText, at: "nmt-preprocess") }
    return directory
  }

  private static func train(_ model: String, _ settings: String) throws -> ToolResult {
    let fixed = ["--data", try data.get().file("data"), "--model", model, "--threads", "2", "--tensorboard", "false"]
    return try ToolRunner.run("nmt-train", fixed + settings.split(separator: " ").map(String.init), timeout: 300)
  }

  /// The number of MiB between two words of what was said.
  private static func mebibytes(_ result: ToolResult, from start: String, to end: String) throws -> Double {
    let text = result.errorText
    let after = try #require(text.range(of: start), "\(text)").upperBound
    let before = try #require(text.range(of: end, range: after..<text.endIndex), "\(text)").lowerBound
    return try #require(Double(text[after..<before].replacing(",", with: "")), "\(text)")
  }

  private static func forecast(_ result: ToolResult) throws -> Double {
    try mebibytes(result, from: "memory: about ", to: " MiB at most")
  }

  /// What the closing line says.
  private static func peak(_ result: ToolResult) throws -> Double {
    let last = try #require(result.errorText.split(separator: "\n").last { $0.contains("finished after") })
    let words = last.split(separator: ";").last.map { $0.split(separator: " ") } ?? []
    return try #require(words.first.flatMap { Double($0.replacing(",", with: "")) })
  }

  @Test(arguments: [
    "--preset tiny --batch-sentences 16 --max-updates 30",
    "--preset tiny --batch-sentences 256 --max-updates 12 --input-feeding",
    "--preset tiny --batch-tokens 2000 --max-updates 12 --attention additive --norm gates",
    "--preset small --batch-sentences 64 --max-updates 8 --optimizer sgd --average snapshots --validate-every 4",
    "--preset small --batch-tokens 4096 --max-updates 4 --validation-beam 4",
    "--preset base --batch-sentences 8 --max-updates 6 --average none --validation-bleu-lines 0",
  ])
  func theForecastIsWithinATenth(settings: String) throws {
    let directory = TemporaryDirectory()
    let result = try Self.train(directory.file("model"), settings)
    #expect(result.status == 0, "\(result.errorText)")
    let told = try Self.forecast(result)
    let real = try Self.peak(result)
    #expect(abs(told / real - 1) < 0.1, "told \(told), was \(real) MiB")
  }

  /// A limit makes the batch smaller and the update the same; it holds; the same command goes on with the same bits.
  @Test func aLimitIsKeptAndSavedWithTheRun() throws {
    let directory = TemporaryDirectory()
    let settings = "--preset tiny --batch-sentences 200 --validation-bleu-lines 0 --validate-every 5 --max-updates "
    let free = try Self.train(directory.file("free"), settings + "10")
    let limit = Int(try Self.forecast(free) * 0.75)
    let whole = try Self.train(directory.file("whole"), settings + "10 --memory \(limit)M")
    #expect(whole.status == 0, "\(whole.errorText)")
    #expect(whole.errorText.contains("instead of 200 sentences, to stay within \(limit)M"), "\(whole.errorText)")
    #expect(try Self.peak(whole) < Double(limit))
    #expect(try Self.peak(free) > Double(limit))

    for updates in [4, 10] {
      let part = try Self.train(directory.file("parts"), settings + "\(updates) --memory \(limit)M")
      #expect(part.status == 0, "\(part.errorText)")
    }
    let weights = try ["whole", "parts"].map { try SHA256.hex(ofFile: directory.file($0) + "/model.safetensors") }
    #expect(weights[0] == weights[1])
    let other = try Self.train(
      directory.file("parts"), settings.replacing("200", with: "100") + "12 --memory \(limit)M")
    #expect(other.status == 78 && other.errorText.contains("100"), "\(other.errorText)")
    let unlimited = try Self.train(directory.file("parts"), settings + "12")
    #expect(unlimited.status == 78, "\(unlimited.errorText)")
  }

  @Test func anImpossibleLimitNamesTheLeastPossible() throws {
    let directory = TemporaryDirectory()
    let result = try Self.train(directory.file("model"), "--preset tiny --max-updates 1 --memory 20M")
    #expect(result.status == 78)
    let least = Int(try Self.mebibytes(result, from: "expected ", to: "M or more"))
    let again = try Self.train(directory.file("model"), "--preset tiny --max-updates 1 --memory \(least + 4)M")
    #expect(again.status == 0, "\(again.errorText)")
    #expect(try Self.peak(again) < Double(least + 4))
  }
}
