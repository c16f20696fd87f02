import Foundation
package import NMTSettings

/// Score by which hypotheses of different lengths are compared, made from their log-probabilities.
///
/// Without it, beam search favors short output: every further token can only lower a sum of log-probabilities.
public struct LengthNormalization: Codable, Sendable, Equatable {
  /// The formulas by name. The tool's flag, its help and the tests follow from the cases (see <doc:AddingALengthRule>).
  public enum Rule: String, Codable, Sendable, CaseIterable {
    /// log P(Y|X) as it is.
    case none
    /// log P(Y|X) / |Y|, the mean over tokens (end of sentence counted).
    case average
    /// log P(Y|X) / lp(Y), lp(Y) = ((5 + |Y|) / 6)^α (Wu et al. 2016, section 7, equation 14).
    case gnmt
  }

  /// Formula of the score; default `gnmt`.
  public var rule: Rule
  /// α, the strength of `gnmt`; `average` and `none` have none.
  public var alpha: Float

  /// The default is GNMT's with α = 1.5: of 0.6, 1, 1.5 and 2 the best BLEU and chrF together on the validation sets of
  /// Multi30k en→de and Tatoeba en→hu.
  public init(_ rule: Rule = .gnmt, alpha: Float = 1.5) {
    self.rule = rule
    self.alpha = alpha
  }

  /// The divisor for `length` tokens, end of sentence counted: positive, and never smaller for a greater length. At least
  /// 1 token is assumed.
  public func divisor(length: Int) -> Float {
    let tokens = Float(max(length, 1))
    return switch rule {
    case .none: 1
    case .average: tokens
    case .gnmt: pow((5 + tokens) / 6, alpha)
    }
  }

  /// The best score that a hypothesis of this log-probability can still reach if it ends with at most `maximumLength`
  /// tokens: the sum only falls, and the divisor grows with the length.
  func bound(logProbability: Float, maximumLength: Int) -> Float {
    logProbability / divisor(length: maximumLength)
  }
}

extension LengthNormalization: CheckedOptions {
  package static let rules: [OptionRule<LengthNormalization>] = [.range(\.alpha, 0...10)]
}
