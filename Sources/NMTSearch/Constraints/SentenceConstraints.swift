import NMTSystem
import NMTText

/// The constraints of one line in the form that the search tracks: bytes of the target text.
package struct SentenceConstraints: Sendable {
  /// A required phrase.
  package struct Phrase: Sendable {
    /// The phrase's text, without a leading space.
    package let bytes: [UInt8]
    /// The model's own segmentation, including the leading space.
    let tokens: [Int32]
    /// Number of `bytes` written after each of the tokens.
    let ends: [Int]
    /// Whether the phrase must begin at a word boundary.
    let needsStart: Bool
    /// Whether the phrase must end at a word boundary.
    let needsEnd: Bool
    /// An equal phrase that must be met first, so that one piece of text does not meet two of them.
    let after: Int?

    /// Steps to write the phrase, including the one that ends its word.
    var steps: Int { tokens.count + (needsEnd ? 1 : 0) }
  }

  package let text: TargetText
  /// Subwords of the prefix, up to a last word that may continue.
  let prefixTokens: [Int32]
  /// Remaining bytes of the prefix, in any segmentation.
  let prefixRest: [UInt8]
  package let phrases: [Phrase]
  let excluded: [(bytes: [UInt8], holders: [Int32])]

  /// Most phrases that a line may require.
  package static let phraseLimit = 64

  package init(_ constraints: LineConstraints, text: TargetText) throws {
    self.text = text
    let prefix = try text.encode(constraints.prefix, option: "prefix")
    var bytes = prefix.map(text.surface)
    let isWhole = constraints.prefix.unicodeScalars.last?.properties.isWhitespace == true
    let lastWord =
      isWhole ? prefix.count : prefix.indices.last { text.surface(prefix[$0]).first == 0x20 } ?? 0
    prefixTokens = Array(prefix[..<lastWord])
    bytes.removeFirst(lastWord)
    prefixRest = Array(bytes.joined()) + (isWhole && !prefix.isEmpty ? [0x20] : [])
    var phrases: [Phrase] = []
    for required in constraints.include {
      guard let phrase = try Self.phrase(required, before: phrases, text) else { continue }
      // The limit is checked here because each phrase is compared with all before it.
      guard phrases.count < Self.phraseLimit else {
        throw Failure(
          .badData, "too many phrases for one line", at: "include", expected: "at most \(Self.phraseLimit)")
      }
      phrases.append(phrase)
    }
    self.phrases = phrases
    excluded = try constraints.exclude.compactMap { phrase in
      let bytes = Array(try text.encode(phrase, option: "exclude").flatMap(text.surface).drop { $0 == 0x20 })
      return bytes.isEmpty ? nil : (bytes, text.tokens(holding: bytes))
    }
  }

  private static func phrase(
    _ required: RequiredPhrase, before: [Phrase], _ text: TargetText
  ) throws -> Phrase? {
    var tokens = try text.encode(required.text, option: "include")
    let bytes = Array(tokens.flatMap(text.surface).drop { $0 == 0x20 })
    guard !bytes.isEmpty else { return nil }
    // A phrase in a script without spaces may occur anywhere, without a leading space.
    let needsStart = beginsInsideWord(bytes[...])
    if !needsStart, !isPunctuation(bytes), let plain = text.segment(bytes[...]) { tokens = plain }
    var end = bytes.count - tokens.reduce(0) { $0 + text.surface($1).count }
    let ends = tokens.map { token in
      end += text.surface(token).count
      return end
    }
    return Phrase(
      bytes: bytes, tokens: tokens, ends: ends, needsStart: needsStart,
      needsEnd: !required.isStem && endsInsideWord(bytes[...]), after: before.lastIndex { $0.bytes == bytes })
  }

  /// Whether a phrase begins with punctuation or a sign, which keeps its leading space.
  private static func isPunctuation(_ bytes: [UInt8]) -> Bool { bytes[0] < 0x80 }

  /// Bytes that the translation begins with.
  package var prefixBytes: [UInt8] { prefixTokens.flatMap(text.surface) + prefixRest }

  /// Bit mask with all phrases met.
  var allMet: UInt64 { phrases.count == 64 ? .max : (1 << UInt64(phrases.count)) - 1 }

  /// Steps to write the prefix and all phrases.
  package var steps: Int { phrases.reduce(0) { $0 + $1.steps } + prefixTokens.count + prefixRest.count }

  /// Allowed lengths, extended so that all required text fits.
  func widened(_ limits: ClosedRange<Int>) -> ClosedRange<Int> {
    limits.lowerBound...max(limits.upperBound, steps + 2)
  }
}

// MARK: What may come next

extension SentenceConstraints {
  /// While the prefix is incomplete, allows only subwords that continue it and returns true.
  package func applyPrefix(_ row: UnsafeMutableBufferPointer<Float>, tokens: [Int32]) -> Bool {
    var allowed: [Int32] = []
    if tokens.count < prefixTokens.count {
      allowed = [prefixTokens[tokens.count]]
    } else {
      var written = 0
      for token in tokens[prefixTokens.count...] where written < prefixRest.count {
        written += text.surface(token).count
      }
      guard written < prefixRest.count else { return false }
      let rest = prefixRest[written...]
      text.forEach(beginning: rest) { if text.surface($0).count < rest.count { allowed.append($0) } }
      text.forEach(beginningWith: rest) { allowed.append($0) }
    }
    let kept = allowed.map { row[Int($0)] }
    row.update(repeating: -.infinity)
    for (token, value) in zip(allowed, kept) { row[Int(token)] = value }
    return true
  }

  /// Forbids every subword that would complete an excluded phrase, unless the subword itself continues the word.
  func applyExclusions(_ row: UnsafeMutableBufferPointer<Float>, tail: TextTail) {
    for (phrase, holders) in excluded {
      for token in holders { row[Int(token)] = -.infinity }
      let isWord = beginsInsideWord(phrase[...])
      for written in 0..<phrase.count where tail.endsWith(phrase[..<written], atWordStart: isWord) {
        let rest = phrase[written...]
        text.forEach(beginningWith: rest) { token in
          if !beginsInsideWord(text.surface(token)[rest.count...]) { row[Int(token)] = -.infinity }
        }
      }
    }
  }

  /// Number of trailing bytes of a hypothesis's text that constraints look at.
  var reach: Int {
    max(phrases.lazy.map(\.bytes.count).max() ?? 0, excluded.lazy.map(\.bytes.count).max() ?? 0) + 4
  }
}

extension SentenceConstraints {
  /// All subwords that prefix and phrases may need, wherever the text before splits them; a shortlist must contain
  /// these.
  var neededTokens: [Int32] {
    var needed = prefixTokens
    for start in prefixRest.indices {
      text.forEach(beginning: prefixRest[start...]) { needed.append($0) }
      text.forEach(beginningWith: prefixRest[start...]) { needed.append($0) }
    }
    for phrase in phrases {
      needed += phrase.tokens
      for start in phrase.bytes.indices { needed += text.segment(phrase.bytes[start...])?.prefix(1) ?? [] }
    }
    return needed
  }
}

/// Trailing bytes of a hypothesis's text.
struct TextTail {
  let bytes: [UInt8]

  /// - Parameter reach: bytes that are needed; there may be more.
  init(_ tokens: [Int32], reach: Int, text: TargetText) {
    var parts: [[UInt8]] = []
    var count = 0
    for token in tokens.reversed() where count < reach {
      parts.append(text.surface(token))
      count += parts.last!.count
    }
    bytes = Array(parts.reversed().joined())
  }

  /// Whether the text ends with `part` and, if `atWordStart`, `part` begins at a word boundary.
  func endsWith(_ part: ArraySlice<UInt8>, atWordStart: Bool) -> Bool {
    guard bytes.count >= part.count, bytes[(bytes.count - part.count)...].elementsEqual(part) else { return false }
    return !atWordStart || !endsInsideWord(bytes[..<(bytes.count - part.count)])
  }
}
