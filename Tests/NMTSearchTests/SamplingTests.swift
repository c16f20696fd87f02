import Foundation
import NMTSearch
import NMTText
import Testing

/// Pearson's χ² of drawn counts against probabilities; cells with an expectation below 5 are put together.
private func chiSquare(_ counts: [Int], _ probabilities: [Double]) -> (value: Double, freedom: Int) {
  let whole = Double(counts.reduce(0, +))
  var (value, cells, restCount, restExpected) = (0.0, 0, 0.0, 0.0)
  for (count, probability) in zip(counts, probabilities) {
    let expected = whole * probability
    if expected < 5 {
      (restCount, restExpected) = (restCount + Double(count), restExpected + expected)
    } else {
      value += (Double(count) - expected) * (Double(count) - expected) / expected
      cells += 1
    }
  }
  if restExpected > 0.5 {
    value += (restCount - restExpected) * (restCount - restExpected) / restExpected
    cells += 1
  }
  return (value, cells - 1)
}

/// The 99.9 % point of χ² (Wilson & Hilferty 1931).
private func limit(_ freedom: Int) -> Double {
  let share = 2 / (9 * Double(freedom))
  return Double(freedom) * pow(1 - share + 3.09 * share.squareRoot(), 3)
}

struct SamplingTests {
  private static let size = 30
  private let table = hashedTable(seed: 21, vocabularySize: size, sharpness: 5)

  private func draw(_ sampling: SamplingOptions, count: Int = 1000, length: Int = 1) -> [Hypothesis] {
    let options = SearchOptions(
      nBest: count, normalization: LengthNormalization(.none),
      lengths: LengthBounds(minimum: length, ratio: 0, constant: length),
      sampling: sampling)
    return search(TableDecoder(vocabularySize: Self.size, sourceLengths: [3], table: table), options: options)[0]
  }

  /// The distribution of the first token as the options say, computed the slow way.
  private func expected(_ options: SamplingOptions) -> [Double] {
    let logs = table(0, [Vocabulary.bos])
    var weights = logs.indices.map { $0 < 4 ? 0 : exp(Double(logs[$0]) / Double(options.temperature)) }
    let order = weights.indices.sorted { weights[$0] > weights[$1] }
    if options.topK > 0 { for token in order.dropFirst(options.topK) { weights[token] = 0 } }
    let whole = weights.reduce(0, +)
    var sum = 0.0
    for token in order {
      if sum >= Double(options.topP) * whole { weights[token] = 0 }
      sum += weights[token]
    }
    let kept = weights.reduce(0, +)
    return weights.map { $0 / kept }
  }

  @Test(arguments: [
    SamplingOptions(), SamplingOptions(temperature: 0.5), SamplingOptions(temperature: 2), SamplingOptions(topK: 5),
    SamplingOptions(topP: 0.7), SamplingOptions(temperature: 1.5, topK: 12, topP: 0.8),
  ])
  func frequenciesAreTheModelsProbabilities(_ options: SamplingOptions) {
    var counts = [Int](repeating: 0, count: Self.size)
    for seed in 1...5 as ClosedRange<UInt64> {
      var options = options
      options.seed = seed
      for sample in draw(options) { counts[Int(sample.tokens[0])] += 1 }
    }
    let probabilities = expected(options)
    for token in counts.indices where probabilities[token] == 0 { #expect(counts[token] == 0, "token \(token)") }
    let (value, freedom) = chiSquare(counts, probabilities)
    #expect(freedom >= 2 && value < limit(freedom), "χ² \(value) with \(freedom) degrees of freedom")
  }

  @Test func pairsOfTokensAreTheModelsToo() {
    // The second token given the first: samples share the first row but not their numbers.
    var counts = [Int](repeating: 0, count: Self.size * Self.size)
    for seed in 1...10 as ClosedRange<UInt64> {
      for sample in draw(SamplingOptions(temperature: 0.5, topK: 4, seed: seed), length: 2) {
        counts[Int(sample.tokens[0]) * Self.size + Int(sample.tokens[1])] += 1
      }
    }
    func four(_ prefix: [Int32]) -> [Double] {
      let logs = table(0, prefix)
      var weights = logs.indices.map { $0 < 4 ? 0 : exp(Double(logs[$0]) * 2) }
      for token in weights.indices.sorted(by: { weights[$0] > weights[$1] }).dropFirst(4) { weights[token] = 0 }
      return weights.map { $0 / weights.reduce(0, +) }
    }
    let first = four([Vocabulary.bos])
    let pairs = first.indices.flatMap { token in four([Vocabulary.bos, Int32(token)]).map { $0 * first[token] } }
    let (value, freedom) = chiSquare(counts, pairs)
    #expect(freedom >= 8 && value < limit(freedom), "χ² \(value) with \(freedom) degrees of freedom")
  }

  @Test func aSampleDependsOnItsLineAlone() {
    let options = SearchOptions(nBest: 3, sampling: SamplingOptions(topP: 0.9, seed: 4))
    let lengths = [2, 5, 1, 7, 3]
    let together = search(
      TableDecoder(vocabularySize: 30, sourceLengths: lengths, table: table), options: options, recordsAttention: true)
    for room in [1, 6, 12] {
      let decoder = TableDecoder(vocabularySize: 30, sourceLengths: lengths, table: table)
      #expect(search(decoder, options: options, room: room, recordsAttention: true) == together)
    }
    var other = options
    other.sampling?.seed = 5
    let decoder = TableDecoder(vocabularySize: 30, sourceLengths: lengths, table: table)
    #expect(search(decoder, options: other, recordsAttention: true) != together)
    for hypotheses in together {
      #expect(Set(hypotheses.map(\.tokens)).count > 1, "three samples of a line are not one")
    }
  }

  @Test func aSamplesLogProbabilityIsTheModels() {
    for sample in draw(SamplingOptions(temperature: 3, topK: 10), count: 50, length: 3) {
      var (prefix, sum): ([Int32], Float) = ([Vocabulary.bos], 0)
      for token in sample.tokens + [Vocabulary.eos] {
        sum += table(0, prefix)[Int(token)]
        prefix.append(token)
      }
      #expect(sample.logProbability == sum && sample.score == sum)
    }
  }

  @Test func aBrokenModelStillEnds() {
    for value in [Float.nan, -.infinity] {
      for sampling in [SamplingOptions(), SamplingOptions(topK: 3), SamplingOptions(topP: 0.5)] {
        let broken = TableDecoder(vocabularySize: 20, sourceLengths: [2]) { _, _ in
          [Float](repeating: value, count: 20)
        }
        #expect(search(broken, options: SearchOptions(sampling: sampling))[0][0].logProbability == -.infinity)
      }
    }
  }
}
