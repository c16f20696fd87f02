import Foundation
import NMTSystem

/// How a hypothesis's log-probability becomes the score that hypotheses of different lengths are compared by.
///
/// Without it, beam search favours short output: every further token can only lower a sum of log-probabilities.
public enum LengthNormalisation: Codable, Sendable, Equatable {
  /// log P(Y|X) as it is.
  case none
  /// log P(Y|X) / |Y|, the mean over tokens (end of sentence counted).
  case average
  /// log P(Y|X) / lp(Y), lp(Y) = ((5 + |Y|) / 6)^α (Wu et al. 2016, section 7, equation 14).
  case gnmt(alpha: Float)

  /// The divisor for `length` tokens, end of sentence counted; at least 1 token is assumed.
  public func divisor(length: Int) -> Float {
    switch self {
    case .none: 1
    case .average: Float(max(length, 1))
    case .gnmt(let alpha): pow((5 + Float(max(length, 1))) / 6, alpha)
    }
  }

  /// The best score that a hypothesis of this log-probability can still reach if it ends with at most `maximumLength`
  /// tokens: the sum only falls, and the divisor grows with the length.
  func bound(logProbability: Float, maximumLength: Int) -> Float {
    logProbability / divisor(length: maximumLength)
  }
}

/// How long a translation may be, in target subwords without the end of sentence.
public struct LengthBounds: Codable, Sendable, Equatable {
  /// Shortest output in tokens, default 1: a line of text is never answered by an empty one.
  public var minimum: Int
  /// The shortest output is also at least so many times the source subwords, rounded down; default 0.
  public var minimumRatio: Float
  /// The longest output is `ratio` × source subwords + `constant`; default 2.
  public var ratio: Float
  /// See `ratio`; in tokens, default 10.
  public var constant: Int

  public init(minimum: Int = 1, minimumRatio: Float = 0, ratio: Float = 2, constant: Int = 10) {
    self.minimum = minimum
    self.minimumRatio = minimumRatio
    self.ratio = ratio
    self.constant = constant
  }

  /// Allowed lengths for a source of `sourceLength` subwords; the upper end wins where they contradict.
  public func range(sourceLength: Int) -> ClosedRange<Int> {
    let longest = max(1, Int(ratio * Float(sourceLength)) + constant)
    let shortest = max(minimum, Int(minimumRatio * Float(sourceLength)))
    return min(shortest, longest)...longest
  }

  public func validate() throws {
    guard minimum >= 0 else {
      throw Failure(.badConfiguration, "is \(minimum)", at: "min-length", expected: "0 or more")
    }
    guard (0...100).contains(minimumRatio) else {
      throw Failure(.badConfiguration, "is \(minimumRatio)", at: "min-length-ratio", expected: "0…100")
    }
    guard (0...100).contains(ratio) else {
      throw Failure(.badConfiguration, "is \(ratio)", at: "max-length-ratio", expected: "0…100")
    }
    guard (ratio > 0 ? 0...100_000 : 1...100_000).contains(constant) else {
      throw Failure(
        .badConfiguration, "is \(constant)", at: "max-length", expected: "0…100000, not 0 beside a ratio of 0")
    }
  }
}

/// When the search for one sentence ends, beside having no live hypothesis left.
public enum StopRule: Codable, Sendable, Equatable {
  /// As soon as one hypothesis (or as many as the n-best list asks for) has ended.
  case first
  /// As soon as no live hypothesis can still overtake the best ones that have ended (Huang et al. 2017, "When to
  /// finish?", section 3). Finds what `all` finds, but under required phrases not always: a hypothesis that lacks some of them is
  /// not waited for, though it may still overtake.
  case bestPossible
  /// As soon as so many hypotheses have ended (and as many as the n-best list asks for).
  case finished(Int)
  /// When every place of the beam is taken by an ended hypothesis.
  case all

  /// Whether a search may end; `finished` are the scores of ended hypotheses, best first.
  func ends(finished: [Float], wanted: Int, bestLiveBound: Float) -> Bool {
    guard finished.count >= wanted else { return false }
    return switch self {
    case .first: true
    case .bestPossible: finished[wanted - 1] >= bestLiveBound
    case .finished(let count): finished.count >= count
    case .all: false
    }
  }
}
