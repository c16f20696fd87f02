import NMTSystem

/// How BLEU cuts a segment into words; the raw values are sacreBLEU's names.
public enum BLEUTokenizer: Sendable, Equatable, RawRepresentable, Codable {
  /// At white space only: for text that is already tokenized.
  case none
  /// As mteval-v13a.pl of the WMT campaigns: ASCII punctuation apart, stops and commas unless between digits.
  case thirteenA
  /// As mteval-v14.pl `--international-tokenization`: Unicode punctuation and symbols apart.
  case international
  /// Chinese characters apart, the rest as 13a.
  case chinese
  /// Each scalar apart.
  case character
  /// Pieces of the SentencePiece model in a file (Goyal et al. 2022): "flores101", "flores200" and "spBLEU-1K" are the
  /// names of published ones, "spm" is any other.
  case sentencePiece(name: String, path: String)

  /// The tokenizers that need no file.
  public static let builtIn: [BLEUTokenizer] = [.none, .thirteenA, .international, .chinese, .character]

  /// Names that take a model file.
  public static let modelNames = ["spm", "flores101", "flores200", "spBLEU-1K"]

  /// "13a" and the like, or a name and its model file: "flores200:FILE".
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

  /// What a user can write.
  public static let help = (builtIn.map(\.rawValue) + modelNames.map { "\($0):FILE" }).joined(separator: ", ")

  /// The tokenizer that a user named.
  ///
  /// - Throws: `Failure(.usage)` that says what to write instead.
  public init(named name: String) throws {
    if let known = BLEUTokenizer(rawValue: name) {
      self = known
    } else if BLEUTokenizer.modelNames.contains(name) {
      throw Failure(
        .usage, "the tokenizer \(name) without its model", at: "--tokenize", expected: "\(name):FILE",
        remedy: "nothing is fetched from the network here: name the SentencePiece model file")
    } else if name == "ja-mecab" || name == "ko-mecab" {
      throw Failure(
        .usage, "the tokenizer \(name) needs MeCab and its dictionary, which are not built in", at: "--tokenize",
        expected: BLEUTokenizer.help,
        remedy: "cut both sides with MeCab beforehand and use none, or use flores200:FILE, char or chrF")
    } else {
      throw Failure(.usage, "unknown tokenizer \(name)", at: "--tokenize", expected: BLEUTokenizer.help)
    }
  }

  /// Cuts `text`, which has no white space at its end, into words.
  func cut(_ text: UnsafeBufferPointer<UInt8>, scalars: ScalarTable, into words: inout Words) {
    switch self {
    // A model's pieces come here with spaces between them.
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
