package import NMTSettings

/// Limits on the length of a translation, in target subwords without EOS.
public struct LengthBounds: Codable, Sendable, Equatable {
  /// Shortest output in tokens, default 1: a line of text never has an empty translation.
  public var minimum: Int
  /// Shortest output as a multiple of the source subwords, rounded down; the larger of both minimums applies. Default
  /// 0.
  public var minimumRatio: Float
  /// The longest output is `ratio` × source subwords + `constant`; default 2.
  public var ratio: Float
  /// Constant part of the longest output (see `ratio`), in tokens; default 10.
  public var constant: Int

  /// Bounds with their defaults: 1 to 2 × source subwords + 10 target subwords.
  public init(minimum: Int = 1, minimumRatio: Float = 0, ratio: Float = 2, constant: Int = 10) {
    self.minimum = minimum
    self.minimumRatio = minimumRatio
    self.ratio = ratio
    self.constant = constant
  }

  /// Allowed lengths for a source of `sourceLength` subwords. If the bounds contradict each other, the upper one wins.
  public func range(sourceLength: Int) -> ClosedRange<Int> {
    let longest = max(1, Int(ratio * Float(sourceLength)) + constant)
    let shortest = max(minimum, Int(minimumRatio * Float(sourceLength)))
    return min(shortest, longest)...longest
  }

  /// Checks every option; the error names the first one out of range.
  public func validate() throws { try checkRules() }
}

extension LengthBounds: CheckedOptions {
  package static let rules: [OptionRule<LengthBounds>] = [
    .range(\.minimum, 0...),
    .range(\.minimumRatio, 0...100),
    .range(\.ratio, 0...100),
    .range(\.constant, 0...100_000),
    .relation(\.constant, expected: "1 or more when the ratio is 0") { $0.ratio > 0 || $0.constant > 0 },
  ]
}
