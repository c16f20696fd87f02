package import NMTSettings
import NMTSystem

/// Options for combining the models of an ensemble into one distribution.
public struct EnsembleOptions: Codable, Sendable, Equatable {
  /// Ways to average the models' distributions over the next subword.
  public enum Mean: String, Codable, Sendable, CaseIterable {
    /// log P = Σ wₘ log Pₘ, renormalized: a word is unlikely if any model finds it unlikely.
    case logProbabilities = "log-probabilities"
    /// P = Σ wₘ Pₘ: a word is likely if any model finds it likely.
    case probabilities
  }

  /// Mean of the distributions; default `logProbabilities`.
  public var mean: Mean
  /// Weight wₘ of each model, above 0; scaled to sum to 1. Empty, the default, for equal weights.
  public var weights: [Float]

  /// Options with their defaults: equal weights on log-probabilities.
  public init(mean: Mean = .logProbabilities, weights: [Float] = []) {
    self.mean = mean
    self.weights = weights
  }

  /// The weights of `count` models, scaled to sum to 1.
  ///
  /// - Throws: a `Failure` if the number of weights differs from the number of models.
  package func shares(_ count: Int) throws -> [Float] {
    let weights = self.weights.isEmpty ? [Float](repeating: 1, count: count) : self.weights
    guard weights.count == count else {
      throw Failure(
        .badConfiguration, "\(weights.count) weights for \(count) models", at: "", expected: "one weight per model")
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}

extension EnsembleOptions: CheckedOptions {
  package static let rules: [OptionRule<EnsembleOptions>] = [
    .limit(\.weights, "numbers above 0") { $0.allSatisfy { $0 > 0 && $0.isFinite } }
  ]
}
