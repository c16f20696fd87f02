import NMTSearch
import Testing

/// What every length rule must keep, and what each is by hand.
struct LengthNormalizationTests {
  /// The divisor of 4 tokens with α = 2, by hand.
  private func divisorOfFour(_ rule: LengthNormalization.Rule) -> Float {
    switch rule {
    case .none: 1
    case .average: 4
    case .gnmt: 2.25  // ((5 + 4) / 6)²
    }
  }

  @Test(arguments: LengthNormalization.Rule.allCases)
  func divisorsByHand(_ rule: LengthNormalization.Rule) {
    let divisor = LengthNormalization(rule, alpha: 2).divisor(length: 4)
    #expect(abs(divisor - divisorOfFour(rule)) <= 1e-6 * divisorOfFour(rule), "\(rule): \(divisor)")
  }

  /// A search that stops at `bestPossible` relies on it: the longest length has the greatest divisor.
  @Test(arguments: LengthNormalization.Rule.allCases, [0, 0.6, 1.5, 10] as [Float])
  func divisorsGrowWithTheLength(_ rule: LengthNormalization.Rule, _ alpha: Float) {
    let normalization = LengthNormalization(rule, alpha: alpha)
    #expect(normalization.divisor(length: 0) == normalization.divisor(length: 1))
    var last = normalization.divisor(length: 1)
    #expect(last > 0)
    for length in 2...2000 {
      let divisor = normalization.divisor(length: length)
      #expect(divisor >= last && divisor.isFinite, "\(rule) of \(length) tokens")
      last = divisor
    }
  }
}
