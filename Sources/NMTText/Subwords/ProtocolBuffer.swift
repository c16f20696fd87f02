/// Walks the fields of one protocol buffer message, as far as a SentencePiece model needs. Every length is checked
/// against the bytes available.
struct ProtocolBuffer {
  enum Value {
    case varint(UInt64)
    case fixed32(UInt32)
    case fixed64(UInt64)
    /// A string, bytes or a message: a slice of the whole buffer.
    case bytes(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field's number and value; nil at the end.
  /// - Throws: `Damaged` where the bytes are not a valid message.
  mutating func next() throws -> (field: Int, value: Value)? {
    if rest.isEmpty { return nil }
    let key = try varint()
    guard let field = Int(exactly: key >> 3), field > 0 else { throw damaged }
    switch key & 7 {
    case 0: return (field, .varint(try varint()))
    case 1: return (field, .fixed64(littleEndian(try take(8))))
    case 2:
      guard let count = Int(exactly: try varint()) else { throw damaged }
      return (field, .bytes(try take(count)))
    case 5: return (field, .fixed32(UInt32(littleEndian(try take(4)))))
    default: throw damaged
    }
  }

  /// Offset at which the bytes stop being a valid message.
  struct Damaged: Error {
    let offset: Int
  }

  private var damaged: Damaged { Damaged(offset: rest.startIndex) }

  private mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { throw damaged }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw damaged
  }

  private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw damaged }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private func littleEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
