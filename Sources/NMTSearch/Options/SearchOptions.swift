import NMTSystem

/// How translations are searched for. Each option is a flag and a key of `nmt-translate`.
public struct SearchOptions: Codable, Sendable, Equatable {
  /// Live hypotheses a sentence, 1…1000; 1 is greedy search. Default 5.
  public var beam: Int
  /// Translations returned a line, best first, 1…beam; with sampling the number of samples, 1…1000. Default 1.
  public var nBest: Int
  /// What makes hypotheses of different lengths comparable.
  public var normalization: LengthNormalization
  /// β of the coverage penalty on ended hypotheses, 0…10 (Wu et al. 2016, section 7); 0, the default, for none.
  public var coverage: Float
  public var lengths: LengthBounds
  /// Default `.bestPossible`: without required phrases the same result as `.all`, sooner.
  public var stop: StopRule
  /// Groups of diverse beam search (Vijayakumar et al. 2018), a divisor of the beam; 1, the default, for plain search.
  public var groups: Int
  /// λ, what a group pays for each time that an earlier group chose the token, 0…100. Default 0.5.
  public var diversity: Float
  /// Draws translations instead of searching for the best; nil, the default, for beam search.
  public var sampling: SamplingOptions?
  /// No sequence of so many subwords twice in a translation (Paulus et al. 2018); 0, the default, for any.
  public var noRepeatNGram: Int
  /// θ on the log-probabilities of subwords that a hypothesis already has (Keskar et al. 2019), 1…10; 1, the default, for
  /// none.
  public var repetitionPenalty: Float
  /// Whether the unknown token may be produced. Default false.
  public var allowsUnknown: Bool

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
  public func validate() throws {
    try require((1...1000).contains(beam), "beam", "\(beam)", "1…1000")
    let most = sampling == nil ? beam : 1000
    guard (1...most).contains(nBest) else {
      throw Failure(
        .badConfiguration, "is \(nBest)", at: "n-best", expected: sampling == nil ? "1…\(beam), the beam" : "1…1000",
        remedy: sampling == nil ? "widen the beam" : "")
    }
    try require((0...10).contains(normalization.alpha), "alpha", "\(normalization.alpha)", "0…10")
    if case .finished(let count) = stop { try require((1...beam).contains(count), "stop", "\(count)", "1…\(beam)") }
    try require((0...10).contains(coverage), "coverage", "\(coverage)", "0…10")
    try require(groups >= 1 && beam % groups == 0, "groups", "\(groups)", "a divisor of the beam, \(beam)")
    try require((0...100).contains(diversity), "diversity", "\(diversity)", "0…100")
    try require((0...1000).contains(noRepeatNGram), "no-repeat-ngram", "\(noRepeatNGram)", "0…1000")
    try require((1...10).contains(repetitionPenalty), "repetition-penalty", "\(repetitionPenalty)", "1…10")
    try sampling?.validate()
    try lengths.validate()
  }

  private func require(_ isFine: Bool, _ name: String, _ value: String, _ expected: String) throws {
    guard isFine else { throw Failure(.badConfiguration, "is \(value)", at: name, expected: expected) }
  }

  /// The processors that these options ask for, in the order in which they apply.
  var processors: [any LogProbabilityProcessor] {
    var processors: [any LogProbabilityProcessor] = []
    if repetitionPenalty != 1 { processors.append(RepetitionPenalty(factor: repetitionPenalty)) }
    if noRepeatNGram > 0 { processors.append(NoRepeatedNGram(size: noRepeatNGram)) }
    return processors + [ForbiddenTokens(allowsUnknown: allowsUnknown), LengthLimit()]
  }
}
