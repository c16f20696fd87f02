import Foundation
import NMTSystem

extension SubwordSampler {
  /// All segmentations of a text by a unigram model, ready to draw from: forward filtering, backward sampling (Kudo 2018,
  /// section 3.2)
  ///
  ///     forward[j] = log Σ over pieces i→j  exp(forward[i] + α·score)
  ///
  /// and then, from the end, each piece i→j with probability exp(forward[i] + α·score − forward[j]).
  struct Lattice {
    /// A piece that ends at some position: its start, and forward[start] + α·score.
    private struct Arc {
      let start: Int
      let match: Match
      let weight: Double
    }
    private let sampler: SubwordSampler
    private let text: [UInt8]
    /// Pieces by end position.
    private var arcs: [[Arc]]
    private var forward: [Double]

    init(_ sampler: SubwordSampler, _ text: [UInt8], alpha: Double) {
      self.sampler = sampler
      self.text = text
      arcs = [[Arc]](repeating: [], count: text.count + 1)
      forward = [Double](repeating: -.infinity, count: text.count + 1)
      forward[0] = 0
      for start in text.indices where start == 0 || !arcs[start].isEmpty {
        if start > 0 { forward[start] = logSum(arcs[start].map(\.weight)) }
        for match in sampler.matches(text, at: start) {
          arcs[start + match.length].append(
            Arc(start: start, match: match, weight: forward[start] + alpha * match.score))
        }
      }
      forward[text.count] = logSum(arcs[text.count].map(\.weight))
    }

    /// Ids of one random segmentation.
    func draw(using generator: inout SplitMix64) -> [Int32] {
      var reversed: [[Int32]] = []
      var end = text.count
      while end > 0 {
        var rest = generator.nextUnit()
        var chosen = arcs[end].last!
        for arc in arcs[end] {
          rest -= exp(arc.weight - forward[end])
          if rest < 0 {
            chosen = arc
            break
          }
        }
        reversed.append(sampler.ids(of: chosen.match, text, at: chosen.start))
        end = chosen.start
      }
      return reversed.reversed().flatMap { $0 }
    }
  }
}

/// log Σ exp(x) without overflow. The values are finite and there is at least one.
private func logSum(_ values: [Double]) -> Double {
  let largest = values.max()!
  return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
}
