package import NMTSettings
import NMTSystem

/// Treatment of n-gram orders without a match (Chen and Cherry 2014, section 2).
public enum BLEUSmoothing: Sendable, Codable, Equatable {
  /// No smoothing: an order without a match makes the score zero.
  case none
  /// Replaces a match count of 0 by this number (method 1); sacreBLEU's default is 0.1.
  case floor(Double)
  /// Adds this number to matches and totals of all orders above 1 (method 2); sacreBLEU's default is 1.
  case addK(Double)
  /// Counts the first order without a match as 1/2 match, the next as 1/4, and so on (method 3, mteval-v13a).
  case exponential

  /// Smoothing by sacreBLEU's name, with sacreBLEU's default value unless given; nil for an unknown name.
  public init?(name: String, value: Double? = nil) {
    switch name {
    case "none": self = .none
    case "floor": self = .floor(value ?? Self.usualFloor)
    case "add-k": self = .addK(value ?? Self.usualK)
    case "exp": self = .exponential
    default: return nil
    }
  }

  /// sacreBLEU's default values.
  package static let (usualFloor, usualK) = (0.1, 1.0)

  /// Names accepted by `init(name:value:)`.
  public static let names = ["none", "floor", "add-k", "exp"]
}

/// Options of BLEU. The defaults are sacreBLEU's.
public struct BLEUOptions: Sendable, Codable, Equatable {
  /// Rules that split a segment into words; default 13a.
  public var tokenizer: BLEUTokenizer
  /// Compares texts in lower case; default false.
  public var lowercase: Bool
  /// Treatment of n-gram orders without a match; default exponential.
  public var smoothing: BLEUSmoothing
  /// Highest n-gram order, in words; 1 to 100, default 4. Like sacreBLEU's, the signature does not include it.
  public var maximumOrder: Int
  /// Omits orders for which the hypothesis has no n-gram, as scores of single sentences need; default false.
  public var effectiveOrder: Bool

  /// Options with sacreBLEU's defaults.
  public init(
    tokenizer: BLEUTokenizer = .thirteenA, lowercase: Bool = false, smoothing: BLEUSmoothing = .exponential,
    maximumOrder: Int = 4, effectiveOrder: Bool = false
  ) {
    self.tokenizer = tokenizer
    self.lowercase = lowercase
    self.smoothing = smoothing
    self.maximumOrder = maximumOrder
    self.effectiveOrder = effectiveOrder
  }

  /// Throws a `Failure` that names the first invalid option, its value and what is allowed.
  public func validate() throws { try checkRules(.usage) }
}

extension BLEUOptions: CheckedOptions {
  /// Allowed values of `maximumOrder`.
  package static let orders = 1...100

  package static let rules: [OptionRule<BLEUOptions>] = [
    .range(\.maximumOrder, orders),
    .relation(\.smoothing, expected: "a value of 0 or more") { options in
      switch options.smoothing {
      case .floor(let value), .addK(let value): value >= 0 && value.isFinite
      case .none, .exponential: true
      }
    },
  ]
}
