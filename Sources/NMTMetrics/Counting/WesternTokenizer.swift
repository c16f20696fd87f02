/// The tokenizer of mteval-v13a.pl as implemented in sacreBLEU, shared by BLEU's 13a and zh and by TER's normalization.
///
/// sacreBLEU makes four substitutions in sequence and then splits at white space:
///
///     ([{-~[-` -&(-+:-@/])   →  " \1 "      ASCII punctuation but ' , - .
///     ([^0-9])([.,])         →  "\1 \2 "    a stop or comma that no digit precedes
///     ([.,])([^0-9])         →  " \1 \2"    a stop or comma that no digit follows
///     ([0-9])(-)             →  "\1 \2 "    a hyphen after a digit
///
/// Here they are one scan. Matches of a substitution do not overlap, so the second one, after matching a stop, cannot
/// match the next character by looking back at that stop: in a run of stops every other one is `taken`. The third
/// substitution still isolates the remaining ones unless a digit follows. 13a pads the line with spaces and zh does
/// not, which matters for a stop at either end of the line. TER also separates "'s" from its word if a space or
/// punctuation of the first kind follows.
enum WesternTokenizer {
  /// Rules in addition to the common ones.
  enum Scheme {
    case thirteenA
    case chinese
    case tercom
    /// Tercom with Asian support.
    case tercomAsian

    fileprivate var isPadded: Bool { self != .chinese }
    fileprivate var cutsPossessive: Bool { self == .tercom || self == .tercomAsian }

    @inline(__always)
    fileprivate func isolates(_ scalar: UInt32) -> Bool {
      switch self {
      case .thirteenA, .tercom: return false
      case .chinese: return isChinese(scalar)
      case .tercomAsian: return TercomPunctuation.isAsianCharacter(scalar) || TercomPunctuation.isAsian(scalar)
      }
    }
  }

  private enum Previous {
    case start
    case digit
    /// A stop or comma matched by the second substitution.
    case taken
    case other
  }

  private enum Class {
    case ordinary
    case digit
    case stop
    case hyphen
    case isolated
    case whiteSpace
    /// First byte of a scalar that needs decoding.
    case lead
  }

  static func cut(_ line: UnsafeBufferPointer<UInt8>, _ scheme: Scheme, into words: inout Words) {
    let isPadded = scheme.isPadded
    let text = isPadded ? line : UTF8Scalars.trimmingStart(line)
    let offset = line.count - text.count
    var previous = isPadded ? Previous.other : .start
    var index = 0
    while index < text.count {
      var length = 1
      let byteClass = classify(text[index])
      switch byteClass == .lead ? classifyScalar(text, at: index, scheme, &length) : byteClass {
      case .ordinary, .lead:
        if text[index] == 0x27, scheme.cutsPossessive, isPossessive(text, at: index) {
          words.close(at: offset + index)
        }
        words.extend(at: offset + index)
        previous = .other
      case .digit:
        words.extend(at: offset + index)
        previous = .digit
      case .hyphen:
        if previous == .digit {
          words.isolate(at: offset + index, length: 1)
        } else {
          words.extend(at: offset + index)
        }
        previous = .other
      case .stop:
        let isTaken = previous == .other
        let nextIsNoDigit = index + 1 < text.count ? classify(text[index + 1]) != .digit : isPadded
        if isTaken || nextIsNoDigit {
          words.isolate(at: offset + index, length: 1)
        } else {
          words.extend(at: offset + index)
        }
        previous = isTaken ? .taken : .other
      case .isolated:
        words.isolate(at: offset + index, length: length)
        previous = .other
      case .whiteSpace:
        words.close(at: offset + index)
        previous = .other
      }
      index += length
    }
    words.close(at: line.count)
  }

  @inline(__always)
  private static func classify(_ byte: UInt8) -> Class {
    switch byte {
    case 0x30...0x39: return .digit
    case 0x2C, 0x2E: return .stop
    case 0x2D: return .hyphen
    case 0x09...0x0D, 0x1C...0x20: return .whiteSpace
    case 0x21...0x26, 0x28...0x2B, 0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: return .isolated
    case 0x80...0xFF: return .lead
    default: return .ordinary
    }
  }

  @inline(__always)
  private static func classifyScalar(
    _ text: UnsafeBufferPointer<UInt8>, at index: Int, _ scheme: Scheme, _ length: inout Int
  ) -> Class {
    let (value, bytes) = UTF8Scalars.scalar(text, at: index)
    length = bytes
    if UTF8Scalars.isWhiteSpace(value) { return .whiteSpace }
    return scheme.isolates(value) ? .isolated : .ordinary
  }

  /// Whether "'s" begins at `index` and no part of a word follows it.
  private static func isPossessive(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    guard index + 1 < text.count, text[index + 1] == 0x73 else { return false }
    return index + 2 == text.count || text[index + 2] == 0x20 || classify(text[index + 2]) == .isolated
  }

  /// Whether sacreBLEU's zh treats a scalar as Chinese.
  ///
  /// The first range is deliberate: sacreBLEU writes the supplementary planes as "\u20000"…"\u2a6d6", which Python
  /// reads as four hexadecimal digits and another character. So everything from U+2001 to U+2A6D counts, including
  /// typographic quotes and dashes, but no ideograph of plane 2. (Its "\u2f800"…"\u2fa1d" lies within the Kangxi
  /// radicals.)
  static func isChinese(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2001...0x2A6D, 0x2E80...0x2EFF, 0x2F00...0x2FDF, 0x2FF0...0x2FFF, 0x3000...0x303F, 0x3100...0x312F,
      0x31A0...0x31BF, 0x31C0...0x31EF, 0x3200...0x33FF, 0x3400...0x4DB5, 0x4E00...0x9FBB, 0xF900...0xFA2D,
      0xFA30...0xFA6A, 0xFA70...0xFAD9, 0xFE10...0xFE1F, 0xFE30...0xFE4F, 0xFF00...0xFFEF:
      return true
    default:
      return false
    }
  }
}
