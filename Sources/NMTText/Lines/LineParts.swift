/// Splits a very long line at spaces into parts of about a megabyte, which bounds the memory and the 32-bit lengths
/// that the libraries use per line. Neither normalization nor subwords look across a space, so the results of the parts
/// add up to the result of the line.
struct LineParts {
  static let usualLength = 1 << 20
  /// A longer word is cut between characters.
  static let longestWord = 1 << 26

  /// Calls `body` with each part, without the space at the cut. `isCut` is true for a part that continues a word.
  static func forEach(of line: String, _ body: (_ part: String, _ isCut: Bool) -> Void) {
    if line.utf8.count <= usualLength { return body(line, false) }
    var line = line
    line.withUTF8 { bytes in
      var start = 0
      var isCut = false
      while start < bytes.count {
        var end = min(start + usualLength, bytes.count)
        while end < bytes.count, bytes[end] != 0x20, end - start < longestWord { end += 1 }
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        body(String(decoding: bytes[start..<end], as: UTF8.self), isCut)
        isCut = end < bytes.count && bytes[end] != 0x20
        start = isCut ? end : end + 1
      }
    }
  }
}
