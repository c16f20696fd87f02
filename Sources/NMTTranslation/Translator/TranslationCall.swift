public import NMTSystem

/// Progress of a call.
public struct TranslationProgress: Sendable, Equatable {
  /// Number of lines that have been searched; equals `total` when the call is about to return.
  public let finished: Int
  /// Number of lines in the call.
  public let total: Int
}

/// An error of one line; the other lines of its call are not affected.
public struct LineError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Index of the line in the call or the stream, from 0.
  public let index: Int
  /// The cause of the error.
  public let failure: Failure

  /// An error of the line at `index`.
  public init(index: Int, failure: Failure) {
    self.index = index
    self.failure = failure
  }

  /// The failure, with the line's number from 1 if it has no place of its own.
  public var description: String {
    failure.place.isEmpty ? "line \(index + 1): \(failure)" : "\(failure)"
  }
}

/// Stop flag and progress callback of a running call.
struct TranslationCall: Sendable {
  let stop: StopFlag
  let progress: (@Sendable (TranslationProgress) -> Void)?

  init(stop: StopFlag = StopFlag(), progress: (@Sendable (TranslationProgress) -> Void)? = nil) {
    self.stop = stop
    self.progress = progress
  }
}

/// Counts a call's lines as their pieces are searched, and reports them one at a time.
final class ProgressCounter: Sendable {
  private let total: Int
  /// The line of each piece.
  private let lines: [Int]
  private let report: @Sendable (TranslationProgress) -> Void
  private let state: Locked<(left: [Int], finished: Int)>

  /// - Parameter pieces: number of pieces per line; a line without any counts at once.
  init(pieces: [Int], _ report: @escaping @Sendable (TranslationProgress) -> Void) {
    total = pieces.count
    lines = pieces.enumerated().flatMap { line, count in repeatElement(line, count: count) }
    self.report = report
    state = Locked((pieces, pieces.count { $0 == 0 }))
  }

  /// Records that a piece has been searched. The last line is reported by `end`, when nothing is left to do.
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
