import Foundation
import NMTSystem

/// Applies a function on several threads and returns the results in input order.
///
/// The caller's thread makes the inputs and takes the results; only the function runs elsewhere, so all else is serial
/// and independent of the number of threads. At most 4 × `threads` inputs and results exist at a time.
package final class OrderedWorkers<Input: Sendable, Output: Sendable> {
  private let desk: Desk<Input, Output>
  private let produce: () throws -> Input?
  private let window: Int
  private var isExhausted = false
  private var issued = 0
  private var taken = 0

  /// - Parameters:
  /// - transform: runs on the workers; must not depend on the order of calls.
  ///   - produce: makes the next input on the caller's thread; nil after the last.
  package init(
    threads: Int, transform: @escaping @Sendable (Input) throws -> Output, produce: @escaping () throws -> Input?
  ) throws {
    precondition(threads > 0, "OrderedWorkers: \(threads) threads")
    let desk = Desk(transform: transform)
    self.desk = desk
    self.produce = produce
    window = 4 * threads
    do {
      for _ in 0..<threads { try startThread("pairs") { desk.work() } }
    } catch {
      desk.close()
      throw error
    }
  }

  deinit { desk.close() }

  /// The next result; nil after the last. Rethrows the error of `produce`, or of `transform` for this input.
  package func next() throws -> Output? {
    while !isExhausted, issued - taken < window {
      guard let input = try produce() else {
        isExhausted = true
        break
      }
      desk.put(input, number: issued)
      issued += 1
    }
    guard taken < issued else { return nil }
    defer { taken += 1 }
    return try desk.take(number: taken).get()
  }
}

/// State shared by the threads, guarded by one condition.
private final class Desk<Input: Sendable, Output: Sendable>: @unchecked Sendable {
  private let transform: @Sendable (Input) throws -> Output
  private let condition = NSCondition()
  private var inputs: [(number: Int, input: Input)] = []
  private var results: [Int: Result<Output, any Error>] = [:]
  private var isClosed = false

  init(transform: @escaping @Sendable (Input) throws -> Output) { self.transform = transform }

  func put(_ input: Input, number: Int) {
    condition.lock()
    inputs.append((number, input))
    condition.broadcast()
    condition.unlock()
  }

  func take(number: Int) -> Result<Output, any Error> {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let result = results.removeValue(forKey: number) { return result }
      condition.wait()
    }
  }

  func close() {
    condition.lock()
    isClosed = true
    condition.broadcast()
    condition.unlock()
  }

  /// Main loop of a worker: repeatedly takes the oldest input.
  func work() {
    while let (number, input) = nextInput() {
      let result = Result { try transform(input) }
      condition.lock()
      results[number] = result
      condition.broadcast()
      condition.unlock()
    }
  }

  private func nextInput() -> (Int, Input)? {
    condition.lock()
    defer { condition.unlock() }
    while !isClosed {
      if !inputs.isEmpty { return inputs.removeFirst() }
      condition.wait()
    }
    return nil
  }
}
