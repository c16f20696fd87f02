/// Character classes of Tercom's tokenizer, as implemented in sacreBLEU.
enum TercomPunctuation {
  /// Punctuation that `noPunctuation` removes everywhere: . , ? : ; ! " ( )
  @inline(__always)
  static func isWestern(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21, 0x22, 0x28, 0x29, 0x2C, 0x2E, 0x3A, 0x3B, 0x3F: return true
    default: return false
    }
  }

  /// Ideographic and full-width punctuation.
  static func isAsian(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x3001, 0x3002, 0x3008...0x3011, 0x3014...0x301F, 0xFF61...0xFF65, 0x30FB, 0xFF0E, 0xFF0C, 0xFF1F, 0xFF1A,
      0xFF1B, 0xFF01, 0xFF02, 0xFF08, 0xFF09:
      return true
    default:
      return false
    }
  }

  /// Characters that become separate words with Asian support: ideographs, radicals, strokes, compatibility forms.
  /// sacreBLEU ends the enclosed letters at U+3F22 where U+32FF was meant; kana are never separated, because its
  /// expressions for them are anchored at the start of a text that begins with a space.
  static func isAsianCharacter(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2E80...0x2EFF, 0x31C0...0x31EF, 0x3200...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFE30...0xFE4F:
      return true
    default:
      return false
    }
  }
}
