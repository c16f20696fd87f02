package import NMTSettings

/// How translations are searched for. Each option is a flag and a key of `nmt-translate`.
public struct SearchOptions: Codable, Sendable, Equatable {
  /// Live hypotheses per sentence; 1 is greedy search. Default 5.
  public var beam: Int
  /// Translations returned per line, best first, at most the beam; with sampling the number of samples. Default 1.
  public var nBest: Int
  /// What makes hypotheses of different lengths comparable.
  public var normalization: LengthNormalization
  /// β of the coverage penalty on ended hypotheses (Wu et al. 2016, section 7); 0, the default, for none.
  public var coverage: Float
  /// Shortest and longest translation, in target subwords.
  public var lengths: LengthBounds
  /// Default `.bestPossible`: without required phrases the same result as `.all`, sooner.
  public var stop: StopRule
  /// Groups of diverse beam search (Vijayakumar et al. 2018), a divisor of the beam; 1, the default, for plain search.
  public var groups: Int
  /// λ, what a group pays for each time that an earlier group chose the token. Default 0.5.
  public var diversity: Float
  /// Draws translations instead of searching for the best; nil, the default, for beam search.
  public var sampling: SamplingOptions?
  /// Forbids repeated n-grams of this length, in subwords (Paulus et al. 2018); 0, the default, forbids none.
  public var noRepeatNGram: Int
  /// θ on the log-probabilities of subwords that a hypothesis already has (Keskar et al. 2019); 1, the default, for none.
  public var repetitionPenalty: Float
  /// Whether the unknown token may be produced. Default false.
  public var allowsUnknown: Bool

  /// Options with their defaults: a beam search of 5 hypotheses for one translation.
  public init(
    beam: Int = 5, nBest: Int = 1, normalization: LengthNormalization = LengthNormalization(),
    coverage: Float = 0,
    lengths: LengthBounds = LengthBounds(), stop: StopRule = .bestPossible, groups: Int = 1, diversity: Float = 0.5,
    sampling: SamplingOptions? = nil, noRepeatNGram: Int = 0, repetitionPenalty: Float = 1,
    allowsUnknown: Bool = false
  ) {
    self.beam = beam
    self.nBest = nBest
    self.normalization = normalization
    self.coverage = coverage
    self.lengths = lengths
    self.stop = stop
    self.groups = groups
    self.diversity = diversity
    self.sampling = sampling
    self.noRepeatNGram = noRepeatNGram
    self.repetitionPenalty = repetitionPenalty
    self.allowsUnknown = allowsUnknown
  }

  /// Names the first option that is out of its range.
  public func validate() throws { try checkRules() }

  /// The processors that these options ask for, in the order in which they apply.
  var processors: [any LogProbabilityProcessor] {
    var processors: [any LogProbabilityProcessor] = []
    if repetitionPenalty != 1 { processors.append(RepetitionPenalty(factor: repetitionPenalty)) }
    if noRepeatNGram > 0 { processors.append(NoRepeatedNGram(size: noRepeatNGram)) }
    return processors + [ForbiddenTokens(allowsUnknown: allowsUnknown), LengthLimit()]
  }
}

extension SearchOptions: CheckedOptions {
  package static let rules =
    ranges + relations + OptionRule.within(\.normalization)
    + OptionRule.within(\.sampling) + OptionRule.within(\.lengths)

  private static let ranges: [OptionRule<SearchOptions>] = [
    .range(\.beam, 1...1000),
    .range(\.nBest, 1...1000),
    .range(\.coverage, 0...10),
    .range(\.diversity, 0...100),
    .range(\.noRepeatNGram, 0...1000),
    .range(\.repetitionPenalty, 1...10),
  ]

  private static let relations: [OptionRule<SearchOptions>] = [
    .relation(\.nBest, expected: "at most \(\.beam) in a beam search") {
      $0.sampling != nil || $0.nBest <= $0.beam
    },
    .relation(\.stop, expected: "at most \(\.beam) hypotheses") { options in
      if case .finished(let count) = options.stop { (1...options.beam).contains(count) } else { true }
    },
    .relation(\.groups, expected: "a divisor of \(\.beam)") { $0.groups >= 1 && $0.beam % $0.groups == 0 },
  ]
}
