import Foundation
import NMTKernels

/// Draws one token from a row of log-probabilities, with temperature, top-k and nucleus sampling.
struct Sampler: Sendable {
  private let options: SamplingOptions
  private let kernels: any Kernels

  init(_ options: SamplingOptions, _ kernels: any Kernels) {
    self.options = options
    self.kernels = kernels
  }

  /// The token at `unit`, in [0, 1), of the cumulative distribution, ordered by id, or by probability if draws are
  /// restricted to the most probable tokens. Nil if no token has a positive probability.
  func token(_ values: UnsafeMutableBufferPointer<Float>, unit: Double, _ scratch: SearchScratch) -> Int32? {
    options.topK == 0 && options.topP == 1
      ? ofAll(values, unit: unit, scratch) : ofBest(values, unit: unit, scratch)
  }

  private func ofAll(
    _ values: UnsafeMutableBufferPointer<Float>, unit: Double, _ scratch: SearchScratch
  ) -> Int32? {
    scratch.row.removeAll(keepingCapacity: true)
    scratch.row.append(contentsOf: values)
    return scratch.row.withUnsafeMutableBufferPointer { row -> Int32? in
      let base = row.baseAddress!
      if options.temperature != 1 { kernels.scale(base, by: 1 / options.temperature, count: row.count) }
      kernels.softmax(Matrix(base, rows: 1, columns: row.count))
      return Self.position(of: unit, in: UnsafeBufferPointer(row)).map { Int32($0) }
    }
  }

  /// Position at which the cumulative sum exceeds `unit` times the total; never one of probability 0. Nil if there is
  /// none.
  private static func position(of unit: Double, in probabilities: UnsafeBufferPointer<Float>) -> Int? {
    let whole = probabilities.reduce(0.0) { $0 + Double($1) }
    guard whole.isFinite else { return nil }
    var sum = 0.0
    var last: Int?
    for position in probabilities.indices where probabilities[position] > 0 {
      sum += Double(probabilities[position])
      last = position
      if sum > unit * whole { break }
    }
    return last
  }

  private func ofBest(
    _ values: UnsafeMutableBufferPointer<Float>, unit: Double, _ scratch: SearchScratch
  ) -> Int32? {
    var capacity = min(options.topK > 0 ? options.topK : 64, values.count)
    var whole: Float?
    while true {
      scratch.selection.reset(capacity: capacity)
      scratch.selection.offer(row: 0, base: 0, UnsafeBufferPointer(values))
      let candidates = scratch.selection.candidates
      guard let best = candidates.first?.score, best.isFinite else { return nil }
      let weights = candidates.map { exp(($0.score - best) / options.temperature) }
      whole = whole ?? (options.topK > 0 ? weights.reduce(0, +) : mass(values, relativeTo: best))
      let needed = options.topP * whole!
      var (nucleus, sum) = (0, Float(0))
      while nucleus < weights.count, nucleus == 0 || sum < needed {
        sum += weights[nucleus]
        nucleus += 1
      }
      if sum >= needed || options.topK > 0 || capacity == values.count {
        return weights.withUnsafeBufferPointer {
          Self.position(of: unit, in: UnsafeBufferPointer(rebasing: $0[..<nucleus]))
        }.map { candidates[$0].token }
      }
      capacity = min(capacity * 8, values.count)
    }
  }

  /// Σ (p / p of the best token)^(1/T) over the whole row.
  private func mass(_ values: UnsafeMutableBufferPointer<Float>, relativeTo best: Float) -> Float {
    Float(values.reduce(0.0) { $0 + Double(exp(($1 - best) / options.temperature)) })
  }
}
