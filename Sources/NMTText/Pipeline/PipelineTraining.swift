import NMTSystem

/// The text that subwords are learned from: a bounded, even sample of each side, normalized line by line as it is read.
public struct PipelineSample: Sendable {
  /// Options of the pipeline to be trained.
  public let options: TextPipelineOptions
  private let sourceNormalizer: TextNormalizer
  private let targetNormalizer: TextNormalizer
  private(set) var source: LineSample
  private(set) var target: LineSample

  /// An empty sample.
  ///
  /// - Throws: `Failure(.badConfiguration)` for options that are not allowed.
  public init(options: TextPipelineOptions) throws {
    try options.validate()
    self.options = options
    sourceNormalizer = options.normalizer(.source)
    targetNormalizer = options.normalizer(.target)
    // Equal seeds draw both sides of a pair together.
    source = LineSample(lineLimit: options.sampleLines, seed: options.seed)
    target = LineSample(lineLimit: options.sampleLines, seed: options.seed)
  }

  /// Offers a line of one side to the sample, which normalizes it and keeps it or not.
  public mutating func add(_ line: String, _ side: TextSide) {
    switch side {
    case .source: source.add(sourceNormalizer.normalize(line))
    case .target: target.add(targetNormalizer.normalize(line))
    }
  }
}

extension TextPipeline {
  /// Learns the subwords of both sides from a sample.
  /// - Throws: `Failure` when the text or the options do not allow the vocabulary.
  public static func train(_ sample: PipelineSample) throws -> TextPipeline {
    let options = sample.options
    if options.sharesVocabulary {
      let lines = sample.source.lines + sample.target.lines
      let joint = try SubwordTrainer.train(lines, options: options, name: "source and target text")
      return TextPipeline(options: options, source: joint, target: nil)
    }
    let source = try SubwordTrainer.train(sample.source.lines, options: options, name: "source text")
    let target = try SubwordTrainer.train(sample.target.lines, options: options, name: "target text")
    return TextPipeline(options: options, source: source, target: target)
  }

  /// Learns from whole files, plain or gzip, one segment per line.
  /// - Throws: `Failure` for files that cannot be read, for invalid UTF-8 under `.fail`, and for what `train(_:)`
  ///   throws.
  public static func train(
    source: [String], target: [String], options: TextPipelineOptions, invalidUTF8: InvalidUTF8Policy = .replace
  ) throws -> TextPipeline {
    var sample = try PipelineSample(options: options)
    var invalidCount = 0
    for (side, paths) in [(TextSide.source, source), (.target, target)] {
      for path in paths {
        let reader = try LineReader(path: path)
        while let line = try reader.next() {
          let place = { reader.place }
          sample.add(try decodeUTF8(line, policy: invalidUTF8, place: place, counter: &invalidCount), side)
        }
      }
    }
    return try train(sample)
  }
}
