import ArgumentParser
import NMTCorpus
import NMTSystem

struct InputFlags: ParsableArguments {
  @Option(help: "Source side, plain or .gz. Repeat it, together with --target, for several files.")
  var source: [String] = []

  @Option(help: "Target side of the --source with the same place in the row.")
  var target: [String] = []

  @Option(help: "Both sides in columns between TABs; - is stdin. May be repeated.")
  var tsv: [String] = []

  @Option(help: "Columns of source and target in --tsv and --validation-tsv, from 1.")
  var columns = "1,2"

  @Option(help: "Source side of the validation text. May be repeated.")
  var validationSource: [String] = []

  @Option(help: "Target side of the validation text.")
  var validationTarget: [String] = []

  @Option(name: .customLong("validation-tsv"), help: "Validation text in columns. May be repeated.")
  var validationTSV: [String] = []

  func training() throws -> [PairInput] { try inputs(source, target, tsv, "") }
  func validation() throws -> [PairInput] {
    try inputs(validationSource, validationTarget, validationTSV, "validation-")
  }

  private func inputs(_ source: [String], _ target: [String], _ tsv: [String], _ prefix: String) throws -> [PairInput] {
    guard source.count == target.count else {
      throw Failure(
        .usage, "\(source.count) --\(prefix)source, \(target.count) --\(prefix)target", at: "",
        expected: "as many of one as of the other", remedy: "name both sides of each pair of files")
    }
    let (sourceColumn, targetColumn) = try columnNumbers()
    return zip(source, target).map { PairInput.files(source: $0, target: $1) }
      + tsv.map { PairInput.tsv($0, sourceColumn: sourceColumn, targetColumn: targetColumn) }
  }

  private func columnNumbers() throws -> (Int, Int) {
    let numbers = columns.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard numbers.count == 2, numbers.allSatisfy({ $0 > 0 }) else {
      throw Failure(
        .usage, "'\(columns)' is not possible", at: "--columns", expected: "two numbers from 1, such as 1,2")
    }
    return (numbers[0], numbers[1])
  }
}

struct OutputFlags: ParsableArguments {
  @Option(help: "The data directory to make.")
  var output: String

  @Flag(help: "Replace an existing data directory.")
  var force = false

  @Option(help: "Worker threads; the result is the same bytes for any number. (default: one a core)")
  var threads: Int?

  @Flag(help: "Say nothing but errors.")
  var quiet = false
}
