import NMTSystem

/// A data directory that nmt-preprocess builds from invented words, whose translations are their uppercase forms.
package struct ToolCorpus: Sendable {
  package let directory: TemporaryDirectory
  package var data: String { directory.file("data") }

  /// 400 training pairs and 24 validation pairs, which depend on the seed.
  package init(seed: UInt64) throws {
    directory = TemporaryDirectory()
    var state = seed
    func pick(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    let words = (0..<50).map { _ in String((0...pick(4)).map { _ in Character(Unicode.Scalar(UInt8(97 + pick(20)))) }) }
    for (name, count) in [("train", 400), ("validation", 24)] {
      let lines = (0..<count).map { _ in (0...pick(6)).map { _ in words[pick(50)] }.joined(separator: " ") + "\n" }
      try directory.write(lines.joined(), to: name + ".source")
      try directory.write(lines.joined().uppercased(), to: name + ".target")
    }
    let result = try ToolRunner.run(
      "nmt-preprocess",
      [
        "--source", directory.file("train.source"), "--target", directory.file("train.target"),
        "--validation-source", directory.file("validation.source"), "--validation-target",
        directory.file("validation.target"), "--vocabulary-size", "320", "--output", data,
      ])
    guard result.status == 0 else { throw Failure(.software, result.errorText, at: "nmt-preprocess") }
  }
}
