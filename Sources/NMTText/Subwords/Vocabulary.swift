/// Subword pieces by id and ids by piece. Pieces are bytes: text that looks alike but is composed differently stays apart.
public struct Vocabulary: Sendable {
  /// Fills up batches; never in a sentence.
  public static let pad: Int32 = 0
  /// A character that the vocabulary does not have.
  public static let unk: Int32 = 1
  /// Begins the target side.
  public static let bos: Int32 = 2
  /// Ends both sides.
  public static let eos: Int32 = 3

  private let pieces: [[UInt8]]
  private let ids: [[UInt8]: Int32]

  init(pieces: [[UInt8]]) {
    self.pieces = pieces
    ids = Dictionary(zip(pieces, 0...), uniquingKeysWith: { first, _ in first })
  }

  public var size: Int { pieces.count }

  /// The piece as text; `▁` (U+2581) stands for a space.
  public func piece(_ id: Int32) -> String { String(decoding: pieces[Int(id)], as: UTF8.self) }

  public func bytes(of id: Int32) -> [UInt8] { pieces[Int(id)] }

  /// The id of a piece, `unk` if it is none.
  public func id(of piece: [UInt8]) -> Int32 { ids[piece] ?? Vocabulary.unk }
}
