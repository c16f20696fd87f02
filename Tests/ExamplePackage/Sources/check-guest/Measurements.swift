import Foundation
import NMTTranslation
import Synchronization

private let clock = ContinuousClock()

private func milliseconds(_ duration: Duration) -> Double {
  Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) * 1e-15
}

private func whole(_ value: Double) -> String { String(format: "%.1f", value) }

/// How late a timer of 20 ms is beside four translations of all lines at once.
func timer(_ model: URL, _ lines: [String]) async throws {
  let translator = try Translator(modelDirectory: model)
  _ = try await translator.translate(Array(lines.prefix(4)))
  let latest = Mutex(0.0)
  let ticks = Mutex(0)
  let ticking = Task {
    while !Task.isCancelled {
      let start = clock.now
      try await Task.sleep(for: .milliseconds(20))
      let waited = milliseconds(clock.now - start)
      latest.withLock { $0 = max($0, waited) }
      ticks.withLock { $0 += 1 }
    }
  }
  let start = clock.now
  try await withThrowingTaskGroup(of: Int.self) { group in
    for _ in 0..<4 { group.addTask { try await translator.translate(lines).count } }
    for try await count in group { precondition(count == lines.count) }
  }
  let time = milliseconds(clock.now - start)
  ticking.cancel()
  say(
    "4 × \(lines.count) lines in \(whole(time)) ms; a timer of 20 ms waited at most \(whole(latest.withLock { $0 })) ms, "
      + "\(ticks.withLock { $0 }) ticks")
}

/// How long a call runs on behind its cancellation.
func cancellation(_ model: URL, _ lines: [String]) async throws {
  let translator = try Translator(modelDirectory: model)
  for round in 1...5 {
    let many = (0..<6000).map { lines[($0 + round) % lines.count] }
    let task = Task { try await translator.translate(many) }
    try await Task.sleep(for: .milliseconds(200))
    let start = clock.now
    task.cancel()
    let result = await task.result
    let time = milliseconds(clock.now - start)
    guard case .failure(let error) = result, error is CancellationError else { return say("was not cancelled") }
    say("cancelled after 200 ms of \(many.count) lines: ended \(whole(time)) ms later")
  }
}

/// Lines a second of one and of four callers of single lines.
func callers(_ model: URL, _ lines: [String]) async throws {
  let translator = try Translator(modelDirectory: model)
  func rate(_ callers: Int) async throws -> Double {
    let start = clock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<callers {
        group.addTask {
          for index in stride(from: caller, to: lines.count, by: callers) {
            _ = try await translator.translate([lines[index]])
          }
        }
      }
      try await group.waitForAll()
    }
    return Double(lines.count) * 1e3 / milliseconds(clock.now - start)
  }
  _ = try await rate(4)
  var ratios: [Double] = []
  for _ in 0..<5 {
    let (one, four) = (try await rate(1), try await rate(4))
    ratios.append(four / one)
    say("one caller \(whole(one)) lines/s, four \(whole(four)): \(String(format: "%.2f", four / one)) ×")
  }
  say("median \(String(format: "%.2f", ratios.sorted()[2])) ×")
}
