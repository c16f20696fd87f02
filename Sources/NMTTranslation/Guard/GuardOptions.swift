package import NMTSettings

/// What makes a translation suspicious, and how far it may go. Each is a flag and a key of `nmt-translate`.
///
/// The symptoms are those that studies of hallucinations found to tell: Lee et al. 2018, "Hallucinations in neural machine
/// translation"; Berard et al. 2019, "Naver Labs Europe's systems for the WMT19 machine translation robustness task"
/// (section 3); Raunak et al. 2021, "The curious case of hallucinations in neural machine translation"; Guerreiro et al.
/// 2023, "Looking for a needle in a haystack".
public struct GuardOptions: Codable, Sendable, Equatable {
  /// The longest translation in subwords, as a multiple of the source's; up to 5 subwords are always fine. Default 2.
  public var lengthRatio: Float
  /// How often a sequence of up to 16 subwords has to stand side by side, and more often than any does in the source, to be
  /// a loop. Default 3.
  public var repeats: Int
  /// The largest share of source subwords that attention leaves out: with less than 0.2 summed over the translation
  /// (Berard et al. 2019). Default 0.6; of sources of 6 subwords or more.
  public var ignored: Float
  /// The largest share of target subwords that look most at one and the same source subword. Default 0.6; of
  /// translations of 8 subwords or more.
  public var stuck: Float
  /// The smallest mean log-probability of a target subword, natural logarithm (Guerreiro et al. 2023, section 3.2:
  /// the best detector that needs no other model). Default −1.5.
  public var score: Float
  /// Compares every translation with a second one, searched for under stricter rules: by how much more that one's mean
  /// log-probability of a subword may be, natural logarithm. It costs a second search of every line; 0, the default,
  /// for none.
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

  /// Names the first option that is out of its range.
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
