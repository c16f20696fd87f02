import Foundation
import NMTKernels
import NMTSystem
import NMTText
import NMTTraining

/// Processor seconds of the calling thread: other programs can slow it through the caches, but not add to the time.
func threadSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Operations per second of `work`, which returns the number of its operations.
func rate(_ work: () -> Double) -> Double {
  let start = threadSeconds()
  let operations = work()
  return operations / max(threadSeconds() - start, 1e-9)
}

/// Total operations per second of all workers on registers only, in wall time.
func peakRate(_ kernels: CPUKernels, on pool: WorkerPool, rounds: Int = 10_000_000) -> Double {
  let rates = UnsafeMutableBufferPointer<Double>.allocate(capacity: pool.count)
  defer { rates.deallocate() }
  nonisolated(unsafe) let results = rates
  pool.run { worker in
    pool.barrier()
    let start = SystemClock.monotonic.seconds
    let operations = kernels.runPeakLoop(rounds: rounds)
    results[worker] = operations / (SystemClock.monotonic.seconds - start)
  }
  return results.reduce(0, +)
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// Writes a result to stdout, as one JSON object or as table lines.
func report(_ result: some Encodable, json: Bool, table: [String]) throws {
  let writer = try LineWriter(path: "-")
  if json {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try writer.write(line: String(decoding: try encoder.encode(result), as: UTF8.self))
  } else {
    for line in table { try writer.write(line: line) }
  }
  try writer.close()
}

/// Right-aligned in `width` columns.
func column(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

func gigaflops(_ operations: Double) -> String { String(format: "%.1f", operations / 1e9) }
func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
