import NMTSearch
import NMTSystem

/// A cache of the most recently used sources' decoder states before the first step. A state is an immutable value, so
/// any number of searches may start from it. The least recently used one is evicted.
final class EncodedSources: Sendable {
  private typealias Entry = (source: [Int32], state: EnsembleDecoder.State)

  private let limit: Int
  /// Entries, most recently used last.
  private let entries = Locked<[Entry]>([])

  init(limit: Int) { self.limit = limit }

  /// The state of a source; calls `encode` if it is not cached.
  func state(
    of source: [Int32], encode: () -> EnsembleDecoder.State
  ) -> (state: EnsembleDecoder.State, isCached: Bool) {
    if let state = used(source) { return (state, true) }
    let state = encode()
    entries.withLock { entries in
      entries.removeAll { $0.source == source }
      entries.append((source, state))
      if entries.count > limit { entries.removeFirst(entries.count - limit) }
    }
    return (state, false)
  }

  private func used(_ source: [Int32]) -> EnsembleDecoder.State? {
    entries.withLock { entries in
      guard let place = entries.firstIndex(where: { $0.source == source }) else { return nil }
      entries.append(entries.remove(at: place))
      return entries.last!.state
    }
  }
}
