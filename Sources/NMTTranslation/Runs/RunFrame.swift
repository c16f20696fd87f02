import NMTSystem
package import NMTText

/// Common part of all nmt-translate runs: input and output, progress, and termination.
package struct RunFrame: Sendable {
  /// Path of a plain or gzip file; `"-"` is stdin.
  package var input: String
  /// Path; `"-"` is stdout.
  package var output: String
  package var invalidUTF8: InvalidUTF8Policy
  /// Whether only errors are reported.
  package var isQuiet: Bool
  /// Exits the process with a code after SIGTERM or SIGINT, once whole lines are written; nil if the caller handles
  /// signals.
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

  /// Words for the progress line: `"translated"` and `"lines"`.
  typealias Counting = (label: String, unit: String)

  /// Runs until `next` returns nil: writes each block, then updates the progress.
  ///
  /// - Parameters:
  /// - others: files read besides `input`, which creating the output must not empty either.
  /// - counting: words for the progress line; nil for no progress.
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

/// Output for a part of the input.
struct RunBlock {
  /// Number of input lines or pairs in the block.
  let count: Int
  /// Share of the input read so far, 0…1; nil for input without a size.
  let share: Double?
  /// Error that ends the run after the block is written, because the input after it cannot be read.
  var failure: (any Error)?
  let write: (LineWriter) throws -> Void
  /// Called after the block is written, unless it has a failure.
  var finish: () throws -> Void = {}
}
