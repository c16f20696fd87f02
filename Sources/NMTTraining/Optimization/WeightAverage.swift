import Foundation
package import NMTKernels

/// Averages of the weights over time, kept beside the weights themselves.
package final class WeightAverage: @unchecked Sendable {
  package let options: AveragingOptions
  /// `exponential`: a single average. `snapshots`: a ring, in which the oldest is overwritten first.
  package let vectors: [FlatVector]
  /// Number of updates or snapshots included.
  package var taken = 0

  package init(_ options: AveragingOptions, count: Int) {
    self.options = options
    let copies =
      switch options.kind {
      case .none: 0
      case .exponential: 1
      case .snapshots: options.snapshots
      }
    vectors = (0..<copies).map { _ in FlatVector(count: count) }
  }

  /// Section names of `vectors` in a checkpoint.
  package var names: [String] { vectors.indices.map { "average.\($0)" } }

  /// Updates between additions to the exponential average: each addition reads and writes two vectors the size of the
  /// weights, and the weights hardly move over so few updates.
  private static let stride = 8

  /// True if the current update is added to the average.
  package var takesUpdate: Bool { options.kind == .exponential && taken % Self.stride == Self.stride - 1 }

  /// Called after an update by each worker for its own range; one worker then calls `countUpdate`.
  package func followUpdate(_ values: UnsafePointer<Float>, _ range: Range<Int>, _ kernels: any Kernels) {
    guard takesUpdate else { return }
    let t = Double(taken)
    let share = 1 - pow(min(options.decay, t / (10 + t)), Double(Self.stride))
    kernels.blend(
      values + range.lowerBound, share: Float(share), into: vectors[0].base + range.lowerBound, count: range.count)
  }

  package func countUpdate() {
    if options.kind == .exponential { taken += 1 }
  }

  /// Adds the newest weights, at a validation.
  package func takeSnapshot(_ values: UnsafePointer<Float>) {
    guard options.kind == .snapshots else { return }
    vectors[taken % vectors.count].copy(from: values)
    taken += 1
  }

  /// Returns the averaged weights as a new vector that the caller may change; nil while they equal the newest ones.
  /// - Parameter newest: current weights; `snapshots` includes them before they are added.
  package func averaged(with newest: UnsafePointer<Float>) -> FlatVector? {
    guard options.kind != .none, taken >= (options.kind == .exponential ? Self.stride : 1) else { return nil }
    let result = FlatVector(count: vectors[0].count)
    switch options.kind {
    case .none: break
    case .exponential: result.copy(from: vectors[0].base)
    case .snapshots: mean(of: latest(min(taken, vectors.count - 1)) + [newest], into: result)
    }
    return result
  }

  /// The last `count` snapshots, oldest first.
  private func latest(_ count: Int) -> [UnsafePointer<Float>] {
    (taken - count..<taken).map { UnsafePointer(vectors[$0 % vectors.count].base) }
  }

  private func mean(of sources: [UnsafePointer<Float>], into result: FlatVector) {
    for k in 0..<result.count {
      var sum: Float = 0
      for source in sources { sum += source[k] }
      result.base[k] = sum / Float(sources.count)
    }
  }
}
