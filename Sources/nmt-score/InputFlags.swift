public import ArgumentParser
import NMTMetrics
import NMTSystem
import NMTText

struct InputOptions: ParsableArguments {
  @Option(help: "References, one a line. Repeat for several.")
  var reference: [String] = []

  @Argument(help: ArgumentHelp("References, as sacreBLEU takes them.", valueName: "reference"))
  var positionalReferences: [String] = []

  @Option(
    help: "Hypotheses, one a line. Repeat for several systems. (default: stdin, with a tab between several systems)")
  var hypothesis: [String] = []

  @Option(
    name: [.long, .customShort("i")], parsing: .upToNextOption,
    help: ArgumentHelp("The same, as sacreBLEU takes them.", valueName: "file"))
  var input: [String] = []

  @Option(
    name: [.long, .customLong("nr", withSingleDash: true)],
    help: "References on each line of the one reference file, separated by tabs.")
  var numRefs = 1

  @Flag(help: "An empty line of a reference file is no reference for the segment, instead of one of no words.")
  var skipEmptyReferences = false

  @Option(help: "A table of tab-separated columns that holds references and hypotheses.")
  var tsv: String?

  @Option(help: "Its columns with references, from 1: 2 or 2,3.")
  var referenceColumns = ""

  @Option(help: "Its columns with hypotheses, one a system.")
  var hypothesisColumns = ""

  @Flag(help: "Its first line holds the columns' names.")
  var tsvHeader = false

  @Option(help: "The text that was translated, to be shown beside sentences.")
  var source: String?

  @Option(name: .customLong("invalid-utf8"), help: "What to do with lines that are not UTF-8: replace or fail.")
  var invalidUTF8: InvalidUTF8Policy = .replace

  func files() throws -> ScoreFiles {
    let named = input + hypothesis
    var files = ScoreFiles(
      hypotheses: named.isEmpty && tsv == nil ? ["-"] : named, references: reference + positionalReferences,
      referencesPerLine: numRefs, invalidUTF8: invalidUTF8)
    files.splitsSystems = named.isEmpty && tsv == nil
    files.skipsEmptyReferences = skipEmptyReferences
    files.source = source
    if let tsv {
      files.table = ScoreFiles.Table(
        path: tsv, references: try columns(referenceColumns, "reference-columns"),
        hypotheses: try columns(hypothesisColumns, "hypothesis-columns"), hasHeader: tsvHeader)
    }
    return files
  }

  private func columns(_ list: String, _ key: String) throws -> [Int] {
    try list.split(separator: ",").map { word in
      guard let column = Int(word) else {
        throw Failure(.usage, "\(key) is \(list)", at: "", expected: "numbers of columns with commas between them")
      }
      return column
    }
  }
}

extension InvalidUTF8Policy: ExpressibleByArgument {}
