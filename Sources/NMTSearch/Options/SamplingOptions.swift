package import NMTSettings

/// Options for drawing random translations.
public struct SamplingOptions: Codable, Sendable, Equatable {
  /// Temperature T: tokens are drawn in proportion to p^(1/T); below 1 the distribution is sharper, above 1 flatter.
  /// Default 1.
  public var temperature: Float
  /// Restricts draws to the k most probable tokens (Fan et al. 2018, section 5.4); 0, the default, allows all.
  public var topK: Int
  /// Restricts draws to the smallest set of most probable tokens with total probability p or more (Holtzman et al.
  /// 2020, section 3.1), after `topK`; 1, the default, allows all.
  public var topP: Float
  /// Seed of the random numbers; default 1.
  public var seed: UInt64

  /// Options with their defaults: unrestricted sampling from the model's distribution.
  public init(temperature: Float = 1, topK: Int = 0, topP: Float = 1, seed: UInt64 = 1) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.seed = seed
  }

  /// Checks every option; the error names the first one out of range.
  public func validate() throws { try checkRules() }
}

extension SamplingOptions: CheckedOptions {
  package static let rules: [OptionRule<SamplingOptions>] = [
    .range(\.temperature, 0.01...100),
    .range(\.topK, 0...),
    .range(\.topP, .above(0, upTo: 1)),
  ]
}
