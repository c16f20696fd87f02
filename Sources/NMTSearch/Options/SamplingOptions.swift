package import NMTSettings

/// How random translations are drawn.
public struct SamplingOptions: Codable, Sendable, Equatable {
  /// T: tokens are drawn with probabilities in proportion to p^(1/T); below 1 sharper, above 1 flatter.
  /// Default 1.
  public var temperature: Float
  /// Only the k most probable tokens are drawn from (Fan et al. 2018, section 5.4); 0 for all, the default.
  public var topK: Int
  /// Only the smallest set of most probable tokens whose mass reaches p (Holtzman et al. 2020, section 3.1), after
  /// `topK`; 1, the default, for all.
  public var topP: Float
  /// Another seed, another sample; default 1.
  public var seed: UInt64

  /// Options with their defaults: unrestricted sampling from the model's distribution.
  public init(temperature: Float = 1, topK: Int = 0, topP: Float = 1, seed: UInt64 = 1) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.seed = seed
  }

  /// Names the first option that is out of its range.
  public func validate() throws { try checkRules() }
}

extension SamplingOptions: CheckedOptions {
  package static let rules: [OptionRule<SamplingOptions>] = [
    .range(\.temperature, 0.01...100),
    .range(\.topK, 0...),
    .range(\.topP, .above(0, upTo: 1)),
  ]
}
