import Dispatch
import Foundation
import NMTSystem
import Synchronization

/// The seminar's statements, measured on this toolkit's layers: fixed seeds, every number from the run itself.
public enum Study {
  private static let experiments: [(name: String, run: @Sendable (StudyOptions) throws -> Finding)] = [
    ("receptive field", receptiveField), ("time shift", timeShift), ("copy", delayedCopy), ("adding", addingProblem),
    ("parity", parity), ("gradients", gradientReach), ("clipping", clipping), ("teacher forcing", teacherForcing),
    ("exposure bias", exposureBias), ("truncation", truncatedBackpropagation),
  ]

  /// Runs all experiments, in order.
  ///
  /// - Parameter say: gets one line an experiment.
  public static func run(_ options: StudyOptions, say: (String) -> Void = { _ in }) throws -> [Finding] {
    try experiments.map { experiment in
      let start = Date()
      let finding = try experiment.run(options)
      say("\(experiment.name): \(formatDuration(Date().timeIntervalSince(start)))")
      return finding
    }
  }
}

/// `body` of every index on up to `threads` threads; the results in order.
func sideBySide<Result: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  let next = Atomic(0)
  let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
    while case let index = next.add(1, ordering: .relaxed).oldValue, index < count {
      let result = Swift.Result { try body(index) }
      results.withLock { $0[index] = result }
    }
  }
  return try results.withLock { try $0.map { try $0!.get() } }
}

/// Seconds that `body` takes, the least of several times.
func leastSeconds(of times: Int, _ body: () -> Void) -> Double {
  (0..<times).map { _ in
    let start = DispatchTime.now().uptimeNanoseconds
    body()
    return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
  }.min() ?? 0
}

// MARK: Numbers in text

func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }

func short(_ value: Double) -> String { String(format: "%.3g", value) }

func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }

/// The decimal comma.
func hungarian(_ number: String) -> String { number.replacing(".", with: ",") }
