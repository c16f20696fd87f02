/// A problem in a JSON text, and its byte offset.
package struct JSONError: Error, Equatable {
  package let offset: Int
  package let what: String

  package init(offset: Int, what: String) {
    self.offset = offset
    self.what = what
  }
}

/// Strict JSON parser (RFC 8259) that builds no tree: the caller states what may come next.
///
/// Made for untrusted headers. Foundation's decoder keeps one of two equal keys and builds the whole tree before anyone
/// can inspect it; here a duplicate key is an error, nesting is bounded, and only requested values are kept. Keys are
/// compared by their bytes after resolving escapes.
package struct JSONReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  package private(set) var offset = 0
  /// Remaining budget of `skipValue`: 1 per value, `keyCost` per key, which is kept until its object ends.
  private var allowance: Int
  private static let keyCost = 8
  /// Deepest nesting that `skipValue` accepts.
  private static let maximumDepth = 64

  /// `bytes` must outlive the reader.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, maximumValues: Int = .max) {
    self.bytes = bytes
    allowance = maximumValues
  }

  /// Checks a whole text before a tree-building decoder sees it: strict, no duplicate keys, bounded depth and number of
  /// values, and therefore bounded memory.
  package static func check(_ bytes: UnsafeBufferPointer<UInt8>, maximumValues: Int) throws {
    var reader = JSONReader(bytes, maximumValues: maximumValues)
    try reader.skipValue()
    try reader.expectEnd()
  }

  package func error(_ what: String) -> JSONError { JSONError(offset: offset, what: what) }

  /// The next byte that is not white space, without consuming it; nil at the end.
  package mutating func peek() -> UInt8? {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      default: return bytes[offset]
      }
    }
    return nil
  }

  package mutating func expect(_ character: Unicode.Scalar) throws {
    guard peek() == UInt8(ascii: character) else { throw error("'\(character)' is missing") }
    offset += 1
  }

  /// Requires that only white space follows.
  package mutating func expectEnd() throws {
    if peek() != nil { throw error("text follows the value") }
  }

  /// Reads an object; `member` is called with each key and must read its value.
  package mutating func readObject(
    maximumCount: Int, maximumKeyLength: Int, _ member: (inout JSONReader, String) throws -> Void
  ) throws {
    try expect("{")
    var keys: Set<[UInt8]> = []
    if peek() == UInt8(ascii: "}") {
      offset += 1
      return
    }
    while true {
      let key = try readString(maximumLength: maximumKeyLength)
      guard keys.insert(Array(key.utf8)).inserted else { throw error("key \"\(key)\" is given twice") }
      guard keys.count <= maximumCount else { throw error("more than \(maximumCount) keys") }
      try expect(":")
      try member(&self, key)
      if peek() == UInt8(ascii: ",") { offset += 1 } else { break }
    }
    try expect("}")
  }

  /// Reads an array; `element` is called for each element and must read it.
  package mutating func readArray(maximumCount: Int, _ element: (inout JSONReader) throws -> Void) throws {
    try expect("[")
    if peek() == UInt8(ascii: "]") {
      offset += 1
      return
    }
    var count = 0
    while true {
      count += 1
      guard count <= maximumCount else { throw error("more than \(maximumCount) elements") }
      try element(&self)
      if peek() == UInt8(ascii: ",") { offset += 1 } else { break }
    }
    try expect("]")
  }

  /// Reads a non-negative integer without fraction or exponent that fits `Int`.
  package mutating func readUnsigned() throws -> Int {
    guard let first = peek(), isDigit(first) else { throw error("a non-negative integer is missing") }
    let start = offset
    var value = 0
    while offset < bytes.count, isDigit(bytes[offset]) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(bytes[offset] - 0x30))
      guard !overflow, !carry else { throw error("the number is too large") }
      value = sum
      offset += 1
    }
    guard first != 0x30 || offset == start + 1 else { throw error("a number begins with 0") }
    if offset < bytes.count, [0x2E, 0x65, 0x45].contains(bytes[offset]) { throw error("not an integer") }
    return value
  }

  /// Reads a string of at most `maximumLength` bytes of UTF-8.
  package mutating func readString(maximumLength: Int) throws -> String {
    try expect("\"")
    var text: [UInt8] = []
    while true {
      guard offset < bytes.count else { throw error("a string is not closed") }
      let byte = bytes[offset]
      offset += 1
      switch byte {
      case 0x22: return try validated(text)
      case 0x5C: try readEscape(into: &text)
      case 0..<0x20: throw error("a control character in a string")
      default: text.append(byte)
      }
      guard text.count <= maximumLength else { throw error("a string of more than \(maximumLength) bytes") }
    }
  }

  /// Checks and discards any value.
  package mutating func skipValue(depth: Int = 0) throws {
    guard depth < Self.maximumDepth else { throw error("nested more than \(Self.maximumDepth) deep") }
    try spend(1)
    switch peek() {
    case UInt8(ascii: "{"):
      try readObject(maximumCount: 65_536, maximumKeyLength: 1024) { reader, _ in
        try reader.spend(Self.keyCost)
        try reader.skipValue(depth: depth + 1)
      }
    case UInt8(ascii: "["): try readArray(maximumCount: .max) { try $0.skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try readString(maximumLength: bytes.count)
    case UInt8(ascii: "t"): try skipWord("true")
    case UInt8(ascii: "f"): try skipWord("false")
    case UInt8(ascii: "n"): try skipWord("null")
    default: try skipNumber()
    }
  }

  private mutating func spend(_ cost: Int) throws {
    allowance -= cost
    guard allowance >= 0 else { throw error("too many values") }
  }

  private func validated(_ text: [UInt8]) throws -> String {
    guard let string = String(validating: text, as: UTF8.self) else { throw error("a string is not UTF-8") }
    return string
  }

  private mutating func readEscape(into text: inout [UInt8]) throws {
    guard offset < bytes.count else { throw error("a string is not closed") }
    let byte = bytes[offset]
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text += Array(String(Character(try readScalar())).utf8)
    default: throw error("an unknown escape")
    }
  }

  /// Reads what follows `\u`: four hexadecimal digits, twice for a surrogate pair.
  private mutating func readScalar() throws -> Unicode.Scalar {
    var code = try readHexadecimal()
    if (0xD800..<0xDC00).contains(code) {
      guard offset + 2 <= bytes.count, bytes[offset] == 0x5C, bytes[offset + 1] == UInt8(ascii: "u") else {
        throw error("half a surrogate pair")
      }
      offset += 2
      let low = try readHexadecimal()
      guard (0xDC00..<0xE000).contains(low) else { throw error("half a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair") }
    return scalar
  }

  private mutating func readHexadecimal() throws -> UInt32 {
    guard offset + 4 <= bytes.count else { throw error("a string is not closed") }
    var code: UInt32 = 0
    for byte in bytes[offset..<offset + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw error("not a hexadecimal digit")
      }
      code = code << 4 | UInt32(digit)
    }
    offset += 4
    return code
  }

  private mutating func skipWord(_ word: StaticString) throws {
    let length = word.utf8CodeUnitCount
    guard offset + length <= bytes.count,
      UnsafeBufferPointer(rebasing: bytes[offset..<offset + length])
        .elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: length))
    else { throw error("an unknown word") }
    offset += length
  }

  private mutating func skipNumber() throws {
    if peek() == UInt8(ascii: "-") { offset += 1 }
    let start = offset
    try skipDigits()
    guard bytes[start] != 0x30 || offset == start + 1 else { throw error("a number begins with 0") }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      offset += 1
      try skipDigits()
    }
    if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      offset += 1
      if offset < bytes.count, bytes[offset] == 0x2B || bytes[offset] == 0x2D { offset += 1 }
      try skipDigits()
    }
  }

  private mutating func skipDigits() throws {
    guard offset < bytes.count, isDigit(bytes[offset]) else { throw error("a value is missing") }
    while offset < bytes.count, isDigit(bytes[offset]) { offset += 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
