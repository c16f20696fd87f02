package import NMTSettings

/// Options of the search for translations. Each is a flag and a key of `nmt-translate`.
public struct SearchOptions: Codable, Sendable, Equatable {
  /// Live hypotheses per sentence; 1 is greedy search. Default 5.
  public var beam: Int
  /// Translations returned per line, best first; at most the beam, or the number of samples when sampling. Default 1.
  public var nBest: Int
  /// Score that makes hypotheses of different lengths comparable.
  public var normalization: LengthNormalization
  /// β of the coverage penalty on finished hypotheses (Wu et al. 2016, section 7); 0, the default, turns it off.
  public var coverage: Float
  /// Shortest and longest translation, in target subwords.
  public var lengths: LengthBounds
  /// Condition that ends the search. Default `.bestPossible`: without required phrases the result of `.all`, sooner.
  public var stop: StopRule
  /// Groups of diverse beam search (Vijayakumar et al. 2018), a divisor of the beam; 1, the default, is plain search.
  public var groups: Int
  /// λ, the penalty that a group pays per earlier group that chose the same token. Default 0.5.
  public var diversity: Float
  /// Draws translations instead of searching for the best; nil, the default, for beam search.
  public var sampling: SamplingOptions?
  /// Forbids repeated n-grams of this length, in subwords (Paulus et al. 2018); 0, the default, forbids none.
  public var noRepeatNGram: Int
  /// θ, a factor on the log-probabilities of subwords already in the hypothesis (Keskar et al. 2019); 1, the default,
  /// turns it off.
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

  /// Checks every option; the error names the first one out of range.
  public func validate() throws { try checkRules() }

  /// The processors that these options require, in order of application.
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
    .relation(\.nBest, expected: "at most \(\.beam), unless sampling") {
      $0.sampling != nil || $0.nBest <= $0.beam
    },
    .relation(\.stop, expected: "at most \(\.beam) hypotheses") { options in
      if case .finished(let count) = options.stop { (1...options.beam).contains(count) } else { true }
    },
    .relation(\.groups, expected: "a divisor of \(\.beam)") { $0.groups >= 1 && $0.beam % $0.groups == 0 },
  ]
}
