public import NMTSystem

/// How far a call is.
public struct TranslationProgress: Sendable, Equatable {
  /// Lines that have been searched; all of them when the call is about to return.
  public let finished: Int
  /// Lines of the call.
  public let total: Int
}

/// A line that cannot be translated as it was asked for: the other lines of its call can.
public struct LineError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Index of the line in the call or the stream, from 0.
  public let index: Int
  /// What is wrong with it.
  public let failure: Failure

  /// An error of the line at `index`.
  public init(index: Int, failure: Failure) {
    self.index = index
    self.failure = failure
  }

  /// The failure, with the line's number from 1 where it has no place of its own.
  public var description: String {
    failure.place.isEmpty ? "line \(index + 1): \(failure)" : "\(failure)"
  }
}

/// What a call is told while it runs, and tells.
struct TranslationCall: Sendable {
  let stop: StopFlag
  let progress: (@Sendable (TranslationProgress) -> Void)?

  init(stop: StopFlag = StopFlag(), progress: (@Sendable (TranslationProgress) -> Void)? = nil) {
    self.stop = stop
    self.progress = progress
  }
}

/// Counts a call's lines as their pieces are searched, and reports them, one report at a time.
final class ProgressCounter: Sendable {
  private let total: Int
  /// The line of each piece.
  private let lines: [Int]
  private let report: @Sendable (TranslationProgress) -> Void
  private let state: Locked<(left: [Int], finished: Int)>

  /// - Parameter pieces: how many each line has; a line without any counts at once.
  init(pieces: [Int], _ report: @escaping @Sendable (TranslationProgress) -> Void) {
    total = pieces.count
    lines = pieces.enumerated().flatMap { line, count in repeatElement(line, count: count) }
    self.report = report
    state = Locked((pieces, pieces.count { $0 == 0 }))
  }

  /// A piece has been searched. The last line is reported by `end`, when the call has nothing left to do.
  func finish(piece: Int) {
    state.withLock { state in
      state.left[lines[piece]] -= 1
      guard state.left[lines[piece]] == 0 else { return }
      state.finished += 1
      if state.finished < total { report(TranslationProgress(finished: state.finished, total: total)) }
    }
  }

  func end() { report(TranslationProgress(finished: total, total: total)) }
}
