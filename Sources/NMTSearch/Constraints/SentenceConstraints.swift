import NMTSystem
import NMTText

/// A line's constraints as the search follows them: in bytes of the target text.
package struct SentenceConstraints: Sendable {
  /// A phrase that has to be there.
  package struct Phrase: Sendable {
    /// Its text without a space in front.
    package let bytes: [UInt8]
    /// How the model would write it, with the space in front.
    let tokens: [Int32]
    /// How much of `bytes` stands there behind each of the tokens.
    let ends: [Int]
    /// Whether a word ends before it.
    let needsStart: Bool
    /// Whether the word has to end behind it.
    let needsEnd: Bool
    /// An equal phrase that has to be met before, so that two of them are not met by one piece of text.
    let after: Int?

    /// Steps that it takes to write, the one that ends the word counted.
    var steps: Int { tokens.count + (needsEnd ? 1 : 0) }
  }

  package let text: TargetText
  /// Subwords that the translation begins with: all of the prefix but its last word.
  let prefixTokens: [Int32]
  /// The bytes behind them, in whatever subwords.
  let prefixRest: [UInt8]
  package let phrases: [Phrase]
  let excluded: [(bytes: [UInt8], holders: [Int32])]

  /// Phrases that a line may have to hold.
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
      // Each is compared with those before it: not with a hundred thousand.
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
    // A phrase of a script without spaces stands anywhere, without a space in front.
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

  /// Punctuation and signs keep the space that text has in front of them.
  private static func isPunctuation(_ bytes: [UInt8]) -> Bool { bytes[0] < 0x80 }

  /// What the translation begins with.
  package var prefixBytes: [UInt8] { prefixTokens.flatMap(text.surface) + prefixRest }

  /// The mask of all phrases.
  var allMet: UInt64 { phrases.count == 64 ? .max : (1 << UInt64(phrases.count)) - 1 }

  /// Steps that all phrases and the prefix take.
  package var steps: Int { phrases.reduce(0) { $0 + $1.steps } + prefixTokens.count + prefixRest.count }

  /// Lengths at which a translation may end: room for everything that has to be there.
  func widened(_ limits: ClosedRange<Int>) -> ClosedRange<Int> {
    limits.lowerBound...max(limits.upperBound, steps + 2)
  }
}

// MARK: What may come next

extension SentenceConstraints {
  /// While the prefix is not written, only subwords that write it are allowed; true then.
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

  /// Forbids every subword that would write an excluded phrase's last byte where no word goes on in it.
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

  /// Bytes of a hypothesis's text that constraints look back at.
  var reach: Int {
    max(phrases.lazy.map(\.bytes.count).max() ?? 0, excluded.lazy.map(\.bytes.count).max() ?? 0) + 4
  }
}

extension SentenceConstraints {
  /// Every subword that prefix and phrases may need, wherever others have cut them: a shortlist has to hold these.
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

/// The end of a hypothesis's text.
struct TextTail {
  let bytes: [UInt8]

  /// - Parameter reach: bytes that are wanted; more may come.
  init(_ tokens: [Int32], reach: Int, text: TargetText) {
    var parts: [[UInt8]] = []
    var count = 0
    for token in tokens.reversed() where count < reach {
      parts.append(text.surface(token))
      count += parts.last!.count
    }
    bytes = Array(parts.reversed().joined())
  }

  /// Whether the text ends with `part`, and, where asked, no word goes on from before into it.
  func endsWith(_ part: ArraySlice<UInt8>, atWordStart: Bool) -> Bool {
    guard bytes.count >= part.count, bytes[(bytes.count - part.count)...].elementsEqual(part) else { return false }
    return !atWordStart || !endsInsideWord(bytes[..<(bytes.count - part.count)])
  }
}
