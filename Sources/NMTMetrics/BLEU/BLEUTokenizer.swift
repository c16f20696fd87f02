import NMTSystem

/// Rules that split a segment into words; the raw values are sacreBLEU's names.
public enum BLEUTokenizer: Sendable, Equatable, RawRepresentable, Codable {
  /// Splits at white space only, for text that is already tokenized.
  case none
  /// Like mteval-v13a.pl of the WMT campaigns: separates ASCII punctuation, and periods and commas unless between
  /// digits.
  case thirteenA
  /// Like mteval-v14.pl `--international-tokenization`: separates Unicode punctuation and symbols.
  case international
  /// Separates Chinese characters, otherwise like 13a.
  case chinese
  /// Separates every Unicode scalar.
  case character
  /// Splits into pieces of a SentencePiece model file (Goyal et al. 2022): "flores101", "flores200" and "spBLEU-1K" are
  /// published models, "spm" is any other.
  case sentencePiece(name: String, path: String)

  /// Tokenizers that need no file.
  public static let builtIn: [BLEUTokenizer] = [.none, .thirteenA, .international, .chinese, .character]

  /// Names that require a model file.
  public static let modelNames = ["spm", "flores101", "flores200", "spBLEU-1K"]

  /// A name such as "13a", or a name with its model file: "flores200:FILE".
  public init?(rawValue: String) {
    switch rawValue {
    case "none": self = .none
    case "13a": self = .thirteenA
    case "intl": self = .international
    case "zh": self = .chinese
    case "char": self = .character
    default:
      let parts = rawValue.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, BLEUTokenizer.modelNames.contains(parts[0]), !parts[1].isEmpty else { return nil }
      self = .sentencePiece(name: parts[0], path: parts[1])
    }
  }

  public var rawValue: String {
    switch self {
    case .none: return "none"
    case .thirteenA: return "13a"
    case .international: return "intl"
    case .chinese: return "zh"
    case .character: return "char"
    case .sentencePiece(let name, let path): return "\(name):\(path)"
    }
  }

  /// Accepted names, for help.
  public static let help = (builtIn.map(\.rawValue) + modelNames.map { "\($0):FILE" }).joined(separator: ", ")

  /// The tokenizer that a user named.
  ///
  /// - Throws: `Failure(.usage)` that lists the accepted names.
  public init(named name: String) throws {
    if let known = BLEUTokenizer(rawValue: name) {
      self = known
    } else if BLEUTokenizer.modelNames.contains(name) {
      throw Failure(
        .usage, "the tokenizer \(name) needs its model", at: "--tokenize", expected: "\(name):FILE",
        remedy: "nothing is downloaded: name the SentencePiece model file")
    } else if name == "ja-mecab" || name == "ko-mecab" {
      throw Failure(
        .usage, "the tokenizer \(name) needs MeCab and its dictionary, which are not built in", at: "--tokenize",
        expected: BLEUTokenizer.help,
        remedy: "segment both sides with MeCab first and use none, or use flores200:FILE, char or chrF")
    } else {
      throw Failure(.usage, "unknown tokenizer \(name)", at: "--tokenize", expected: BLEUTokenizer.help)
    }
  }

  /// Splits `text`, which has no trailing white space, into words.
  func cut(_ text: UnsafeBufferPointer<UInt8>, scalars: ScalarTable, into words: inout Words) {
    switch self {
    // A model's pieces are already separated by spaces.
    case .none, .sentencePiece: words.cutAtWhiteSpace(text)
    case .character: cutCharacters(text, into: &words)
    case .thirteenA: WesternTokenizer.cut(text, .thirteenA, into: &words)
    case .chinese: WesternTokenizer.cut(text, .chinese, into: &words)
    case .international: InternationalTokenizer.cut(text, scalars: scalars, into: &words)
    }
  }

  private func cutCharacters(_ text: UnsafeBufferPointer<UInt8>, into words: inout Words) {
    var index = 0
    while index < text.count {
      let (value, length) = UTF8Scalars.scalar(text, at: index)
      if !UTF8Scalars.isWhiteSpace(value) { words.isolate(at: index, length: length) }
      index += length
    }
  }
}
