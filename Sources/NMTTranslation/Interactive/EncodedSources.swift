import NMTKernels
import NMTSearch
import NMTSystem

/// Decoders' states before the first step of the sources that were asked for last: a state is a value and never changes,
/// so that any number of searches may begin with it. The one that was not used for longest makes room.
final class EncodedSources: Sendable {
  private typealias Entry = (source: [Int32], state: EnsembleDecoder.State)

  private let limit: Int
  /// Last used last.
  private let entries = Locked<[Entry]>([])

  init(limit: Int) { self.limit = limit }

  /// The state of a source, made by `encode` if it is not there.
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

/// A decoder whose sentence is encoded already.
struct EncodedDecoder: StepDecoder {
  let decoder: EnsembleDecoder
  let encoded: EnsembleDecoder.State

  var vocabularySize: Int { decoder.vocabularySize }

  func start(_ inputs: [SearchInput]) -> EnsembleDecoder.State {
    precondition(inputs.count == 1, "EncodedDecoder: \(inputs.count) sentences")
    return encoded
  }

  func step(tokens: [Int32], state: inout EnsembleDecoder.State) -> Matrix {
    decoder.step(tokens: tokens, state: &state)
  }

  func selecting(
    rows: [Int], of state: EnsembleDecoder.State, adding added: EnsembleDecoder.State?
  ) -> EnsembleDecoder.State {
    decoder.selecting(rows: rows, of: state, adding: added)
  }

  func attention(row: Int, in state: EnsembleDecoder.State) -> ArraySlice<Float>? {
    decoder.attention(row: row, in: state)
  }
}
