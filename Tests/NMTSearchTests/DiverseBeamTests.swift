import NMTSearch
import NMTText
import Testing

struct DiverseBeamTests {
  /// Three tokens at probabilities that fall slowly, then the end: by hand what each group has to choose.
  private func table(_ sentence: Int, _ prefix: [Int32]) -> [Float] {
    prefix.count == 1 ? [-9, -9, -9, -9, -1, -1.3, -1.7] : [-9, -9, -9, -0.1, -8, -8, -8]
  }

  private func found(_ diversity: Float, groups: Int = 3, beam: Int = 3) -> [Hypothesis] {
    let options = SearchOptions(
      beam: beam, nBest: beam, normalization: LengthNormalization(.none), lengths: LengthBounds(ratio: 0, constant: 1),
      groups: groups,
      diversity: diversity)
    return search(TableDecoder(vocabularySize: 7, sourceLengths: [1], table: table), options: options)[0]
  }

  @Test func groupsAvoidEachOthersTokens() {
    // λ = 0.5: group 1 takes 4 (−1); group 2 sees 4 at −1.5 and takes 5 (−1.3); group 3 sees 4 at −1.5, 5 at −1.8 and takes
    // 4 again, for −1.7 does not beat −1.5. The duplicate is there once.
    #expect(found(0.5).map(\.tokens) == [[4], [5]])
    // λ = 1: group 3 sees −2, −2.3 and −1.7.
    #expect(found(1).map(\.tokens) == [[4], [5], [6]])
    // Without a price all groups find the same.
    #expect(found(0).map(\.tokens) == [[4]])
  }

  @Test func scoresAreTheModelsOwn() {
    let sums: [Float] = [-1 + -0.1, -1.3 + -0.1, -1.7 + -0.1]
    #expect(found(1).map(\.logProbability) == sums)
    #expect(found(1).map(\.score) == found(1).map(\.logProbability))
  }

  @Test func oneGroupIsPlainBeamSearch() {
    for seed in 0..<20 as Range<UInt64> {
      let table = hashedTable(seed: seed, vocabularySize: 15)
      func result(_ diversity: Float) -> [[Hypothesis]] {
        let options = SearchOptions(beam: 4, nBest: 4, groups: 1, diversity: diversity)
        return search(TableDecoder(vocabularySize: 15, sourceLengths: [3, 5], table: table), options: options)
      }
      #expect(result(0) == result(7))
    }
  }

  /// With groups of one place, the first group is greedy search whatever the others do.
  @Test func theFirstGroupIsSearchedForItself() {
    for seed in 0..<20 as Range<UInt64> {
      let table = hashedTable(seed: seed, vocabularySize: 15)
      func result(_ options: SearchOptions) -> [Hypothesis] {
        search(TableDecoder(vocabularySize: 15, sourceLengths: [4], table: table), options: options)[0]
      }
      let diverse = result(SearchOptions(beam: 6, nBest: 6, groups: 3, diversity: 2))
      let alone = result(SearchOptions(beam: 2, nBest: 2))
      #expect(alone.allSatisfy(diverse.contains))
      #expect(Set(diverse.map(\.tokens)).count == diverse.count)
      #expect(diverse.map(\.score) == diverse.map(\.score).sorted(by: >))
    }
  }
}
