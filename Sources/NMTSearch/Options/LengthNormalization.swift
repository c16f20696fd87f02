import Foundation
package import NMTSettings

/// Converts log-probabilities to scores that are comparable between hypotheses of different lengths.
///
/// Without it, beam search favors short output, because every further token lowers the sum of log-probabilities.
public struct LengthNormalization: Codable, Sendable, Equatable {
  /// Formulas for the score. The tool's flag, its help and the tests follow from the cases (see
  /// <doc:AddingALengthRule>).
  public enum Rule: String, Codable, Sendable, CaseIterable {
    /// log P(Y|X) unchanged.
    case none
    /// log P(Y|X) / |Y|, the mean over tokens, including EOS.
    case average
    /// log P(Y|X) / lp(Y), lp(Y) = ((5 + |Y|) / 6)^α (Wu et al. 2016, section 7, equation 14).
    case gnmt
  }

  /// Formula of the score; default `gnmt`.
  public var rule: Rule
  /// α, the strength of `gnmt`; not used by `average` and `none`.
  public var alpha: Float

  /// The default is GNMT's formula with α = 1.5, which of 0.6, 1, 1.5 and 2 has the best BLEU and chrF together on the
  /// validation sets of Multi30k en→de and Tatoeba en→hu.
  public init(_ rule: Rule = .gnmt, alpha: Float = 1.5) {
    self.rule = rule
    self.alpha = alpha
  }

  /// The divisor for `length` tokens, including EOS: positive, and non-decreasing in the length. At least 1 token is
  /// assumed.
  public func divisor(length: Int) -> Float {
    let tokens = Float(max(length, 1))
    return switch rule {
    case .none: 1
    case .average: tokens
    case .gnmt: pow((5 + tokens) / 6, alpha)
    }
  }

  /// Upper bound on the score of a hypothesis with this log-probability if it ends within `maximumLength` tokens: its
  /// sum can only fall, and the divisor grows with the length.
  func bound(logProbability: Float, maximumLength: Int) -> Float {
    logProbability / divisor(length: maximumLength)
  }
}

extension LengthNormalization: CheckedOptions {
  package static let rules: [OptionRule<LengthNormalization>] = [.range(\.alpha, 0...10)]
}
