/// Reads Unicode scalars and Python's white space from UTF-8 bytes.
///
/// sacreBLEU strips and splits with Python's `str.rstrip()` and `str.split()`, whose white space is slightly larger
/// than Unicode's: it includes U+001C–U+001F, but neither U+200B nor U+FEFF.
enum UTF8Scalars {
  /// The scalar at `index`, and its length in bytes.
  ///
  /// The text must be valid UTF-8. Otherwise the result is an arbitrary scalar, but nothing is read beyond the end.
  @inline(__always)
  static func scalar(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> (value: UInt32, length: Int) {
    let lead = UInt32(text[index])
    if lead < 0x80 { return (lead, 1) }
    let length = min(lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4, text.count - index)
    var value = lead & (lead < 0xE0 ? 0x1F : lead < 0xF0 ? 0x0F : 0x07)
    for offset in 1..<max(1, length) { value = value << 6 | UInt32(text[index + offset] & 0x3F) }
    return (min(value, 0x10FFFF), length)
  }

  /// Whether Python's `str.isspace()` holds for an ASCII byte.
  @inline(__always)
  static func isWhiteSpace(ascii byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) || (byte >= 0x1C && byte <= 0x1F)
  }

  /// Whether Python's `str.isspace()` holds for a scalar.
  static func isWhiteSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
      return true
    default:
      return false
    }
  }

  /// Length in bytes of the white space at `index`; 0 if there is none.
  @inline(__always)
  static func whiteSpaceLength(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
    let byte = text[index]
    if byte < 0x80 { return isWhiteSpace(ascii: byte) ? 1 : 0 }
    // All other white space begins with one of these four bytes.
    guard byte == 0xC2 || (byte >= 0xE1 && byte <= 0xE3) else { return 0 }
    let (value, length) = scalar(text, at: index)
    return isWhiteSpace(value) ? length : 0
  }

  /// The text without trailing white space, like `str.rstrip()`.
  static func trimmingEnd(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var end = text.count
    while end > 0 {
      var start = end - 1
      while start > 0 && end - start < 4 && text[start] & 0xC0 == 0x80 { start -= 1 }
      let length = whiteSpaceLength(text, at: start)
      guard length > 0 && start + length == end else { break }
      end = start
    }
    return UnsafeBufferPointer(rebasing: text[..<end])
  }

  /// The text without leading white space, like `str.lstrip()`.
  static func trimmingStart(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var start = 0
    while start < text.count {
      let length = whiteSpaceLength(text, at: start)
      if length == 0 { break }
      start += length
    }
    return UnsafeBufferPointer(rebasing: text[start...])
  }
}
