import NMTSystem
package import NMTText

/// What all runs of nmt-translate have in common: where they read and write, how they count, and how they end.
package struct RunFrame: Sendable {
  /// Path of a plain or .gz file; `"-"` is stdin.
  package var input: String
  /// Path; `"-"` is stdout.
  package var output: String
  package var invalidUTF8: InvalidUTF8Policy
  /// Whether only errors are reported.
  package var isQuiet: Bool
  /// Ends the process with a code once SIGTERM or SIGINT has come and whole lines are written; nil where signals are the
  /// caller's own affair.
  package var leave: (@Sendable (Int32) -> Never)?

  package init(
    input: String = "-", output: String = "-", invalidUTF8: InvalidUTF8Policy = .replace, isQuiet: Bool = false,
    leave: (@Sendable (Int32) -> Never)? = nil
  ) {
    self.input = input
    self.output = output
    self.invalidUTF8 = invalidUTF8
    self.isQuiet = isQuiet
    self.leave = leave
  }

  /// What is counted while a run goes on: `"translated"` and `"lines"`.
  typealias Counting = (label: String, unit: String)

  /// Runs until `next` returns nil: writes each block, then shows how far the run is.
  ///
  /// - Parameters:
  ///   - others: files that are read beside `input`, which creating the output must not empty either.
  ///   - counting: nil for no progress.
  func run(reading others: [String] = [], counting: Counting?, next: () throws -> RunBlock?) throws {
    let output = try StoppableOutput(path: output, apartFrom: [input] + others)
    if let leave { try output.stopOnSignal(leave) }
    let progress = Progress(
      counting?.label ?? "", unit: counting?.unit ?? "", output: self.output, isQuiet: isQuiet || counting == nil)
    while let block = try next() {
      try output.write(block.write)
      if let failure = block.failure { throw failure }
      try block.finish()
      progress.advance(by: block.count, share: block.share)
    }
    try output.close()
    progress.finish()
  }
}

/// What answers a part of the input.
struct RunBlock {
  /// Lines or pairs of the input that it answers.
  let count: Int
  /// How much of the input has been read, 0…1; nil for what has no size.
  let share: Double?
  /// Ends the run once the block is written: the input behind it cannot be read.
  var failure: (any Error)?
  let write: (LineWriter) throws -> Void
  /// What is done once the block is written and has no failure.
  var finish: () throws -> Void = {}
}
