import CICU
import NMTSystem

/// ICU's boundary rules for grapheme clusters, words or sentences (UAX #29, with each locale's tailoring and
/// dictionaries for scripts without spaces). Opening an iterator is expensive, walking is not, so concurrent calls
/// share one and take turns.
final class BreakIterator: Sendable {
  enum Unit { case cluster, word, sentence }

  /// ICU's iterator is mutable: only one thread at a time may use it, under the lock.
  private struct Handle: @unchecked Sendable {
    let pointer: OpaquePointer
  }

  private let iterator: Locked<Handle>

  init(_ unit: Unit, locale: String) throws {
    var code = cicu_code(cicu_ok)
    let wanted =
      switch unit {
      case .cluster: cicu_cluster
      case .word: cicu_word
      case .sentence: cicu_sentence
      }
    guard let opened = cicu_breaks_open(wanted, locale, &code), code == cicu_ok else {
      throw Failure(.badConfiguration, "ICU has no boundary rules for the locale \"\(locale)\"", at: "language")
    }
    iterator = Locked(Handle(pointer: opened))
  }

  deinit { iterator.withLock { cicu_breaks_close($0.pointer) } }

  /// Calls `body` with each unit's byte range in `text`, in order; the ranges tile the text. `isWord` is whether a word
  /// unit holds letters or digits.
  func forEach(in text: String, _ body: (_ range: Range<Int>, _ isWord: Bool) -> Void) {
    var text = text
    text.withUTF8 { bytes in
      guard bytes.count > 0 else { return }
      bytes.withMemoryRebound(to: CChar.self) { bytes in
        iterator.withLock { iterator in
          var code = cicu_code(cicu_ok)
          cicu_breaks_set_text(iterator.pointer, bytes.baseAddress, Int64(bytes.count), &code)
          precondition(code == cicu_ok, "ICU cannot walk over UTF-8")
          var start = 0
          var isWord = false
          while case let end = Int(cicu_breaks_next(iterator.pointer, &isWord)), end > start {
            body(start..<end, isWord)
            start = end
          }
          if start < bytes.count { body(start..<bytes.count, false) }
        }
      }
    }
  }
}

/// Word boundaries by the rules of a language.
public struct WordBoundaries: Sendable {
  private let iterator: BreakIterator

  /// Word boundaries for one language.
  ///
  /// - Parameter locale: ICU locale or BCP 47 tag; an unknown language uses the root rules.
  public init(locale: String) throws { iterator = try BreakIterator(.word, locale: locale) }

  /// Byte ranges of all units, words and the text between them; they tile the text.
  public func segments(_ text: String) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    iterator.forEach(in: text) { range, _ in ranges.append(range) }
    return ranges
  }

  /// Byte ranges of the units that hold letters, digits or ideographs.
  public func words(_ text: String) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    iterator.forEach(in: text) { range, isWord in if isWord { ranges.append(range) } }
    return ranges
  }
}

/// Sentence boundaries by the rules of a language.
public struct SentenceSplitter: Sendable {
  private let iterator: BreakIterator

  /// A splitter for texts of one language.
  ///
  /// - Parameters:
  /// - locale: ICU locale or BCP 47 tag; an unknown language uses the root rules.
  /// - knowsAbbreviations: whether abbreviations that CLDR lists for the language (`"Mr."`; the locale keyword `ss` of
  ///   UTS #35) do not end a sentence. Default false: UAX #29 alone.
  public init(locale: String, knowsAbbreviations: Bool = false) throws {
    let keyword = (locale.utf8.contains(UInt8(ascii: "@")) ? ";" : "@") + "ss=standard"
    iterator = try BreakIterator(.sentence, locale: knowsAbbreviations ? locale + keyword : locale)
  }

  /// Byte ranges of the sentences, each including the white space after it; they tile the text.
  public func ranges(_ text: String) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    iterator.forEach(in: text) { range, _ in ranges.append(range) }
    return ranges
  }

  /// The sentences; concatenated, they are the text.
  public func sentences(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return ranges(text).map { String(decoding: bytes[$0], as: UTF8.self) }
  }
}
