import NMTSystem

/// Checks a SentencePiece model file of any origin before the library sees it: the library aborts on some damaged
/// models, and follows the offsets of a normalization table unchecked.
enum ForeignSubwordModel {
  /// - Parameter place: origin of the bytes, for messages.
  /// - Throws: `Failure(.badData)` naming the byte offset or the piece.
  static func check(_ bytes: [UInt8], place: String) throws {
    do {
      var pieces = Pieces()
      var message = ProtocolBuffer(bytes[...])
      while let (field, value) = try message.next() {
        switch (field, value) {
        case (1, .bytes(let bytes)): try pieces.add(bytes)
        case (2, .bytes(let bytes)): try pieces.readTrainer(bytes)
        case (3, .bytes(let bytes)): if try !checkNormalizer(bytes) { pieces.marksWords = false }
        case (5, .bytes(let bytes)): _ = try checkNormalizer(bytes)
        default: break
        }
      }
      try pieces.finish()
    } catch let error as ProtocolBuffer.Damaged {
      throw failure("is damaged at byte \(error.offset)", place)
    } catch let error as Refusal {
      throw failure(error.reason, place)
    }
  }

  private struct Refusal: Error {
    let reason: String
  }

  private static func failure(_ what: String, _ place: String) -> Failure {
    Failure(.badData, "the model \(what)", at: place, expected: "a SentencePiece model", remedy: "fetch the file again")
  }

  private struct Pieces {
    var seen: Set<[UInt8]> = []
    var controls: [[UInt8]] = []
    var unknowns = 0
    var byteNames = 0
    /// 1: unigram, 2: BPE, 3: words, 4: characters.
    var type: UInt64 = 1
    /// Whether every word of a text begins with an escaped space.
    var marksWords = true

    /// `TrainerSpec`: field 3 is the model type, field 24 whether spaces follow words.
    mutating func readTrainer(_ bytes: ArraySlice<UInt8>) throws {
      var message = ProtocolBuffer(bytes)
      while let (field, value) = try message.next() {
        switch (field, value) {
        case (3, .varint(let number)):
          guard (1...4).contains(number) else { throw Refusal(reason: "is of unknown type \(number)") }
          type = number
        case (24, .varint(let number)) where number != 0: marksWords = false
        default: break
        }
      }
    }

    /// A piece: field 1 is its text, 2 its score, 3 its kind (2 unknown, 3 control, 6 a byte).
    mutating func add(_ bytes: ArraySlice<UInt8>) throws {
      let number = seen.count
      var text: [UInt8] = []
      var isControl = false
      var message = ProtocolBuffer(bytes)
      while let (field, value) = try message.next() {
        switch (field, value) {
        case (1, .bytes(let bytes)): text = Array(bytes)
        case (2, .fixed32(let bits)) where !Float(bitPattern: bits).isFinite:
          throw Refusal(reason: "has an impossible score for piece \(number)")
        case (3, .varint(2)): unknowns += 1
        case (3, .varint(3)): isControl = true
        case (3, .varint(6)): byteNames += 1
        case (3, .varint(let kind)) where !(1...6).contains(kind):
          throw Refusal(reason: "has a piece of unknown kind \(kind)")
        default: break
        }
      }
      guard (1...1024).contains(text.count), !text.contains(0), String(validating: text, as: UTF8.self) != nil,
        number < SubwordModelFile.pieceLimit, seen.insert(text).inserted
      else { throw Refusal(reason: "has an empty, overlong, repeated or malformed piece \(number)") }
      if isControl { controls.append(text) }
    }

    func finish() throws {
      if unknowns != 1 { throw Refusal(reason: "has \(unknowns) pieces for unknown text instead of one") }
      if byteNames != 0 && byteNames != 256 { throw Refusal(reason: "has some bytes as pieces but not all") }
      if controls.contains(where: canBeSpelt) { throw Refusal(reason: "has a control piece that a text can spell") }
    }

    /// Whether some text can be segmented into a control piece. The piece has no surface text, so the library fails.
    private func canBeSpelt(_ control: [UInt8]) -> Bool {
      switch type {
      case 1: false
      case 3: !marksWords || control.starts(with: "\u{2581}".utf8)
      default: SubwordModelFile.isOneCharacter(control)
      }
    }
  }

  /// `NormalizerSpec`: field 2 is the normalization table. Returns whether an escaped space is prepended, by fields 3
  /// and 5.
  private static func checkNormalizer(_ bytes: ArraySlice<UInt8>) throws -> Bool {
    var marksText = true
    var message = ProtocolBuffer(bytes)
    while let (field, value) = try message.next() {
      switch (field, value) {
      case (2, .bytes(let table)) where !table.isEmpty: try checkTable(Array(table))
      case (3, .varint(0)), (5, .varint(0)): marksText = false
      default: break
      }
    }
    return marksText
  }

  /// Checks a normalization table: the size of a trie, the trie as a double array of 32-bit units (Yata's darts-clone),
  /// then NUL-terminated texts.
  ///
  /// The 256 possible children of every node that text can reach must lie within the array, and every value must be the
  /// start of a text.
  private static func checkTable(_ table: [UInt8]) throws {
    func word(_ offset: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(table[offset + $1]) << UInt32(8 * $1) } }
    let refusal = Refusal(reason: "has a damaged normalization table")
    guard table.count > 8, table.last == 0 else { throw refusal }
    let size = Int(word(0))
    guard size >= 1024, size % 1024 == 0, size < table.count - 4 else { throw refusal }
    let units = (0..<(size / 4)).map { word(4 + 4 * $0) }
    let textCount = table.count - 4 - size
    var isSeen = [Bool](repeating: false, count: units.count)
    var open = [offset(of: units[0])]
    while let place = open.popLast() {
      guard place | 0xFF < units.count else { throw refusal }
      if isSeen[place] { continue }
      isSeen[place] = true
      for label in 0..<256 {
        let child = place ^ label
        let unit = units[child]
        guard unit & 0x8000_00FF == UInt32(label) else { continue }
        let next = child ^ offset(of: unit)
        guard next < units.count else { throw refusal }
        if unit >> 8 & 1 == 1, Int(units[next] & 0x7FFF_FFFF) >= textCount { throw refusal }
        open.append(next)
      }
    }
  }

  /// Offset from a unit to its children.
  private static func offset(of unit: UInt32) -> Int { Int(unit >> 10) << Int((unit & 1 << 9) >> 6) }
}
