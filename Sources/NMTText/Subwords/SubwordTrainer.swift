import CSentencePiece
import Foundation
import NMTSystem

/// Trains a SentencePiece model on lines that are already normalized.
enum SubwordTrainer {
  /// Fixed, independent of the number of cores: it decides the order of sums, and so the bytes of the model.
  private static let threadCount = 4

  /// - Parameter name: name of the text, for messages.
  /// - Throws: `Failure(.badData)` for a text without lines; `.badConfiguration` naming the largest or smallest
  ///   possible vocabulary when the text does not allow the requested size.
  static func train(_ lines: [[UInt8]], options: TextPipelineOptions, name: String) throws -> SubwordModel {
    guard !lines.isEmpty else {
      throw Failure(.badData, "there is no text to learn subwords from", at: name, expected: "at least one line")
    }
    let flags = flags(options)
    let keys = flags.map { strdup($0.0) }
    let values = flags.map { strdup($0.1) }
    defer { (keys + values).forEach { free($0) } }
    let cursor = Cursor(lines)
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let message = withExtendedLifetime(cursor) {
      csp_train(
        keys.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, keys.count, nextSentence,
        Unmanaged.passUnretained(cursor).toOpaque(), &bytes, &count)
    }
    if let reason = takeMessage(message) { throw failure(reason, options, name) }
    defer { free(bytes) }
    return try SubwordModel(bytes: Array(UnsafeBufferPointer(start: bytes, count: count)), place: name)
  }

  private static func flags(_ options: TextPipelineOptions) -> [(String, String)] {
    [
      ("model_type", options.subwords.rawValue),
      ("vocab_size", "\(options.vocabularySize)"),
      ("character_coverage", "\(options.characterCoverage)"),
      ("byte_fallback", "\(options.byteFallback)"),
      ("user_defined_symbols", options.userSymbols.map(quoted).joined(separator: ",")),
      ("pad_id", "\(Vocabulary.pad)"),
      ("unk_id", "\(Vocabulary.unk)"),
      ("bos_id", "\(Vocabulary.bos)"),
      ("eos_id", "\(Vocabulary.eos)"),
      // Text is already normalized; only then does decode(encode(line)) equal the line.
      ("normalization_rule_name", "identity"),
      ("remove_extra_whitespaces", "false"),
      // Renders an unknown character as ⁇, without the library's surrounding spaces.
      ("unk_surface", SubwordModelFile.unknownSurface),
      ("max_sentence_length", "\(LineSample.longestLine + 1)"),
      ("num_threads", "\(threadCount)"),
      // Errors are returned as text; the library's own log would interleave with ours.
      ("minloglevel", "3"),
    ]
  }

  /// A list element, in which the library treats quotation marks as CSV does.
  private static func quoted(_ symbol: String) -> String {
    "\"" + symbol.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  /// Feeds the lines to the library one by one.
  private final class Cursor {
    private let lines: [[UInt8]]
    private var index = 0
    private var current: UnsafeMutableBufferPointer<CChar> = .init(start: nil, count: 0)

    init(_ lines: [[UInt8]]) { self.lines = lines }

    deinit { current.deallocate() }

    /// The next line; valid until the next call.
    func next() -> UnsafeMutableBufferPointer<CChar>? {
      guard index < lines.count else { return nil }
      current.deallocate()
      current = .allocate(capacity: lines[index].count)
      _ = current.initialize(from: lines[index].lazy.map { CChar(bitPattern: $0) })
      index += 1
      return current
    }
  }

  private static let nextSentence: csp_next_sentence = { context, count in
    guard let line = Unmanaged<Cursor>.fromOpaque(context!).takeUnretainedValue().next() else { return nil }
    count!.pointee = line.count
    return UnsafePointer(line.baseAddress)
  }

  /// Extracts the bound from the library's message: "…too high (8000). Please set it to a value <= 3041", or, where not
  /// even the single characters fit, "…smaller than required_chars. 100 vs 335".
  private static func failure(_ reason: String, _ options: TextPipelineOptions, _ name: String) -> Failure {
    let asked = "a vocabulary of \(options.vocabularySize)"
    if let largest = number(after: "set it to a value <= ", in: reason) {
      return Failure(
        .badConfiguration, "\(asked) is larger than the text allows", at: name, expected: "at most \(largest)",
        remedy: "lower the vocabulary size or add text")
    }
    if let smallest = number(after: "required_chars. \(options.vocabularySize) vs ", in: reason) {
      return Failure(
        .badConfiguration, "\(asked) is too small for the characters of the text", at: name,
        expected: "at least \(smallest)", remedy: "raise the vocabulary size or lower the character coverage")
    }
    return Failure(.badData, "SentencePiece cannot learn subwords: \(reason)", at: name, remedy: "check the text")
  }

  private static func number(after label: String, in text: String) -> Int? {
    guard let range = text.range(of: label) else { return nil }
    return Int(text[range.upperBound...].prefix { $0.isASCII && $0.isNumber })
  }
}
