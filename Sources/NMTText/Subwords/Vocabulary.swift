import NMTSystem

/// Maps between subword pieces and ids. Pieces are bytes: text that looks alike but is composed differently stays
/// distinct.
public struct Vocabulary: Sendable {
  /// `SpecialToken.pad`.
  public static var pad: Int32 { SpecialToken.pad }
  /// `SpecialToken.unknown`.
  public static var unk: Int32 { SpecialToken.unknown }
  /// `SpecialToken.begin`.
  public static var bos: Int32 { SpecialToken.begin }
  /// `SpecialToken.end`.
  public static var eos: Int32 { SpecialToken.end }

  private let pieces: [[UInt8]]
  private let ids: [[UInt8]: Int32]

  init(pieces: [[UInt8]]) {
    self.pieces = pieces
    ids = Dictionary(zip(pieces, 0...), uniquingKeysWith: { first, _ in first })
  }

  /// Number of pieces, including special symbols; ids are `0..<size`.
  public var size: Int { pieces.count }

  /// The piece as text; `▁` (U+2581) stands for a space.
  public func piece(_ id: Int32) -> String { String(decoding: pieces[Int(id)], as: UTF8.self) }

  /// The piece as UTF-8 bytes.
  ///
  /// - Precondition: `id` is in `0..<size`.
  public func bytes(of id: Int32) -> [UInt8] { pieces[Int(id)] }

  /// The id of a piece; `unk` if it is not in the vocabulary.
  public func id(of piece: [UInt8]) -> Int32 { ids[piece] ?? Vocabulary.unk }
}
