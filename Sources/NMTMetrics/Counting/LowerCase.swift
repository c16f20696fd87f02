/// Python's `str.lower()` on UTF-8 bytes: Unicode's full mapping without a locale, including the final-sigma rule.
enum LowerCase {
  /// Appends `text` in lower case.
  static func append(_ text: UnsafeBufferPointer<UInt8>, to output: inout Store<UInt8>, scalars: ScalarTable) {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        output.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        index += 1
        continue
      }
      let (value, length) = UTF8Scalars.scalar(text, at: index)
      let lower = scalars[value].lowercase
      if value == 0x3A3 {
        append(isFinalSigma(text, at: index, scalars: scalars) ? 0x3C2 : 0x3C3, to: &output)
      } else if lower == value {
        output.append(contentsOf: UnsafeBufferPointer(rebasing: text[index..<(index + length)]))
      } else if lower != 0 {
        append(lower, to: &output)
      } else if let scalar = Unicode.Scalar(value) {
        for part in scalar.properties.lowercaseMapping.utf8 { output.append(part) }
      }
      index += length
    }
  }

  private static func append(_ value: UInt32, to output: inout Store<UInt8>) {
    guard let scalar = Unicode.Scalar(value) else { return }
    for byte in UTF8.encode(scalar)! { output.append(byte) }
  }

  /// Whether the capital sigma at `index` ends a word: a cased letter precedes and none follows, ignoring
  /// case-ignorable scalars (The Unicode Standard, table 3-17, Final_Sigma).
  private static func isFinalSigma(
    _ text: UnsafeBufferPointer<UInt8>, at index: Int, scalars: ScalarTable
  ) -> Bool {
    var before = index
    var isAfterCased = false
    while before > 0 {
      before -= 1
      if text[before] & 0xC0 == 0x80 { continue }
      let properties = scalars[UTF8Scalars.scalar(text, at: before).value]
      if !properties.isCaseIgnorable {
        isAfterCased = properties.isCased
        break
      }
    }
    guard isAfterCased else { return false }
    var after = index + 2
    while after < text.count {
      let (value, length) = UTF8Scalars.scalar(text, at: after)
      if !scalars[value].isCaseIgnorable { return !scalars[value].isCased }
      after += length
    }
    return true
  }
}
