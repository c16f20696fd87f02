import Foundation
import NMTKernels
import NMTModelStore
import NMTSearch
package import NMTSettings
import NMTSystem
package import NMTText

/// One call of nmt-translate as a value: which models, what is read and written, how it is searched.
package struct TranslationRequest: Sendable {
  /// Model directories: one, or the members of an ensemble.
  package var models: [String] = []
  /// Path of a plain or .gz file; `"-"` is stdin.
  package var input = "-"
  /// Path; `"-"` is stdout.
  package var output = "-"
  package var format = TranslationFormat()
  package var inputFormat = InputFormat.text
  package var invalidUTF8 = InvalidUTF8Policy.replace
  /// Reference translations, line by line as the input, that the tool scores what it wrote against.
  package var references: [String] = []
  /// No messages but errors.
  package var quiet = false
  /// Translations of the input's lines that are scored instead of searched for; empty for none.
  package var scoreTargets = ""
  /// Whether the input's lines are pairs to score: source, tab, translation.
  package var scoreTSV = false
  package var scoreFormat = ForcedScoreFormat()
  /// Whether a document's lines are parts of paragraphs, which are joined and broken again (`WrappedRun`).
  package var isWrapped = false
  /// Whether requests of an editor are answered instead of lines translated (`InteractiveRun`).
  package var isInteractive = false
  /// Sources whose encoded states are kept for it.
  package var interactiveCache = 16
  package var options = TranslationOptions()

  // What is one option of the library and several settings.
  var maximumLength = 0
  var samples = false
  var sampling = SamplingOptions()
  var maximumSourceLength = 0
  var inputName = InputName.text
  var columns = [InputColumn.source]
  var prefix = false
  var terminology = ""
  var terminologyIgnoresCase = false
  var terminologyStems = false
  var guards = false
  var guarding = GuardOptions()

  package init() {}

  /// The request that `entries` describe, in order: a later one wins over an earlier one of the same name, and flags win
  /// over a file.
  package init(entries: [SettingEntry]) throws {
    let flags = Set(entries.filter(\.isFlag).map(\.name))
    let lists = Set(Self.settings.filter(\.isList).map(\.name))
    for entry in entries where entry.isFlag || !(lists.contains(entry.name) && flags.contains(entry.name)) {
      try apply(entry)
    }
    do {
      try resolve()
    } catch let failure as Failure {
      let isInFile = entries.contains { !$0.isFlag && $0.name == failure.place }
      throw Failure(
        isInFile ? .badConfiguration : .usage, failure.what, at: failure.place, expected: failure.expected,
        remedy: failure.remedy)
    }
  }

  /// Puts the settings together and checks them.
  private mutating func resolve() throws {
    if maximumLength != 0 {
      (options.search.lengths.ratio, options.search.lengths.constant) = (0, maximumLength)
    }
    options.search.sampling = samples ? sampling : nil
    options.guarding = guards ? guarding : nil
    options.includesAlignment = format.alignment || format.json
    try resolveConstraints()
    options.maximumSourceLength = maximumSourceLength == 0 ? nil : maximumSourceLength
    format.nBest = options.search.nBest > 1
    try options.validate()
    try checkInteractive()
    try checkWrapped()
    try checkScoring()
  }

  /// Whether given translations are scored instead of searched for.
  private var isScoring: Bool { scoreTSV || !scoreTargets.isEmpty }

  /// Whether nothing is asked for that only translations of lines have.
  private var isPlain: Bool {
    !options.isDocument && !guards && !samples && terminology.isEmpty && references.isEmpty && inputFormat == .text
      && format == TranslationFormat() && !options.marks.isActive
  }

  private func checkScoring() throws {
    if scoreTSV, !scoreTargets.isEmpty {
      throw Failure(.usage, "together with score-targets", at: "score-tsv", expected: "one of them")
    }
    if scoreFormat.ids || scoreFormat.isNormalized, !isScoring {
      throw Failure(
        .usage, "needs score-targets or score-tsv", at: scoreFormat.ids ? "ids" : "normalise")
    }
    guard isPlain || !isScoring else {
      throw Failure(
        .usage, "together with flags for translations", at: scoreTSV ? "score-tsv" : "score-targets",
        expected: "flags of the models, ids and normalise")
    }
  }

  private func checkWrapped() throws {
    let isPlain = !isScoring && references.isEmpty && inputFormat == .text && format == TranslationFormat()
    guard !isWrapped || (options.isDocument && isPlain) else {
      throw Failure(.usage, "needs document and plain text in and out", at: "wrapped")
    }
  }

  private func checkInteractive() throws {
    guard (1...10_000).contains(interactiveCache) else {
      throw Failure(.badConfiguration, "is \(interactiveCache)", at: "interactive-cache", expected: "1…10000")
    }
    guard (isPlain && !isScoring) || !isInteractive else {
      throw Failure(
        .usage, "together with flags for lines", at: "interactive", expected: "flags of the models and of beam search")
    }
  }

  private mutating func resolveConstraints() throws {
    inputFormat =
      switch inputName {
      case .text: prefix ? .columns([.source, .prefix]) : .text
      case .tsv: .columns(columns)
      case .json: .json
      }
    if prefix, inputName != .text {
      throw Failure(
        .usage, "is for lines of source, tab, prefix", at: "prefix",
        expected: "the prefix among the input's own columns")
    }
    if inputName == .tsv, columns.filter({ $0 == .source }).count != 1 {
      throw Failure(.badConfiguration, "need the source once", at: "columns", expected: InputColumn.expected)
    }
    if inputName == .tsv, columns.filter({ $0 == .prefix }).count > 1 {
      throw Failure(.badConfiguration, "have the prefix more than once", at: "columns", expected: "one prefix a line")
    }
    if !terminology.isEmpty {
      options.terminology = TerminologyFile(
        path: terminology,
        options: TerminologyOptions(isCaseSensitive: !terminologyIgnoresCase, usesStems: terminologyStems))
    }
  }

  /// Loads the models and translates, or scores, to the end of the input.
  ///
  /// - Parameters:
  ///   - leave: ends the process with a code once SIGTERM or SIGINT has come and whole lines are written; nil where
  ///     signals are the caller's own affair.
  ///   - observe: takes the translations that were written, in order.
  package func run(
    leave: (@Sendable (Int32) -> Never)?, observe: @escaping ([Translation]) throws -> Void = { _ in }
  ) throws {
    guard !models.isEmpty else {
      throw Failure(.usage, "--model is missing", at: Self.toolName, expected: "--model DIR", remedy: "see --help")
    }
    let files = [input, scoreTargets, terminology] + references + models.flatMap(ModelDirectory.files)
    try LineWriter.requireApart(output: output, inputs: files)
    let directories = models.map { URL(fileURLWithPath: $0) }
    let translator = try Translator(modelDirectories: directories, options: options)
    let frame = RunFrame(input: input, output: output, invalidUTF8: invalidUTF8, isQuiet: quiet, leave: leave)
    if isInteractive {
      try InteractiveRun(frame, cachedSources: interactiveCache).run(translator)
    } else if isWrapped {
      try WrappedRun(frame).run(translator)
    } else if isScoring {
      try ForcedScoringRun(frame, targets: scoreTSV ? nil : scoreTargets, format: scoreFormat).run(translator)
    } else {
      try TranslationRun(frame, format: format, inputFormat: inputFormat).run(translator, observe: observe)
    }
    if !quiet, let message = translator.termsNotRequired.message { writeMessage("\(terminology): \(message)") }
  }
}

/// The names of input formats.
enum InputName: String, CaseIterable, SettingValue { case text, tsv, json }

extension TranslationFormat.AlignmentLevel: SettingValue {}
extension InputColumn: SettingValue {}

extension PrecisionChoice: SettingValue {}
extension InvalidUTF8Policy: SettingValue {}
extension EnsembleOptions.Mean: SettingValue {}
extension LengthNormalization.Rule: SettingValue {}

extension StopRule: SettingValue {
  package static var expected: String { "first | best-possible | all | how many hypotheses have to end" }

  package init?(settingText: String) {
    switch settingText {
    case "first": self = .first
    case "best-possible": self = .bestPossible
    case "all": self = .all
    default:
      guard let count = Int(settingText), count > 0 else { return nil }
      self = .finished(count)
    }
  }

  package var settingText: String {
    switch self {
    case .first: "first"
    case .bestPossible: "best-possible"
    case .all: "all"
    case .finished(let count): "\(count)"
    }
  }
}

/// What can be one of several values separated by commas.
package protocol SettingListElement: SettingValue {}

extension Float: SettingListElement {}
extension InputColumn: SettingListElement {}
extension PlaceholderKind: SettingListElement {}

extension Array: SettingValue where Element: SettingListElement {
  package static var expected: String { "separated by commas: " + Element.expected }

  package init?(settingText: String) {
    let parts = settingText.isEmpty ? [] : settingText.split(separator: ",", omittingEmptySubsequences: false)
    guard let values = parts.map({ Element(settingText: String($0)) }) as? [Element] else { return nil }
    self = values
  }

  package var settingText: String { map(\.settingText).joined(separator: ",") }
}
