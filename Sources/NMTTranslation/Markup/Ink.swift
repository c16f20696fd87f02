/// Number of bytes that do not belong to white space.
func inkCount(_ text: some Sequence<UInt8>) -> Int {
  String(decoding: Array(text), as: UTF8.self).unicodeScalars.reduce(0) {
    $0 + ($1.properties.isWhitespace ? 0 : UTF8.width($1))
  }
}

/// Number of non-space bytes in one subword, which may be part of a character and has no white space but spaces.
func surfaceInk(_ bytes: [UInt8]) -> Int { bytes.count { $0 != 0x20 } }
