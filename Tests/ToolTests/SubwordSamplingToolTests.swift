import Foundation
import NMTCorpus
import NMTSystem
import NMTTestSupport
import Testing

/// Subword regularisation from text to weights, through the executables.
@Suite(.serialized) struct SubwordSamplingToolTests {
  private static let data = Result { try makeData() }

  /// 400 lines of made-up words and their capitals: `sampled` with three samples of each pair, `plain` without.
  private static func makeData() throws -> TemporaryDirectory {
    let directory = TemporaryDirectory()
    var generator = SplitMix64(seed: 11)
    let words = (0..<50).map { _ in
      String(
        (0...generator.next(below: 6)).map { _ in Character(Unicode.Scalar(UInt8(97 + generator.next(below: 20)))) })
    }
    for (name, count) in [("train", 400), ("validation", 24)] {
      let lines = (0..<count).map { _ in
        (0...generator.next(below: 6)).map { _ in words[Int(generator.next(below: 50))] }.joined(separator: " ") + "\n"
      }
      try directory.write(lines.joined(), to: name + ".source")
      try directory.write(lines.joined().uppercased(), to: name + ".target")
    }
    let text = [
      "--source", directory.file("train.source"), "--target", directory.file("train.target"), "--validation-source",
      directory.file("validation.source"), "--validation-target", directory.file("validation.target"),
      "--vocabulary-size", "340",
    ]
    for (name, more) in [
      ("plain", ["--subword-samples", "0"]), ("sampled", ["--subword-samples", "3", "--sampling-alpha", "0.2"]),
    ] {
      let result = try ToolRunner.run("nmt-preprocess", text + more + ["--output", directory.file(name)])
      guard result.status == 0 else { throw Failure(.software, result.errorText, at: "nmt-preprocess") }
      guard name == "plain" || result.errorText.contains("sampled encodings: 3 of each pair, 1.") else {
        throw Failure(.software, "no word about samples: \(result.errorText)", at: "nmt-preprocess")
      }
    }
    return directory
  }

  private static func train(
    _ data: String, _ model: String, _ more: [String] = [], interrupt: (signal: Int32, after: Double)? = nil
  ) throws -> ToolResult {
    let arguments = [
      "--data", data, "--model", model, "--preset", "tiny", "--embedding", "16", "--encoder-width", "16",
      "--decoder-width", "16", "--batch-sentences", "16", "--threads", "2", "--validation-bleu-lines", "0",
      "--validate-every", "100", "--checkpoint-every", "70", "--max-updates", "600", "--learning-rate", "0.01",
    ]
    return try ToolRunner.run("nmt-train", arguments + more, timeout: 120, interrupt: interrupt)
  }

  private static func weights(_ model: String) throws -> String { try SHA256.hex(ofFile: model + "/model.safetensors") }

  @Test func aStoppedTrainingOnSamplesGoesOnWithTheSameBits() throws {
    let directory = TemporaryDirectory()
    let data = try Self.data.get().file("sampled")
    let whole = try Self.train(data, directory.file("whole"))
    #expect(whole.status == 0 && whole.errorText.contains("sampled-share=0.75"), "\(whole.errorText)")
    var stops = 0
    for attempt in 0..<60 {
      let signal = attempt % 2 == 0 ? SIGKILL : SIGTERM
      let after = 0.15 + 0.1 * Double(attempt)
      let result = try Self.train(data, directory.file("stopped"), interrupt: (signal, after))
      if result.status == 0 { break }
      try #require([137, 143].contains(result.status), "\(result.status): \(result.errorText)")
      stops += 1
    }
    #expect(stops > 0)
    #expect(try Self.weights(directory.file("stopped")) == Self.weights(directory.file("whole")))
  }

  @Test func withAShareOfZeroSamplesAreAsIfTheyWereNotThere() throws {
    let directory = TemporaryDirectory()
    let few = ["--max-updates", "60"]
    func weights(_ data: String, _ model: String, _ more: [String] = []) throws -> String {
      let result = try Self.train(try Self.data.get().file(data), directory.file(model), few + more)
      #expect(result.status == 0, "\(result.errorText)")
      return try Self.weights(directory.file(model))
    }
    let plain = try weights("plain", "plain")
    #expect(try weights("sampled", "zero", ["--sampled-share", "0"]) == plain)
    let half = try weights("sampled", "half", ["--sampled-share", "0.5"])
    #expect(half != plain)
    #expect(try weights("sampled", "auto") != half)
    let changed = try Self.train(try Self.data.get().file("sampled"), directory.file("half"), few)
    #expect(changed.status == 78 && changed.errorText.contains("sampled-share is 0.75"), "\(changed.errorText)")
  }

  @Test func aShareOfWhatIsNotThereIsRefused() throws {
    let directory = TemporaryDirectory()
    let plain = try Self.data.get().file("plain")
    let result = try Self.train(plain, directory.file("model"), ["--sampled-share", "0.5"])
    #expect(result.status == 78 && result.errorText.contains("--subword-samples"), "\(result.errorText)")
    #expect(result.errorText.contains("sampled-share"))
  }

  @Test func inspectVerifiesTheSamples() throws {
    let directory = TemporaryDirectory()
    let copy = directory.file("data")
    try FileManager.default.copyItem(atPath: try Self.data.get().file("sampled"), toPath: copy)
    let result = try ToolRunner.run("nmt-inspect", [copy, "--json"])
    #expect(result.status == 0, "\(result.errorText)")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
    let train = try #require((report["manifest"] as? [String: Any])?["train"] as? [String: Any])
    let sampled = try #require(train["sampled"] as? [String: Any])
    #expect(sampled["perPair"] as? Int == 3)
    #expect(sampled["shards"] as? [String] == ["train-samples-00000.shard"])

    var bytes = try directory.read("data/train-samples-00000.shard")
    bytes[bytes.count / 2] ^= 1
    try directory.write(bytes, to: "data/train-samples-00000.shard")
    for tool in [
      try ToolRunner.run("nmt-inspect", [copy]), try Self.train(copy, directory.file("model")),
    ] {
      #expect(tool.status == 65 && tool.errorText.contains("train-samples-00000.shard"), "\(tool.errorText)")
    }
  }

  @Test func impossibleFlagsAreToldByName() throws {
    let directory = TemporaryDirectory()
    let path = try directory.write("a b\nc d\n", to: "text")
    for (flag, value) in [("--subword-samples", "65"), ("--subword-samples", "-1")] {
      let result = try ToolRunner.run(
        "nmt-preprocess", ["--source", path, "--target", path, "--output", directory.file("d"), "\(flag)=\(value)"])
      #expect(result.status == 64 && result.errorText.contains(flag), "\(result.errorText)")
    }
  }
}

struct AutomaticSamplingTests {
  @Test func smallCorporaAreSampledUnlessTheyStream() throws {
    let directory = TemporaryDirectory()
    let lines = (0..<600).map { "line \($0) of \($0 % 17) words \($0 * 7919 % 1009)" }
    let text = lines.joined(separator: "\n") + "\n"
    let side = try directory.write(text, to: "text")
    let files = ["--source", side, "--target", side]
    func run(_ name: String, _ arguments: [String], stdin: ToolInput = .bytes([])) throws -> Manifest {
      let result = try ToolRunner.run(
        "nmt-preprocess", arguments + ["--output", directory.file(name), "--vocabulary-size", "300"], stdin: stdin)
      #expect(result.status == 0, "\(result.errorText)")
      return try DataDirectory(path: directory.file(name)).manifest
    }
    let automatic = try run("automatic", files)
    #expect(automatic.train.sampled?.perPair == 8 && automatic.options.regularization?.alpha == 0.3)
    #expect(try run("pairs", files + ["--subword-type", "bpe"]).options.regularization?.alpha == 0.1)
    #expect(try run("none", files + ["--subword-samples", "0"]).train.sampled == nil)
    let tsv = lines.map { "\($0)\t\($0)\n" }.joined()
    let model = ["--tsv", "-", "--subword-model", directory.file("automatic/joint.spm")]
    #expect(try run("stream", model, stdin: .bytes(Array(tsv.utf8))).train.sampled == nil)
    let wrong = try ToolRunner.run(
      "nmt-preprocess", files + ["--output", directory.file("wrong"), "--subword-samples", "some"])
    #expect(wrong.status == Failure.Code.usage.rawValue && wrong.errorText.contains("subword-samples"))
  }
}
