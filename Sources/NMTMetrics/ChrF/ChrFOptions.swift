package import NMTSettings
import NMTSystem

/// Options of chrF. The defaults are sacreBLEU's.
public struct ChrFOptions: Sendable, Codable, Equatable {
  /// Highest n-gram order for characters (Unicode scalars); 1 to 100, default 6.
  public var characterOrder: Int
  /// Highest n-gram order for words; 0 to 100, default 0. With 2 the metric is called chrF++ (Popović 2017).
  public var wordOrder: Int
  /// Weight of recall relative to precision; 1 to 1000, default 2.
  public var beta: Int
  /// Compares texts in lower case; default false.
  public var lowercase: Bool
  /// Counts white space among the characters; default false.
  public var whiteSpace: Bool
  /// Averages the F-scores of all orders, with a tiny number for a missing one, as chrF++.py, NLTK and Moses do;
  /// otherwise averages precision and recall over the orders that both sides have. Default false.
  public var epsilonSmoothing: Bool

  /// Options with sacreBLEU's defaults.
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

  /// Throws a `Failure` that names the first invalid option, its value and what is allowed.
  public func validate() throws { try checkRules(.usage) }
}

extension ChrFOptions: CheckedOptions {
  package static let rules: [OptionRule<ChrFOptions>] = [
    .range(\.characterOrder, 1...100),
    .range(\.wordOrder, 0...100),
    .range(\.beta, 1...1000),
  ]
}
