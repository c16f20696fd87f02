import NMTSystem

/// Contents of a SentencePiece model file, checked before the library sees it.
///
/// The library aborts on some damaged models and follows the offsets of a normalization table unchecked. Only what this
/// toolkit writes is accepted: unigram or BPE, no such table (text is normalized before), an escaped space prepended,
/// and pad, unk, BOS, EOS as ids 0 to 3.
struct SubwordModelFile {
  struct Piece {
    enum Kind: UInt64 {
      case normal = 1
      case unknown, control, userDefined, unused, byte
    }

    var bytes: [UInt8] = []
    var score: Float = 0
    var kind: Kind = .normal

    /// Bytes that the piece adds to a text: a space for the escaped one, the byte of a byte piece, nothing for pad, BOS
    /// and EOS.
    var surface: [UInt8] {
      switch kind {
      case .control: return []
      case .unknown: return Array(SubwordModelFile.unknownSurface.utf8)
      case .byte: return [UInt8(String(decoding: bytes.dropFirst(3).prefix(2), as: UTF8.self), radix: 16)!]
      case .normal, .userDefined, .unused:
        let text = String(decoding: bytes, as: UTF8.self)
        return text.unicodeScalars.flatMap { $0.value == 0x2581 ? [0x20] : Array(UTF8.encode($0)!) }
      }
    }
  }

  private(set) var pieces: [Piece] = []
  private(set) var type: SubwordType = .unigram
  private let place: String

  /// Text of an unknown character.
  static let unknownSurface = "\u{2047}"
  /// Most pieces that a model may have.
  static let pieceLimit = 1 << 20

  /// - Parameter place: origin of the bytes, for messages.
  /// - Throws: `Failure(.badData)` naming the byte offset or the piece.
  init(_ bytes: [UInt8], place: String) throws {
    self.place = place
    do {
      var message = ProtocolBuffer(bytes[...])
      while let (field, value) = try message.next() { try read(field, value) }
    } catch let error as ProtocolBuffer.Damaged {
      throw refusal("is damaged at byte \(error.offset)")
    }
    try checkPieces()
  }

  /// Reads a field of `ModelProto`.
  private mutating func read(_ field: Int, _ value: ProtocolBuffer.Value) throws {
    switch (field, value) {
    case (1, .bytes(let bytes)):
      guard pieces.count < SubwordModelFile.pieceLimit else { throw refusal("has too many pieces") }
      pieces.append(try piece(bytes))
    case (2, .bytes(let bytes)): try readTrainerSpec(bytes)
    case (3, .bytes(let bytes)), (5, .bytes(let bytes)): try checkNormalizerSpec(bytes)
    default: throw refusal("has an unknown part \(field)")
    }
  }

  private func piece(_ bytes: ArraySlice<UInt8>) throws -> Piece {
    var piece = Piece()
    var message = ProtocolBuffer(bytes)
    while let (field, value) = try message.next() {
      switch (field, value) {
      case (1, .bytes(let bytes)): piece.bytes = Array(bytes)
      case (2, .fixed32(let bits)): piece.score = Float(bitPattern: bits)
      case (3, .varint(let number)):
        guard let kind = Piece.Kind(rawValue: number) else { throw refusal("has a piece of unknown kind \(number)") }
        piece.kind = kind
      default: throw refusal("has a piece with an unknown part \(field)")
      }
    }
    return piece
  }

  /// `TrainerSpec`: field 3 is the model type, field 24 whether spaces follow words.
  private mutating func readTrainerSpec(_ bytes: ArraySlice<UInt8>) throws {
    var message = ProtocolBuffer(bytes)
    while let (field, value) = try message.next() {
      switch (field, value) {
      case (3, .varint(1)): type = .unigram
      case (3, .varint(2)): type = .bpe
      case (3, _): throw refusal("is neither a unigram nor a BPE model")
      case (24, .varint(1)): throw refusal("puts spaces after words")
      default: break
      }
    }
  }

  /// `NormalizerSpec`: field 2 is the normalization table, fields 3 and 5 say whether a space is prepended and escaped.
  private func checkNormalizerSpec(_ bytes: ArraySlice<UInt8>) throws {
    var message = ProtocolBuffer(bytes)
    while let (field, value) = try message.next() {
      switch (field, value) {
      case (2, .bytes(let table)) where !table.isEmpty: throw refusal("normalizes text by itself")
      case (3, .varint(0)): throw refusal("puts no space before a line")
      case (5, .varint(0)): throw refusal("does not escape spaces")
      default: break
      }
    }
  }

  /// Whether a piece is a single character. The library first splits a text into these, whatever their kind.
  static func isOneCharacter(_ piece: [UInt8]) -> Bool {
    String(decoding: piece, as: UTF8.self).unicodeScalars.count == 1
  }

  private func checkPieces() throws {
    let special: [Piece.Kind] = [.control, .unknown, .control, .control]
    guard pieces.count > special.count, pieces.prefix(special.count).map(\.kind) == special else {
      throw refusal("does not begin with pad, unk, bos, eos")
    }
    var seen: Set<[UInt8]> = []
    for (id, piece) in pieces.enumerated() {
      guard (1...1024).contains(piece.bytes.count), String(validating: piece.bytes, as: UTF8.self) != nil,
        !piece.bytes.contains(0), seen.insert(piece.bytes).inserted
      else { throw refusal("has an empty, overlong, repeated or malformed piece \(id)") }
      guard piece.score.isFinite, piece.kind != .unknown || id == Vocabulary.unk else {
        throw refusal("has an impossible piece \(id)")
      }
      guard piece.kind != .control || !SubwordModelFile.isOneCharacter(piece.bytes) else {
        throw refusal("has a control piece \(id) that a text can spell")
      }
    }
    let byteNames = pieces.filter { $0.kind == .byte }.map { String(decoding: $0.bytes, as: UTF8.self) }
    guard byteNames.isEmpty || byteNames == (0..<256).map(SubwordModelFile.byteName) else {
      throw refusal("has some bytes as pieces but not all, in order")
    }
  }

  /// The library's name for the piece of a byte, such as `<0x0A>`.
  private static func byteName(_ byte: Int) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "<0x\(digits.count == 1 ? "0" : "")\(digits)>"
  }

  private func refusal(_ what: String) -> Failure {
    Failure(
      .badData, "the subword model \(what)", at: place, expected: "a SentencePiece model from nmt-preprocess",
      remedy: "run nmt-preprocess again")
  }
}
