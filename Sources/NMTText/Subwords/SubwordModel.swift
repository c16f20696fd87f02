import CSentencePiece
import Foundation
import NMTSettings
import NMTSystem

/// Algorithm that splits a line into subwords.
public enum SubwordType: String, Codable, Sendable, CaseIterable {
  /// Unigram language model (Kudo 2018, "Subword regularization").
  case unigram
  /// Byte-pair encoding (Sennrich et al. 2016).
  case bpe
}

extension SubwordType: SettingValue {}

/// A SentencePiece model: text to ids and back. Safe to use from any number of threads.
public final class SubwordModel: @unchecked Sendable {
  // SentencePiece's const methods are thread-safe, and nothing changes the model after `init`.
  private let model: OpaquePointer
  /// The model file's bytes.
  public let bytes: [UInt8]
  /// Pieces of the model.
  public let vocabulary: Vocabulary
  /// Algorithm that splits words into subwords.
  public let type: SubwordType
  private let sampler: SubwordSampler
  /// Bytes that each id adds to a text.
  private let surfaces: [[UInt8]]

  /// A model from the bytes of its file.
  ///
  /// - Parameters:
  ///   - bytes: a SentencePiece model, unigram or BPE.
  /// - place: origin of the bytes, for messages.
  /// - Throws: `Failure(.badData)` if the bytes are not a model that this toolkit can use.
  public init(bytes: [UInt8], place: String) throws {
    let file = try SubwordModelFile(bytes, place: place)
    var opened: OpaquePointer?
    let message = bytes.withUnsafeBufferPointer { csp_load($0.baseAddress, $0.count, &opened) }
    if let reason = takeMessage(message) {
      throw Failure(
        .badData, "SentencePiece rejects the model: \(reason)", at: place, remedy: "run nmt-preprocess again")
    }
    model = opened!
    self.bytes = bytes
    type = file.type
    vocabulary = Vocabulary(pieces: file.pieces.map(\.bytes))
    sampler = SubwordSampler(file)
    surfaces = file.pieces.map(\.surface)
  }

  deinit { csp_free(model) }

  /// The best segmentation of a normalized line.
  public func encode(_ line: String) -> [Int32] {
    if line.utf8.count <= LineParts.usualLength { return encodePart(line) }
    var ids: [Int32] = []
    LineParts.forEach(of: line) { part, _ in ids += encodePart(part) }
    return ids
  }

  private func encodePart(_ line: String) -> [Int32] {
    var line = line
    return line.withUTF8 { text in
      var ids: UnsafeMutablePointer<Int32>?
      var count = 0
      let message = text.withMemoryRebound(to: CChar.self) { text in
        csp_encode(model, text.baseAddress, text.count, &ids, &count)
      }
      SubwordModel.check(message)
      defer { free(ids) }
      return Array(UnsafeBufferPointer(start: ids, count: count))
    }
  }

  /// Bytes that an id adds to a text; none for pad, BOS and EOS.
  func surface(of id: Int32) -> [UInt8] { surfaces[Int(id)] }

  /// The text of a sequence of ids. Pad, BOS and EOS have none, the leading space is dropped, and bytes that are not
  /// valid UTF-8 become U+FFFD. Ids must be below the vocabulary's size.
  public func decode(_ ids: [Int32]) -> String {
    var text: [UInt8] = []
    var isFirst = true
    for id in ids where !surfaces[Int(id)].isEmpty {
      let hasSpaceInFront = isFirst && vocabulary.bytes(of: id).starts(with: SubwordSampler.space)
      text += surfaces[Int(id)].dropFirst(hasSpaceInFront ? 1 : 0)
      isFirst = false
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Decodes with SentencePiece's own decoder; for tests.
  package func decodeReference(_ ids: [Int32]) -> String {
    var text: UnsafeMutablePointer<CChar>?
    var count = 0
    SubwordModel.check(csp_decode(model, ids, ids.count, &text, &count))
    defer { free(text) }
    return String(decoding: UnsafeRawBufferPointer(start: text, count: count), as: UTF8.self)
  }

  /// Up to `limit` different segmentations, best first, with their log-probabilities. Returns only the best one for a
  /// BPE model or a line above 8 KiB, because the library's search grows much faster than the line.
  public func nBest(_ line: String, limit: Int) -> [(ids: [Int32], score: Float)] {
    precondition(limit > 0 && limit <= 1024, "n-best segmentation: 1 to 1,024")
    guard type == .unigram, (1...8192).contains(line.utf8.count) else { return [(encode(line), 0)] }
    var line = line
    return line.withUTF8 { text in
      var (ids, lengths): (UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?)
      var scores: UnsafeMutablePointer<Float>?
      var count = 0
      let message = text.withMemoryRebound(to: CChar.self) { text in
        csp_encode_nbest(model, text.baseAddress, text.count, Int32(limit), &ids, &lengths, &scores, &count)
      }
      SubwordModel.check(message)
      defer {
        free(ids)
        free(lengths)
        free(scores)
      }
      var start = 0
      return (0..<count).map { index in
        let length = Int(lengths![index])
        defer { start += length }
        return (Array(UnsafeBufferPointer(start: ids! + start, count: length)), scores![index])
      }
    }
  }

  /// A random segmentation for subword regularization; equal seeds return equal segmentations.
  ///
  /// - Parameters:
  ///   - line: a normalized line.
  /// - alpha: for unigram models the inverse temperature (Kudo 2018): 0 draws evenly among all segmentations, large
  ///   values return the best one. For BPE the probability of dropping a merge (Provilkov et al. 2020): 0 returns the
  ///   usual segmentation, 1 single characters.
  ///   - limit: number of best segmentations of a unigram model to draw from; nil draws from all.
  ///   - seed: decides the draw.
  public func sample(_ line: String, alpha: Double, nBest limit: Int? = nil, seed: UInt64) -> [Int32] {
    guard type == .unigram, let limit else { return sampler.samples(line, alpha: alpha, seeds: [seed])[0] }
    var generator = SplitMix64(seed: seed)
    let candidates = nBest(line, limit: limit)
    let best = Double(candidates[0].score)
    let weights = candidates.map { exp(alpha * (Double($0.score) - best)) }
    var rest = generator.nextUnit() * weights.reduce(0, +)
    for (candidate, weight) in zip(candidates, weights) {
      rest -= weight
      if rest < 0 { return candidate.ids }
    }
    return candidates[0].ids
  }

  /// Draws one segmentation per seed; equal to separate calls of `sample` without `nBest`, but faster.
  public func samples(_ line: String, alpha: Double, seeds: [UInt64]) -> [[Int32]] {
    sampler.samples(line, alpha: alpha, seeds: seeds)
  }

  /// Traps on an error message: with a checked model and valid UTF-8 these calls fail only when out of memory.
  private static func check(_ message: UnsafeMutablePointer<CChar>?) {
    if let reason = takeMessage(message) { preconditionFailure("SentencePiece: \(reason)") }
  }
}

/// Converts a message from the C interface to a string and frees it; nil if there is none.
func takeMessage(_ message: UnsafeMutablePointer<CChar>?) -> String? {
  guard let message else { return nil }
  defer { free(message) }
  return String(cString: message)
}
