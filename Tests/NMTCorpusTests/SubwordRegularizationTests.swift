import Foundation
import NMTCorpus
import NMTSystem
import NMTTestSupport
import NMTText
import Testing

/// Sampled encodings in data directories: what they say, where they stand, and what happens when they are damaged.
@Suite struct SubwordRegularizationTests {
  private let directory = TemporaryDirectory()
  private var data: String { directory.file("data") }

  /// 300 lines of made-up words; the target is the source reversed.
  private func make(
    _ output: String = "data", _ regularization: SubwordRegularization? = SubwordRegularization(samples: 3),
    threads: Int = 1, type: SubwordType = .unigram, change: (inout PreprocessJob) -> Void = { _ in }
  ) throws {
    var generator = SplitMix64(seed: 5)
    let syllables = ["ka", "lo", "mi", "ten", "sar", "ő", "dé", "no", "pi", "rul"]
    let words = (0..<60).map { _ in
      (0...generator.next(below: 3)).map { _ in syllables[Int(generator.next(below: 10))] }.joined()
    }
    let lines = (0..<300).map { number in
      (0..<6).map { _ in words[Int(generator.next(below: 60))] }.joined(separator: " ") + " \(number)"
    }
    let source = try directory.write(lines.map { $0 + "\n" }.joined(), to: "text.source")
    let target = try directory.write(lines.map { String($0.reversed()) + "\n" }.joined(), to: "text.target")
    var job = PreprocessJob(train: [.files(source: source, target: target)], output: directory.file(output))
    job.validation = job.train
    job.options.text.vocabularySize = 340
    job.options.text.subwords = type
    job.options.regularization = regularization
    job.isQuiet = true
    job.threads = threads
    change(&job)
    try Preprocessor(job).run()
  }

  @Test(arguments: SubwordType.allCases)
  func samplesReadAsThePlainTextAndVary(type: SubwordType) throws {
    try make(type: type)
    let opened = try DataDirectory(path: data)
    try opened.verify()
    let (train, sampled) = (opened.train, try #require(opened.train.sampled))
    #expect(sampled.perPair == 3 && sampled.set.count == 900)
    var different = 0
    for pair in 0..<train.count {
      for number in 0..<3 {
        let index = sampled.index(pair: pair, number: number)
        let (source, target) = (sampled.set.source(index), sampled.set.target(index))
        #expect(opened.pipeline.decodeSource(source) == opened.pipeline.decodeSource(train.source(pair)))
        #expect(opened.pipeline.decodeTarget(target) == opened.pipeline.decodeTarget(train.target(pair)))
        different += source != train.source(pair) ? 1 : 0
      }
    }
    #expect(different > 300, "\(different) of 900 differ from the plain encoding")
    #expect(sampled.set.sourceTokens > 3 * train.sourceTokens)
    #expect(opened.validation.sampled == nil)
    let options = try #require(opened.manifest.options.regularization)
    #expect(options.alpha == (type == .bpe ? 0.1 : 0.3), "the manifest says what nil meant")
  }

  @Test func theSameBytesForAnyNumberOfThreads() throws {
    try make("one", threads: 1)
    try make("three", threads: 3)
    try make("other") { $0.options.text.seed = 2 }
    let hashes = try ["one", "three", "other"].map { try DataDirectory(path: directory.file($0)).hash }
    #expect(hashes[0] == hashes[1])
    let samples = "train-samples-00000.shard"
    #expect(try directory.read("one/\(samples)") == directory.read("three/\(samples)"))
    #expect(try directory.read("one/\(samples)") != directory.read("other/\(samples)"))
  }

  @Test func moreSamplesBeginWithTheSameOnesAndThePlainShardStays() throws {
    try make("none", nil)
    try make("two", SubwordRegularization(samples: 2))
    try make("five", SubwordRegularization(samples: 5))
    let plain = try directory.read("none/train-00000.shard")
    #expect(try plain == directory.read("two/train-00000.shard") && plain == directory.read("five/train-00000.shard"))
    let (two, five) = try (
      #require(DataDirectory(path: directory.file("two")).train.sampled),
      #require(DataDirectory(path: directory.file("five")).train.sampled)
    )
    for pair in 0..<300 {
      for number in 0..<2 {
        let places = (two.index(pair: pair, number: number), five.index(pair: pair, number: number))
        #expect(two.set.source(places.0) == five.set.source(places.1))
        #expect(two.set.target(places.0) == five.set.target(places.1))
      }
    }
  }

  @Test func onlyTheNamedSideIsSampled() throws {
    try make("data", SubwordRegularization(samples: 2, alpha: 0.2, side: .source))
    let train = try DataDirectory(path: data).train
    let sampled = try #require(train.sampled)
    #expect((0..<600).allSatisfy { sampled.set.target($0) == train.target($0 / 2) })
    #expect((0..<600).contains { sampled.set.source($0) != train.source($0 / 2) })
  }

  @Test func whatBecomesTooLongStaysPlainAndIsCounted() throws {
    try make("free", SubwordRegularization(samples: 2, alpha: 0.05))
    let longest = try DataDirectory(path: directory.file("free")).manifest.train.counts
    let limit = max(longest.longestSource, longest.longestTarget) - 2
    try make("data", SubwordRegularization(samples: 2, alpha: 0.05)) { $0.options.filters.maximumLength = limit }
    let opened = try DataDirectory(path: data)
    let sampled = try #require(opened.train.sampled)
    var plain = 0
    for index in 0..<sampled.set.count {
      #expect(max(sampled.set.sourceLength(index), sampled.set.targetLength(index)) <= limit)
      plain += sampled.set.source(index) == opened.train.source(index / 2) ? 1 : 0
    }
    let counted = try #require(opened.manifest.train.sampled).tooLong
    #expect(counted > 0 && counted <= plain, "\(counted) of \(plain)")
  }

  /// A directory without samples is what it was before there were any: no key says otherwise.
  @Test func withoutSamplesNothingIsNew() throws {
    try make("data", nil)
    let text = String(decoding: try directory.read("data/manifest.json"), as: UTF8.self)
    #expect(text.contains("\"formatVersion\" : 1,") && !text.contains("sampled") && !text.contains("regularization"))
    #expect(try DataDirectory(path: data).train.sampled == nil)
  }

  @Test func aDamagedShardOfSamplesIsRefused() throws {
    try make()
    let name = "data/train-samples-00000.shard"
    let bytes = try directory.read(name)
    func expectRefusal(_ what: Comment) {
      let failure = #expect(throws: Failure.self, what) { try DataDirectory(path: data) }
      #expect(failure?.code == .badData && failure?.place.contains("train-samples-00000.shard") == true, what)
    }
    for place in stride(from: 0, to: bytes.count, by: 997) {
      var changed = bytes
      changed[place] ^= 0x10
      try directory.write(changed, to: name)
      expectRefusal("byte \(place)")
    }
    try directory.write(Array(bytes.dropLast(16)), to: name)
    expectRefusal("cut")
    try FileManager.default.removeItem(atPath: directory.file(name))
    expectRefusal("missing")
    try directory.write(bytes, to: name)
    try DataDirectory(path: data).verify()
  }

  /// Manifests that fit their own checksum but lie about the samples.
  @Test(arguments: ["perPair", "zero", "huge", "tokens", "shards", "plain", "format"])
  func aLyingManifestIsRefused(lie: String) throws {
    try make()
    var manifest = try DataDirectory(path: data).manifest
    switch lie {
    case "perPair": manifest.train.sampled?.perPair += 1
    case "zero": manifest.train.sampled?.perPair = 0
    case "huge": manifest.train.sampled?.perPair = .max
    case "tokens": manifest.train.sampled?.targetTokens += 1
    case "shards": manifest.train.sampled?.shards = []
    case "plain": manifest.train.sampled?.shards = manifest.train.shards
    default: manifest.formatVersion = 1
    }
    try directory.write(try manifest.encoded(), to: "data/manifest.json")
    let failure = #expect(throws: Failure.self) { try DataDirectory(path: data) }
    #expect(failure?.code == .badData && failure?.remedy.isEmpty == false)
  }

  @Test func impossibleOptionsAreRefusedByName() throws {
    let cases: [(SubwordRegularization, SubwordType, what: String)] = [
      (SubwordRegularization(samples: 65), .unigram, "samples is 65"),
      (SubwordRegularization(samples: -1), .unigram, "samples is -1"),
      (SubwordRegularization(samples: 1, alpha: -0.1), .unigram, "alpha is -0.1"),
      (SubwordRegularization(samples: 1, alpha: .infinity), .unigram, "alpha is inf"),
      (SubwordRegularization(samples: 1, alpha: 1.5), .bpe, "1.5 is too large"),
    ]
    for (options, type, what) in cases {
      let failure = #expect(throws: Failure.self) { try make("bad", options, type: type) }
      #expect(failure?.code == .usage && failure?.description.contains(what) == true, "\(failure?.description ?? "")")
    }
    #expect(!FileManager.default.fileExists(atPath: directory.file("bad")))
  }
}
