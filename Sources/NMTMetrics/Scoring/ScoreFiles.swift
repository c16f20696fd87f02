package import NMTSettings
import NMTSystem
public import NMTText

/// Files of hypotheses and references, one segment per line, plain or gzip; `"-"` is stdin.
public struct ScoreFiles: Sendable {
  /// One tab-separated file whose columns are references and hypotheses; columns count from 1.
  public struct Table: Sendable, Equatable {
    /// Path of the file, plain or gzip; `"-"` is stdin.
    public var path: String
    /// Columns of references, at least one.
    public var references: [Int]
    /// Columns of hypotheses, one per system.
    public var hypotheses: [Int]
    /// Whether the first line contains the column names; default false.
    public var hasHeader: Bool

    /// Allowed column numbers.
    package static let columns = 1...10_000

    /// Columns of the file at `path`.
    public init(path: String, references: [Int], hypotheses: [Int], hasHeader: Bool = false) {
      self.path = path
      self.references = references
      self.hypotheses = hypotheses
      self.hasHeader = hasHeader
    }
  }

  /// Paths of the hypotheses, one file per system.
  public var hypotheses: [String]
  /// Whether tabs divide the only file of hypotheses into as many systems as its first line has fields, as in
  /// sacreBLEU's stdin.
  public var splitsSystems = false
  /// Paths of the references, each with one line per segment.
  public var references: [String]
  /// Number of references per line, separated by tabs; above 1 there must be only one reference file.
  public var referencesPerLine: Int
  /// Whether an empty line of a reference file means no reference, instead of an empty one as on sacreBLEU's command
  /// line.
  public var skipsEmptyReferences = false
  /// Table to read instead of `hypotheses` and `references`.
  public var table: Table?
  /// Source text, shown beside sentences; does not affect scores.
  public var source: String?
  /// Treatment of lines that are not valid UTF-8; by default their bad bytes are replaced.
  public var invalidUTF8: InvalidUTF8Policy

  /// Files of hypotheses and of references, whose lines correspond.
  public init(
    hypotheses: [String] = ["-"], references: [String], referencesPerLine: Int = 1,
    invalidUTF8: InvalidUTF8Policy = .replace
  ) {
    self.hypotheses = hypotheses
    self.references = references
    self.referencesPerLine = referencesPerLine
    self.invalidUTF8 = invalidUTF8
  }

  /// Number of systems, as far as known before the first line is read.
  public var systemCount: Int { table?.hypotheses.count ?? hypotheses.count }

  /// Throws a `Failure` with code `.usage` if the files cannot be read together.
  public func validate() throws {
    if let table {
      try validate(table)
    } else if references.isEmpty {
      throw Failure(.usage, "no reference file is given", at: "", expected: "one or more")
    } else if hypotheses.isEmpty {
      throw Failure(.usage, "no hypothesis file is given", at: "", expected: "one or more")
    }
    try checkRules(.usage)
    let named = references + (table.map { [$0.path] } ?? hypotheses) + (source.map { [$0] } ?? [])
    if named.filter({ $0 == "-" }).count > 1 {
      throw Failure(.usage, "stdin is given twice", at: "", remedy: "use stdin for one input only")
    }
  }

  private func validate(_ table: Table) throws {
    if !references.isEmpty || !hypotheses.isEmpty || referencesPerLine != 1 {
      throw Failure(
        .usage, "is given together with other files", at: table.path,
        expected: "all hypotheses and references in its columns")
    }
    if table.references.isEmpty || table.hypotheses.isEmpty {
      throw Failure(
        .usage, "no columns are given", at: table.path, expected: "columns of references and of hypotheses")
    }
    if let column = (table.references + table.hypotheses).first(where: { !Table.columns.contains($0) }) {
      throw Failure(
        .usage, "column \(column) is out of range", at: table.path, expected: Table.columns.optionRange.words)
    }
  }
}

extension ScoreFiles: CheckedOptions {
  /// Allowed values of `referencesPerLine`.
  package static let referenceCounts = 1...

  package static let rules: [OptionRule<ScoreFiles>] = [
    .range(\.referencesPerLine, referenceCounts),
    .relation(
      \.referencesPerLine, "together with several reference files",
      expected: "one file with references separated by tabs, or several files"
    ) { $0.referencesPerLine == 1 || $0.references.count <= 1 },
  ]
}

/// All systems' hypotheses for one source segment, with its references: valid UTF-8 without trailing white space.
public struct Segment: Sendable {
  /// One per system.
  public let hypotheses: [[UInt8]]
  /// At least one.
  public let references: [[UInt8]]
  /// Source text; empty if none is read.
  public let source: [UInt8]
}
