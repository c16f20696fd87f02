import NMTSystem
package import NMTText

/// Bytes that each target subword adds to a text, and where words begin and end in them.
///
/// `▁` adds a space and a byte piece its byte, so a hypothesis's text is the concatenation of its subwords' bytes,
/// whatever the segmentation. Constraints are tracked in this text, never in subwords.
package final class TargetText: Sendable {
  private let surfaces: [[UInt8]]
  /// Ids of subwords that add text, sorted by their bytes.
  private let sorted: [Int32]
  /// Whether the subword continues a preceding word.
  private let continuesWord: [Bool]
  private let pipeline: TextPipeline

  package init(_ pipeline: TextPipeline) {
    self.pipeline = pipeline
    let surfaces = (0..<Int32(pipeline.targetVocabularySize)).map(pipeline.targetSurface)
    self.surfaces = surfaces
    sorted = surfaces.indices.filter { $0 > Int(Vocabulary.eos) && !surfaces[$0].isEmpty }
      .sorted { surfaces[$0].lexicographicallyPrecedes(surfaces[$1]) }.map { Int32($0) }
    continuesWord = surfaces.map { beginsInsideWord($0[...]) }
  }

  /// Bytes of a subword; empty for the special ones.
  package func surface(_ token: Int32) -> [UInt8] { token > Vocabulary.eos ? surfaces[Int(token)] : [] }

  /// Whether a subword, or the end of sentence, ends the preceding word.
  package func closesWord(_ token: Int32) -> Bool { token == Vocabulary.eos || !continuesWord[Int(token)] }

  /// Calls `body` with each subword whose bytes begin with `bytes`.
  func forEach(beginningWith bytes: ArraySlice<UInt8>, _ body: (Int32) -> Void) {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if surfaces[Int(sorted[middle])].lexicographicallyPrecedes(bytes) { low = middle + 1 } else { high = middle }
    }
    while low < sorted.count, surfaces[Int(sorted[low])].starts(with: bytes) {
      body(sorted[low])
      low += 1
    }
  }

  /// Calls `body` with each subword that is a prefix of `bytes`, shortest first.
  func forEach(beginning bytes: ArraySlice<UInt8>, _ body: (Int32) -> Void) {
    for length in 1..<max(bytes.count + 1, 1) {
      let head = bytes.prefix(length)
      var found = false
      forEach(beginningWith: head) { token in
        found = true
        if surfaces[Int(token)].count == length { body(token) }
      }
      if !found { return }
    }
  }

  /// The subwords of a text, segmented as in training.
  ///
  /// - Throws: a `Failure` if the vocabulary cannot spell the text.
  func encode(_ text: String, option: String) throws -> [Int32] {
    try targetSubwords(of: text, pipeline, at: option)
  }

  /// Greedy segmentation into the longest matching subwords; nil if there is none.
  func segment(_ bytes: ArraySlice<UInt8>) -> [Int32]? {
    var (rest, tokens): (ArraySlice<UInt8>, [Int32]) = (bytes, [])
    while !rest.isEmpty {
      var longest: Int32?
      forEach(beginning: rest) { longest = $0 }
      guard let longest else { return nil }
      tokens.append(longest)
      rest = rest.dropFirst(surfaces[Int(longest)].count)
    }
    return tokens
  }

  /// Subwords that contain a phrase after their first byte, at word boundaries on both sides.
  func tokens(holding phrase: [UInt8]) -> [Int32] {
    sorted.filter { token in
      let bytes = surfaces[Int(token)]
      guard bytes.count > phrase.count else { return false }
      return (1...bytes.count - phrase.count).contains { start in
        bytes[start...].starts(with: phrase) && !endsInsideWord(bytes[..<start])
          && !beginsInsideWord(bytes[(start + phrase.count)...])
      }
    }
  }
}

/// The subwords of a target text.
///
/// - Throws: a `Failure` at `place` if the vocabulary cannot spell the text.
@discardableResult
package func targetSubwords(of text: String, _ pipeline: TextPipeline, at place: String) throws -> [Int32] {
  let tokens = pipeline.encodeTarget(text)
  guard !tokens.contains(Vocabulary.unk) else {
    throw Failure(
      .badData, "'\(text)' holds characters that the model's vocabulary cannot spell", at: place,
      remedy: "leave it out, or train with byte fallback")
  }
  return tokens
}

/// Whether text that begins with these bytes can continue a preceding word: it begins with a letter, mark, digit or
/// connector, or inside a character. In scripts without spaces, words do not continue in this sense.
package func beginsInsideWord(_ bytes: ArraySlice<UInt8>) -> Bool {
  guard let first = bytes.first else { return false }
  if first < 0x80 { return isWordByte(first) }
  var decoder = UTF8()
  var iterator = bytes.makeIterator()
  guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return true }
  return isWordScalar(scalar)
}

/// Whether text with these bytes ends in a letter, mark, digit or connector.
package func endsInsideWord(_ bytes: ArraySlice<UInt8>) -> Bool {
  guard let last = bytes.last else { return false }
  if last < 0x80 { return isWordByte(last) }
  let start = bytes.lastIndex { $0 & 0xC0 != 0x80 } ?? bytes.startIndex
  return beginsInsideWord(bytes[start...])
}

/// Control characters count as parts of a word: they are removed from a finished text, so they cannot end one.
private func isWordByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x00..<0x20, 0x7F: true
  default: false
  }
}

private func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  // Thai, Lao, Burmese, Khmer; kana; ideographs.
  case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x31F0...0x31FF: return false
  case _ where scalar.properties.isIdeographic: return false
  default: break
  }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
  case .control, .format, .privateUse, .unassigned, .surrogate: return true
  default: return scalar.properties.isAlphabetic
  }
}
