import NMTSystem

extension SubwordSampler {
  /// BPE dropout (Provilkov et al. 2020, algorithm 1): in every round each possible merge is dropped with the given
  /// probability and the best remaining one is applied; a word is done when none remains.
  func mergeWithDropout(_ text: [UInt8], dropout: Double, using generator: inout SplitMix64) -> [Int32] {
    var ids: [Int32] = []
    var start = 0
    while start < text.count {
      let end = endOfWord(text, from: start)
      ids += mergeWord(text, start..<end, dropout: dropout, using: &generator)
      start = end
    }
    return ids
  }

  /// End of the word at `start`. Merging visits every pair in every round, so an overlong word is cut; only sampling
  /// does this.
  private func endOfWord(_ text: [UInt8], from start: Int) -> Int {
    let longest = 256
    var end = start
    repeat {
      end += SubwordSampler.characterLength(text[end])
    } while end < text.count && end - start < longest && !text[end...].starts(with: SubwordSampler.space)
    return end
  }

  private func mergeWord(
    _ text: [UInt8], _ word: Range<Int>, dropout: Double, using generator: inout SplitMix64
  ) -> [Int32] {
    // Symbol i is text[starts[i]..<starts[i + 1]].
    var starts: [Int] = []
    var position = word.lowerBound
    while position < word.upperBound {
      starts.append(position)
      position += SubwordSampler.characterLength(text[position])
    }
    starts.append(word.upperBound)
    while let merged = bestMerge(text, starts, dropout: dropout, using: &generator) { starts.remove(at: merged) }
    return zip(starts, starts.dropFirst()).flatMap { start, end in
      let id = id(of: text[start..<end]) ?? Vocabulary.unk
      return self.ids(of: Match(id: id, length: end - start, score: 0), text, at: start)
    }
  }

  /// The symbol boundary that the best merge removes; nil if no merge is possible or all were dropped.
  private func bestMerge(
    _ text: [UInt8], _ starts: [Int], dropout: Double, using generator: inout SplitMix64
  ) -> Int? {
    guard starts.count > 2 else { return nil }
    var best: (boundary: Int, score: Double)?
    for boundary in 1..<starts.count - 1 {
      guard let id = id(of: text[starts[boundary - 1]..<starts[boundary + 1]]) else { continue }
      if dropout > 0, generator.nextUnit() < dropout { continue }
      if best.map({ score(id) > $0.score }) ?? true { best = (boundary, score(id)) }
    }
    return best?.boundary
  }
}
