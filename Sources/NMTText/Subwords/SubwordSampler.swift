import Foundation
import NMTSystem

/// Draws random segmentations with generators that are passed in as seeds.
///
/// SentencePiece samples with generators of its own, one a thread, that can be seeded only before a thread's first use;
/// a training that must resume with the same bits cannot use them. The pieces and scores are the model's.
struct SubwordSampler: Sendable {
  /// A piece that begins at a known place: its id, its length in bytes, its score.
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
  /// The ids of bytes 0…255, empty if the model has none.
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
    // The library's own penalty for a character that is not a piece.
    unknownScore = (file.pieces.filter { $0.kind == .normal }.map { Double($0.score) }.min() ?? 0) - 10
  }

  /// A segmentation of the line for each seed, the same for the same seed whatever the others are. What all of them
  /// need, the lattice of a unigram model, is made once.
  func samples(_ line: String, alpha: Double, seeds: [UInt64]) -> [[Int32]] {
    var samples = [[Int32]](repeating: [], count: seeds.count)
    guard !line.isEmpty else { return samples }
    var generators = seeds.map { SplitMix64(seed: $0) }
    var text = SubwordSampler.space
    for byte in line.utf8 {
      if byte == 0x20 { text += SubwordSampler.space } else { text.append(byte) }
    }
    // User-defined symbols are never cut and never joined: what stands between them is drawn.
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

  /// Appends what each generator draws of `text` to its sample.
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

  /// Pieces that begin at `start`, shortest first; if none is as short as one character, an unknown of that length.
  func matches(_ text: [UInt8], at start: Int) -> [Match] {
    let characterLength = SubwordSampler.characterLength(text[start])
    var found = trie.matches(text, at: start).map { Match(id: $0.id, length: $0.length, score: scores[Int($0.id)]) }
    if found.first?.length != characterLength {
      found.insert(Match(id: Vocabulary.unk, length: characterLength, score: unknownScore), at: 0)
    }
    return found
  }

  /// A piece's own id, or the ids of an unknown character's bytes.
  func ids(of match: Match, _ text: [UInt8], at start: Int) -> [Int32] {
    guard match.id == Vocabulary.unk, !byteIds.isEmpty else { return [match.id] }
    return text[start..<start + match.length].map { byteIds[Int($0)] }
  }

  /// Id of exactly these bytes, nil if they are not a piece.
  func id(of bytes: ArraySlice<UInt8>) -> Int32? { trie.id(of: bytes) }

  func score(_ id: Int32) -> Double { scores[Int(id)] }

  /// Bytes of the UTF-8 character that begins with `first`.
  static func characterLength(_ first: UInt8) -> Int {
    first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
  }
}
