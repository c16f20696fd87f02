import NMTSystem

/// The only conversion between text and ids: normalization, subwords and vocabulary in one value, saved with the data
/// and with the model. Safe to use from any number of threads.
public struct TextPipeline: Sendable {
  /// Options with which the pipeline was trained.
  public let options: TextPipelineOptions
  let source: SubwordModel
  /// Identical to `source` if the vocabulary is shared.
  let target: SubwordModel
  private let sourceNormalizer: TextNormalizer
  private let targetNormalizer: TextNormalizer

  /// - Parameter target: nil if both sides share the vocabulary.
  init(options: TextPipelineOptions, source: SubwordModel, target: SubwordModel?) {
    self.options = options
    self.source = source
    self.target = target ?? source
    sourceNormalizer = options.normalizer(.source)
    targetNormalizer = options.normalizer(.target)
  }

  // MARK: Vocabularies

  /// Whether source and target have one vocabulary.
  public var sharedVocabulary: Bool { source === target }
  /// Vocabulary of the source; ids of source subwords index it.
  public var sourceVocabulary: Vocabulary { source.vocabulary }
  /// Vocabulary of the target; ids of target subwords index it.
  public var targetVocabulary: Vocabulary { target.vocabulary }
  /// Number of source ids, special symbols included.
  public var sourceVocabularySize: Int { sourceVocabulary.size }
  /// Number of target ids, special symbols included.
  public var targetVocabularySize: Int { targetVocabulary.size }

  // MARK: Text to ids

  /// A line as the models see it, before it is split into subwords.
  public func normalize(_ line: String, side: TextSide) -> String {
    (side == .source ? sourceNormalizer : targetNormalizer).normalize(line)
  }

  /// Ids of a source line, without bos and eos; none for a blank line.
  public func encodeSource(_ line: String) -> [Int32] { source.encode(normalize(line, side: .source)) }

  /// Ids of a target line, without bos and eos; none for a blank line.
  public func encodeTarget(_ line: String) -> [Int32] { target.encode(normalize(line, side: .target)) }

  /// Encodes a line that `normalize(_:side:)` already returned.
  public func encode(normalized line: String, side: TextSide) -> [Int32] {
    (side == .source ? source : target).encode(line)
  }

  /// Random segmentations of a line that `normalize(_:side:)` returned, one per seed; equal to what `sampleSource` or
  /// `sampleTarget` return.
  public func samples(normalized line: String, side: TextSide, alpha: Double, seeds: [UInt64]) -> [[Int32]] {
    (side == .source ? source : target).samples(line, alpha: alpha, seeds: seeds)
  }

  /// A random segmentation of a source line (`SubwordModel.sample`); equal seeds return equal segmentations.
  public func sampleSource(_ line: String, alpha: Double, seed: UInt64) -> [Int32] {
    source.sample(normalize(line, side: .source), alpha: alpha, seed: seed)
  }

  /// A random segmentation of a target line.
  public func sampleTarget(_ line: String, alpha: Double, seed: UInt64) -> [Int32] {
    target.sample(normalize(line, side: .target), alpha: alpha, seed: seed)
  }

  /// Up to `limit` segmentations of a source line, best first, with their log-probabilities.
  public func nBestSource(_ line: String, limit: Int) -> [(ids: [Int32], score: Float)] {
    source.nBest(normalize(line, side: .source), limit: limit)
  }

  // MARK: Ids to text

  /// The text of target ids. Pad, BOS and EOS have none, white space is folded and control characters are dropped: a
  /// model that emits the byte 0x0A does not start a second line.
  public func decodeTarget(_ ids: [Int32]) -> String { TextNormalizer.clean(target.decode(ids)) }

  /// The text of source ids.
  public func decodeSource(_ ids: [Int32]) -> String { TextNormalizer.clean(source.decode(ids)) }

  /// Bytes that a target id adds to a text, with the space mark as a space; none for pad, BOS and EOS.
  package func targetSurface(_ id: Int32) -> [UInt8] { target.surface(of: id) }

  /// Bytes that a source id adds to a text; see `targetSurface(_:)`.
  package func sourceSurface(_ id: Int32) -> [UInt8] { source.surface(of: id) }

  /// Source subwords as the vocabulary spells them, one per id.
  public func sourcePieces(_ ids: [Int32]) -> [String] { ids.map(sourceVocabulary.piece) }

  /// Target subwords as the vocabulary spells them, one per id.
  public func targetPieces(_ ids: [Int32]) -> [String] { ids.map(targetVocabulary.piece) }
}
