import NMTSystem

/// How translations are searched for; saved with validation results and shown by `nmt-translate`.
public struct SearchOptions: Codable, Sendable, Equatable {
  /// Live hypotheses a sentence, 1…1000; 1 is greedy search. Default 5.
  public var beam: Int
  /// Translations returned a line, best first, 1…beam. Default 1.
  public var nBest: Int
  /// Default GNMT's with α = 1.
  public var normalisation: LengthNormalisation
  public var lengths: LengthBounds
  /// Default `.bestPossible`: the same result as `.all`, sooner.
  public var stop: StopRule
  /// Whether the unknown token may be produced. Default false.
  public var allowsUnknown: Bool
  /// Whether each target subword's strongest source subword is recorded. Default false.
  public var alignment: Bool

  public init(
    beam: Int = 5, nBest: Int = 1, normalisation: LengthNormalisation = .gnmt(alpha: 1),
    lengths: LengthBounds = LengthBounds(), stop: StopRule = .bestPossible, allowsUnknown: Bool = false,
    alignment: Bool = false
  ) {
    self.beam = beam
    self.nBest = nBest
    self.normalisation = normalisation
    self.lengths = lengths
    self.stop = stop
    self.allowsUnknown = allowsUnknown
    self.alignment = alignment
  }

  /// Names the first option that is out of its range.
  public func validate() throws {
    guard (1...1000).contains(beam) else {
      throw Failure(.badConfiguration, "is \(beam)", at: "beam", expected: "1…1000")
    }
    guard (1...beam).contains(nBest) else {
      throw Failure(
        .badConfiguration, "is \(nBest)", at: "n-best", expected: "1…\(beam), the beam", remedy: "widen the beam")
    }
    if case .gnmt(let alpha) = normalisation, !(alpha.isFinite && (0...10).contains(alpha)) {
      throw Failure(.badConfiguration, "has alpha \(alpha)", at: "length normalisation", expected: "0…10")
    }
    try lengths.validate()
  }

  /// The processors that these options ask for, in the order in which they apply.
  var processors: [any LogProbabilityProcessor] {
    [ForbiddenTokens(allowsUnknown: allowsUnknown), LengthLimit()]
  }
}
