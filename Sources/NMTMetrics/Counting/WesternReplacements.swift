import Foundation

/// Replacements that 13a and Tercom make before tokenizing: the mark of skipped lines (13a), hyphens at line ends, four
/// entities.
enum WesternReplacements {
  /// Whether the text contains a byte that some replacement begins with or needs.
  static func mayChange(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = text.baseAddress else { return false }
    return memchr(base, 0x26, text.count) != nil || memchr(base, 0x3C, text.count) != nil
      || memchr(base, 0x0A, text.count) != nil
  }

  /// The text after all replacements, applied one kind at a time: `&amp;lt;` ends as `<`, `&amp;quot;` as `&quot;`.
  ///
  /// - Parameter forTercom: Tercom has no skipped lines and expects the hyphen on the other side of the line end.
  static func replaced(_ text: [UInt8], forTercom: Bool = false) -> [UInt8] {
    let first: [(StaticString, StaticString)] = forTercom ? [("\n-", "")] : [("<skipped>", ""), ("-\n", "")]
    let replacements =
      first + [("\n", " "), ("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")]
    return replacements.reduce(text) { replace($1.0, by: $1.1, in: $0) }
  }

  /// Replaces all non-overlapping occurrences from left to right.
  private static func replace(_ pattern: StaticString, by replacement: StaticString, in text: [UInt8]) -> [UInt8] {
    pattern.withUTF8Buffer { pattern in
      replacement.withUTF8Buffer { replacement in
        var result = [UInt8]()
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
          let isHere = text[index] == pattern[0] && text[index...].starts(with: pattern)
          if isHere { result.append(contentsOf: replacement) } else { result.append(text[index]) }
          index += isHere ? pattern.count : 1
        }
        return result
      }
    }
  }
}
