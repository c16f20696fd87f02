package import NMTSettings

/// Limits beyond which a translation is suspicious. Each is a flag and a key of `nmt-translate`.
///
/// The symptoms come from studies of hallucinations: Lee et al. 2018, "Hallucinations in neural machine translation";
/// Berard et al. 2019, "Naver Labs Europe's systems for the WMT19 machine translation robustness task" (section 3);
/// Raunak et al. 2021, "The curious case of hallucinations in neural machine translation"; Guerreiro et al. 2023,
/// "Looking for a needle in a haystack".
public struct GuardOptions: Codable, Sendable, Equatable {
  /// Longest translation in subwords, as a multiple of the source's; up to 5 subwords are always accepted. Default 2.
  public var lengthRatio: Float
  /// Number of adjacent repetitions that make a sequence of up to 16 subwords a loop, if the source has fewer. Default
  /// 3.
  public var repeats: Int
  /// Largest share of source subwords that attention may ignore, with less than 0.2 summed over the translation (Berard
  /// et al. 2019). Default 0.6; applies to sources of 6 subwords or more.
  public var ignored: Float
  /// Largest share of target subwords that may attend most to the same source subword. Default 0.6; applies to
  /// translations of 8 subwords or more.
  public var stuck: Float
  /// Smallest mean log-probability per target subword, natural logarithm (Guerreiro et al. 2023, section 3.2: the best
  /// detector without another model). Default −1.5.
  public var score: Float
  /// Largest advantage in mean log-probability per subword, natural logarithm, of a second translation found under
  /// stricter rules. Costs a second search of every line; 0, the default, turns it off.
  public var margin: Float

  /// Options with their defaults.
  public init(
    lengthRatio: Float = 2, repeats: Int = 3, ignored: Float = 0.6, stuck: Float = 0.6, score: Float = -1.5,
    margin: Float = 0
  ) {
    self.lengthRatio = lengthRatio
    self.repeats = repeats
    self.ignored = ignored
    self.stuck = stuck
    self.score = score
    self.margin = margin
  }

  /// Checks every option; the error names the first one out of range.
  public func validate() throws { try checkRules() }
}

extension GuardOptions: CheckedOptions {
  package static let rules: [OptionRule<GuardOptions>] = [
    .range(\.lengthRatio, 1...100),
    .range(\.repeats, 2...100),
    .range(\.ignored, 0...1),
    .range(\.stuck, 0...1),
    .range(\.score, -100...0),
    .range(\.margin, 0...100),
  ]
}
