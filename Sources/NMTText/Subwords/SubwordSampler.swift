import Foundation
import NMTSystem

/// Draws random segmentations from explicit seeds.
///
/// SentencePiece samples with one hidden generator per thread, which can be seeded only before the thread's first use;
/// training that must resume bit for bit cannot use them. Pieces and scores are the model's.
struct SubwordSampler: Sendable {
  /// A piece found at a known position: its id, length in bytes and score.
  struct Match {
    let id: Int32
    let length: Int
    let score: Double
  }

  let type: SubwordType
  private let trie: PieceTrie
  /// User-defined symbols.
  private let symbols: PieceTrie
  private let scores: [Double]
  /// Ids of bytes 0…255; empty if the model has none.
  private let byteIds: [Int32]
  private let unknownScore: Double

  /// The escaped space, U+2581.
  static let space: [UInt8] = [0xE2, 0x96, 0x81]

  init(_ file: SubwordModelFile) {
    type = file.type
    let pieces = file.pieces.enumerated()
    trie = PieceTrie(pieces.filter { $0.element.kind == .normal }.map { ($0.element.bytes, Int32($0.offset)) })
    symbols = PieceTrie(pieces.filter { $0.element.kind == .userDefined }.map { ($0.element.bytes, Int32($0.offset)) })
    scores = file.pieces.map { Double($0.score) }
    byteIds = pieces.filter { $0.element.kind == .byte }.map { Int32($0.offset) }
    // The library's penalty for a character without a piece.
    unknownScore = (file.pieces.filter { $0.kind == .normal }.map { Double($0.score) }.min() ?? 0) - 10
  }

  /// One segmentation of the line per seed, independent of the other seeds. The lattice of a unigram model, which all
  /// share, is built once.
  func samples(_ line: String, alpha: Double, seeds: [UInt64]) -> [[Int32]] {
    var samples = [[Int32]](repeating: [], count: seeds.count)
    guard !line.isEmpty else { return samples }
    var generators = seeds.map { SplitMix64(seed: $0) }
    var text = SubwordSampler.space
    for byte in line.utf8 {
      if byte == 0x20 { text += SubwordSampler.space } else { text.append(byte) }
    }
    // User-defined symbols are never split or merged; only the text between them is sampled.
    var start = 0
    var position = 0
    func drawUpToHere() {
      if start < position { draw(Array(text[start..<position]), alpha: alpha, using: &generators, into: &samples) }
    }
    while position < text.count {
      if let symbol = symbols.matches(text, at: position).last {
        drawUpToHere()
        for sample in samples.indices { samples[sample].append(symbol.id) }
        position += symbol.length
        start = position
      } else {
        position += SubwordSampler.characterLength(text[position])
      }
    }
    drawUpToHere()
    return samples
  }

  /// Appends each generator's draw from `text` to its sample.
  private func draw(
    _ text: [UInt8], alpha: Double, using generators: inout [SplitMix64], into samples: inout [[Int32]]
  ) {
    switch type {
    case .unigram:
      let lattice = Lattice(self, text, alpha: alpha)
      for sample in samples.indices { samples[sample] += lattice.draw(using: &generators[sample]) }
    case .bpe:
      for sample in samples.indices {
        samples[sample] += mergeWithDropout(text, dropout: alpha, using: &generators[sample])
      }
    }
  }

  /// Pieces that begin at `start`, shortest first. If none is a single character, adds an unknown one of that length.
  func matches(_ text: [UInt8], at start: Int) -> [Match] {
    let characterLength = SubwordSampler.characterLength(text[start])
    var found = trie.matches(text, at: start).map { Match(id: $0.id, length: $0.length, score: scores[Int($0.id)]) }
    if found.first?.length != characterLength {
      found.insert(Match(id: Vocabulary.unk, length: characterLength, score: unknownScore), at: 0)
    }
    return found
  }

  /// The piece's id, or the byte ids of an unknown character.
  func ids(of match: Match, _ text: [UInt8], at start: Int) -> [Int32] {
    guard match.id == Vocabulary.unk, !byteIds.isEmpty else { return [match.id] }
    return text[start..<start + match.length].map { byteIds[Int($0)] }
  }

  /// Id of the piece with exactly these bytes; nil if there is none.
  func id(of bytes: ArraySlice<UInt8>) -> Int32? { trie.id(of: bytes) }

  func score(_ id: Int32) -> Double { scores[Int(id)] }

  /// Bytes of the UTF-8 character that begins with `first`.
  static func characterLength(_ first: UInt8) -> Int {
    first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
  }
}
