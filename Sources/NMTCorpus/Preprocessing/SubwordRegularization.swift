package import NMTSettings
import NMTSystem
package import NMTText

/// Sampled encodings of the training pairs in addition to the plain one, so that training sees words split in many
/// ways: subword regularization (Kudo 2018) for unigram models, BPE dropout (Provilkov et al. 2020) for BPE models.
package struct SubwordRegularization: Codable, Sendable, Equatable {
  /// Sides to sample; the other side keeps its plain encoding.
  package enum Side: String, Codable, Sendable, CaseIterable {
    case both, source, target
  }

  /// Sampled encodings per training pair, N. The shards take about N + 1 times the disk space.
  package var samples: Int
  /// For unigram models the inverse temperature over all segmentations: smaller values vary more. For BPE the
  /// probability of dropping a merge. Nil uses `defaultAlpha` of the model's type.
  package var alpha: Double?
  package var side: Side

  package init(samples: Int, alpha: Double? = nil, side: Side = .both) {
    self.samples = samples
    self.alpha = alpha
    self.side = side
  }

  /// Default `alpha`. BPE: 0.1, as in the paper. Unigram: 0.3, which makes lines an eighth longer, like Kudo's 0.1
  /// among the 64 best segmentations; 0.1 among all of them would double a line.
  package static func defaultAlpha(_ type: SubwordType) -> Double { type == .bpe ? 0.1 : 0.3 }

  package static let counts = 1...64

  /// Default number of encodings per pair, and the largest corpus (in pairs) to get them. Small corpora gain by far the
  /// most (Kudo 2018, table 3; Provilkov et al. 2020, section 5.1), and their samples take little disk space.
  package static let automatic = (samples: 8, mostPairs: 500_000)

  /// Eight encodings, for `PreprocessJob.smallCorpusRegularization`.
  package static func forSmallCorpora(alpha: Double? = nil, side: Side = .both) -> SubwordRegularization {
    SubwordRegularization(samples: automatic.samples, alpha: alpha, side: side)
  }

  /// Fills in `alpha` for a model of this type.
  ///
  /// - Throws: `Failure(.usage)` for an `alpha` that must be a probability but is not.
  package func resolved(for type: SubwordType) throws -> SubwordRegularization {
    var resolved = self
    let alpha = self.alpha ?? Self.defaultAlpha(type)
    resolved.alpha = alpha
    guard type == .unigram || alpha <= 1 else {
      throw Failure(
        .usage, "\(alpha) is too large for a BPE model", at: "--sampling-alpha", expected: "a probability, 0 to 1")
    }
    return resolved
  }

  /// The N sampled encodings of one side of a pair, or N copies of the plain one if this side is not sampled. A pure
  /// function of the line, the seed and the line's place; sample k is the same for any `samples` above k.
  func encodings(
    of line: String, _ side: TextSide, plain: [Int32], pipeline: TextPipeline, place: (input: Int, line: Int)
  ) -> [[Int32]] {
    guard self.side == .both || self.side.rawValue == side.rawValue else {
      return Array(repeating: plain, count: samples)
    }
    let input = SplitMix64.value(seed: pipeline.options.seed, at: UInt64(place.input))
    let stream = SplitMix64.value(seed: input, at: 2 * UInt64(place.line) + (side == .source ? 0 : 1))
    let seeds = (0..<UInt64(samples)).map { SplitMix64.value(seed: stream, at: $0) }
    let alpha = alpha ?? Self.defaultAlpha(pipeline.options.subwords)
    return pipeline.samples(normalized: line, side: side, alpha: alpha, seeds: seeds)
  }
}

extension SubwordRegularization: CheckedOptions {
  package static let rules: [OptionRule<SubwordRegularization>] = [
    .range(\.samples, counts),
    .range(\.alpha, 0...),
  ]
}
