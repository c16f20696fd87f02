import NMTSystem

/// How chrF is computed. The defaults are sacreBLEU's.
public struct ChrFOptions: Sendable, Codable, Equatable {
  /// The longest n-grams of characters (Unicode scalars); 1...100, by default 6.
  public var characterOrder: Int
  /// The longest n-grams of words; 0...100, by default 0. With 2 the metric is called chrF++ (Popović 2017).
  public var wordOrder: Int
  /// How many times more recall counts than precision; 1...1,000, by default 2.
  public var beta: Int
  /// Compare texts in lower case.
  public var lowercase: Bool
  /// Let white space count among the characters.
  public var whiteSpace: Bool
  /// Average the F-scores of all orders, a tiny number standing for a missing one, as chrF++.py, NLTK and Moses do;
  /// otherwise average precision and recall over the orders that both sides have.
  public var epsilonSmoothing: Bool

  public init(
    characterOrder: Int = 6, wordOrder: Int = 0, beta: Int = 2, lowercase: Bool = false, whiteSpace: Bool = false,
    epsilonSmoothing: Bool = false
  ) {
    self.characterOrder = characterOrder
    self.wordOrder = wordOrder
    self.beta = beta
    self.lowercase = lowercase
    self.whiteSpace = whiteSpace
    self.epsilonSmoothing = epsilonSmoothing
  }

  /// Throws a `Failure` that names the key, its value and what is allowed.
  public func validate() throws {
    let ranges = [
      ("chrf-char-order", characterOrder, 1...100), ("chrf-word-order", wordOrder, 0...100),
      ("chrf-beta", beta, 1...1000),
    ]
    for (key, value, range) in ranges where !range.contains(value) {
      throw Failure(
        .usage, "\(key) is \(value)", at: "chrF", expected: "\(range.lowerBound) to \(range.upperBound)")
    }
  }
}
