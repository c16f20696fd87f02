/// Treatment of upper-case letters before text is split into subwords.
public enum Casing: String, Codable, Sendable, CaseIterable {
  /// Letters stay unchanged.
  case keep
  /// Lower case by the rules of the language.
  case lower
}

/// Normalizes a line for the models: cleaned (`TextCleaner`), in one normalization form, with white space folded, and
/// lower-cased if requested. Normalizing twice changes nothing further.
public struct TextNormalizer: Sendable, Equatable {
  /// Unicode normalization form of the result.
  public let form: UnicodeForm
  /// Whether letters are lower-cased.
  public let casing: Casing
  /// ICU locale or BCP 47 tag: `"hu"`, `"pt-BR"`.
  public let locale: String

  /// A normalizer; `locale` decides how letters are lower-cased.
  public init(form: UnicodeForm, casing: Casing, locale: String) {
    self.form = form
    self.casing = casing
    self.locale = locale
  }

  /// Returns the line cleaned, in the normalization form, with white space folded and case applied.
  public func normalize(_ line: String) -> String {
    if line.utf8.count <= LineParts.usualLength { return normalizePart(line) }
    var result = ""
    LineParts.forEach(of: line) { part, isCut in
      let part = normalizePart(part)
      if !isCut, !part.isEmpty, !result.isEmpty { result += " " }
      result += part
    }
    return result
  }

  private func normalizePart(_ line: String) -> String {
    if casing == .keep, let line = TextNormalizer.normalizeASCII(line) { return line }
    var text = form.apply(TextCleaner.clean(UTF16Text(line)))
    if casing == .lower { text = form.apply(caseMap(text, .lower, locale: locale)) }
    // Compatibility forms introduce new spaces, decompositions new marks.
    return TextCleaner.clean(text).string
  }

  /// Drops only the combining marks beyond 30 per character, which no pipeline reads.
  package static func withBoundedMarks(_ text: String) -> String {
    TextCleaner.withBoundedMarks(UTF16Text(text)).string
  }

  /// Removes what an output line must not contain; keeps form and case.
  public static func clean(_ line: String) -> String {
    normalizeASCII(line) ?? TextCleaner.clean(UTF16Text(line)).string
  }

  /// Cleans and folds an ASCII line, which is the same in every form; nil for any other line.
  static func normalizeASCII(_ line: String) -> String? {
    var line = line
    let folded: [UInt8]?? = line.withUTF8 { bytes in
      var isClean = true
      var previous: UInt8 = 0x20
      for byte in bytes {
        if byte >= 0x80 { return .none }
        if byte < 0x20 || byte == 0x7F || byte == 0x20 && previous == 0x20 { isClean = false }
        previous = byte
      }
      if isClean, previous != 0x20 || bytes.isEmpty { return .some(nil) }
      return foldASCII(bytes)
    }
    guard let folded else { return nil }
    return folded.map { String(decoding: $0, as: UTF8.self) } ?? line
  }

  private static func foldASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var isSpacePending = false
    for byte in bytes {
      switch byte {
      case 0x09...0x0D, 0x20: isSpacePending = !output.isEmpty
      case 0x00..<0x20, 0x7F: break
      default:
        if isSpacePending { output.append(0x20) }
        isSpacePending = false
        output.append(byte)
      }
    }
    return output
  }
}
