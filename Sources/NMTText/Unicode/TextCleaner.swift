import CICU

/// Removes from a line what is invisible and irrelevant to translation, and keeps what carries meaning.
///
/// - White space of every kind (U+0009, U+0085, U+00A0, U+2028, U+3000, …) becomes one space between words, none
///   outside.
/// - Control characters and default-ignorable format characters are removed: soft hyphen, zero-width space, direction
///   marks, byte order mark. Zero-width joiner and non-joiner stay where they change the shape of their neighbors:
///   after a virama, a cursively joining letter or an emoji, and before another character. Tag characters stay after an
///   emoji (the flag of Scotland). Variation selectors and visible format characters (Arabic number signs) stay.
/// - A base character keeps at most 30 marks, the limit of the Stream-Safe Text Format (UAX #15, section 13).
///   Everything downstream, including the standard library's String, is linear on bounded text and quadratic without
///   the bound.
/// - U+2581, which SentencePiece uses for a space, becomes a low line, so that no text can pass for a space.
struct TextCleaner {
  static let markLimit = 30

  private var output: UTF16Text = []
  private var isSpacePending = false
  private var markCount = 0
  /// Whether the marks of the last base include a virama, wherever canonical order puts it.
  private var hasVirama = false
  /// The last scalar kept, and the last one that is not a mark; 0 after white space and at the start.
  private var previous: UInt32 = 0
  private var previousBase: UInt32 = 0

  static func clean(_ text: UTF16Text) -> UTF16Text {
    var cleaner = TextCleaner()
    cleaner.output.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let scalar = text.scalar(at: &index)
      cleaner.add(scalar) {
        var following = index
        return following < text.count ? text.scalar(at: &following) : 0x20
      }
    }
    return cleaner.output
  }

  /// The text without the marks beyond the limit, otherwise unchanged.
  static func withBoundedMarks(_ text: UTF16Text) -> UTF16Text {
    var (bounded, marks, index): (UTF16Text, Int, Int) = ([], 0, 0)
    while index < text.count {
      let scalar = text.scalar(at: &index)
      switch cicu_kind_of(scalar) {
      case cicu_mark:
        marks += 1
        if marks > markLimit { continue }
      // A character that is removed does not begin a new base.
      case cicu_control, cicu_format: if cicu_is_white_space(scalar) { marks = 0 }
      default: marks = 0
      }
      bounded.append(scalar: scalar)
    }
    return bounded
  }

  /// - Parameter next: the following scalar; a space at the end of the line.
  @inline(__always)
  private mutating func add(_ scalar: UInt32, next: () -> UInt32) {
    if scalar > 0x20, scalar < 0x7F { return keep(scalar, isMark: false) }
    if cicu_is_white_space(scalar) { return addSpace() }
    switch cicu_kind_of(scalar) {
    case cicu_control: break
    case cicu_format: if carriesMeaning(scalar, next: next()) { keep(scalar, isMark: false) }
    case cicu_mark: keep(scalar, isMark: true)
    default: keep(scalar == 0x2581 ? 0x5F : scalar, isMark: false)
    }
  }

  private mutating func addSpace() {
    isSpacePending = !output.isEmpty
    (previous, previousBase) = (0, 0)
    hasVirama = false
  }

  private mutating func keep(_ scalar: UInt32, isMark: Bool) {
    if isSpacePending {
      output.append(0x20)
      isSpacePending = false
      markCount = 0
    }
    if isMark {
      markCount += 1
      if markCount > TextCleaner.markLimit { return }
      if cicu_is_virama(scalar) { hasVirama = true }
    } else {
      markCount = 0
      hasVirama = false
      previousBase = scalar
    }
    previous = scalar
    output.append(scalar: scalar)
  }

  /// Whether a format character changes the reading here.
  private func carriesMeaning(_ scalar: UInt32, next: UInt32) -> Bool {
    switch scalar {
    case 0x200C, 0x200D: return joins(scalar, next: next)
    case 0xE0020...0xE007F: return isTag(previous) || cicu_is_pictograph(previous)
    case 0xFFF9...0xFFFB: return false
    default: return !cicu_is_default_ignorable(scalar)
    }
  }

  /// Whether U+200C or U+200D stands between two characters that it affects.
  private func joins(_ scalar: UInt32, next: UInt32) -> Bool {
    guard previous != 0, previous != 0x200C, previous != 0x200D else { return false }
    if cicu_is_white_space(next) || cicu_kind_of(next) == cicu_control { return false }
    if hasVirama || cicu_is_cursive(previousBase) { return true }
    return scalar == 0x200D && (cicu_is_pictograph(previousBase) || isTag(previous)) && cicu_is_pictograph(next)
  }

  private func isTag(_ scalar: UInt32) -> Bool { (0xE0020...0xE007F).contains(scalar) }
}
