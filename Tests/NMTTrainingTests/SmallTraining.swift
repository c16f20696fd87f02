import NMTCorpus
import NMTSettings
import NMTSystem
import NMTTestSupport
import NMTText
import NMTTraining
import Testing

/// Trainings in this process, on a few hundred pairs of made-up words whose translation is the word reversed.
enum SmallTraining {
  private static let data = Result { try makeData() }

  private static func makeData() throws -> (directory: TemporaryDirectory, path: String) {
    let directory = TemporaryDirectory()
    var state: UInt64 = 7
    func pick(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    let syllables = ["ba", "do", "ki", "lu", "me", "no", "pa", "ri", "su", "te"]
    let words = (0..<40).map { _ in (0...pick(2)).map { _ in syllables[pick(10)] }.joined() }
    for (name, count) in [("train", 300), ("validation", 20)] {
      let lines = (0..<count).map { _ in (0...pick(5)).map { _ in words[pick(40)] } }
      try directory.write(lines.map { $0.joined(separator: " ") + "\n" }.joined(), to: name + ".source")
      let reversed = lines.map { $0.map { String($0.reversed()) }.joined(separator: " ") + "\n" }
      try directory.write(reversed.joined(), to: name + ".target")
    }
    func input(_ name: String) -> PairInput {
      .files(source: directory.file(name + ".source"), target: directory.file(name + ".target"))
    }
    var job = PreprocessJob(train: [input("train")], output: directory.file("data"))
    job.validation = [input("validation")]
    job.options.text.vocabularySize = 300
    job.isQuiet = true
    try Preprocessor(job).run()
    return (directory, job.output)
  }

  /// A very small model; batches of 16, two replicas, no BLEU.
  static func request(_ model: String, _ settings: [String: String] = [:]) throws -> TrainingRequest {
    var all = [
      "data": try data.get().path, "model": model, "preset": "tiny", "embedding": "8", "encoder-width": "8",
      "decoder-width": "8", "batch-sentences": "16", "threads": "2", "validation-bleu-lines": "0", "quiet": "true",
      "tensorboard": "false", "validate-every": "10", "max-updates": "20", "report-every": "5",
    ]
    all.merge(settings) { $1 }
    return try TrainingRequest(entries: all.map { SettingEntry(name: $0.key, text: $0.value, origin: .flag) })
  }

  static func weights(_ directory: TemporaryDirectory, _ model: String) throws -> String {
    try SHA256.hex(ofFile: directory.file(model) + "/model.safetensors")
  }

  /// Those after the last update, which need not be the best ones.
  static func lastWeights(_ directory: TemporaryDirectory, _ model: String) throws -> [UInt8] {
    let newest = try #require(CheckpointDirectory(model: directory.file(model)).newestFirst().first)
    let (_, sections, file) = try CheckpointFile.read(Checkpoint.self, from: newest)
    return try withExtendedLifetime(file) { Array(try #require(sections["weights"])) }
  }
}
