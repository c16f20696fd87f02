/// Bytes of characters that are not white space.
func inkCount(_ text: some Sequence<UInt8>) -> Int {
  String(decoding: Array(text), as: UTF8.self).unicodeScalars.reduce(0) {
    $0 + ($1.properties.isWhitespace ? 0 : UTF8.width($1))
  }
}

/// Bytes of one subword that are not white space; it may be part of a character, and its only white space are spaces.
func surfaceInk(_ bytes: [UInt8]) -> Int { bytes.count { $0 != 0x20 } }
