import Foundation
import NMTSystem

extension SubwordSampler {
  /// Forward filtering, backward sampling over all segmentations of a unigram model (Kudo 2018, section 3.2):
  ///
  ///     forward[j] = log Σ over pieces i→j  exp(forward[i] + α·score)
  ///
  /// and then, from the end, each piece i→j with probability exp(forward[i] + α·score − forward[j]).
  func sampleLattice(_ text: [UInt8], alpha: Double, using generator: inout SplitMix64) -> [Int32] {
    /// A piece that ends at a place: where it begins, and forward[start] + α·score.
    struct Arc {
      let start: Int
      let match: Match
      let weight: Double
    }
    var arcs = [[Arc]](repeating: [], count: text.count + 1)
    var forward = [Double](repeating: -.infinity, count: text.count + 1)
    forward[0] = 0
    for start in text.indices where start == 0 || !arcs[start].isEmpty {
      if start > 0 { forward[start] = logSum(arcs[start].map(\.weight)) }
      for match in matches(text, at: start) {
        arcs[start + match.length].append(
          Arc(start: start, match: match, weight: forward[start] + alpha * match.score))
      }
    }
    forward[text.count] = logSum(arcs[text.count].map(\.weight))

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
      reversed.append(ids(of: chosen.match, text, at: chosen.start))
      end = chosen.start
    }
    return reversed.reversed().flatMap { $0 }
  }
}

/// log Σ exp(x) without overflow. The values are finite and there is at least one.
private func logSum(_ values: [Double]) -> Double {
  let largest = values.max()!
  return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
}
