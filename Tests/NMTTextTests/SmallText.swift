import NMTSystem
import NMTTestSupport
import NMTText

/// Text that the tests write themselves, small but enough for a vocabulary.
enum SmallText {
  static let lines: [String] = {
    let people = ["The old baker", "My sister", "A tall sailor", "The quiet teacher", "Your neighbour", "Our captain"]
    let verbs = ["carries", "paints", "remembers", "sells", "repairs", "forgets", "describes", "borrows"]
    let things = ["a blue lantern", "the broken clock", "seven green apples", "an empty bottle", "the longest letter"]
    let places = ["in the harbour.", "under the bridge!", "near the station?", "behind the mill, at night."]
    var generator = SplitMix64(seed: 7)
    func pick(_ words: [String]) -> String { words[Int(generator.next() % UInt64(words.count))] }
    return (0..<400).map { _ in [pick(people), pick(verbs), pick(things), pick(places)].joined(separator: " ") }
  }()

  static func pipeline(
    _ type: SubwordType, size: Int = 340, change: (inout TextPipelineOptions) -> Void = { _ in }
  ) throws -> TextPipeline {
    var options = TextPipelineOptions()
    options.subwords = type
    options.vocabularySize = size
    change(&options)
    var sample = try PipelineSample(options: options)
    for line in lines {
      sample.add(line, .source)
      sample.add(line, .target)
    }
    return try TextPipeline.train(sample)
  }
}
