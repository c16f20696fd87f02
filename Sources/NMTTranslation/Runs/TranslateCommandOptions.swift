import Foundation
import NMTModelStore
import NMTSearch
import NMTSettings
import NMTSystem
package import NMTText

/// One call of nmt-translate as a value: which models, what is read and written, how it is searched.
package struct TranslateCommandOptions: Sendable {
  /// Model directories: one, or the members of an ensemble.
  package var models: [String] = []
  /// Path of a plain or .gz file; `"-"` is stdin.
  package var input = "-"
  /// Path; `"-"` is stdout.
  package var output = "-"
  package var format = TranslationFormat()
  /// How lines are read; `settle` takes it from the settings below.
  package private(set) var inputFormat = InputFormat.text
  package var invalidUTF8 = InvalidUTF8Policy.replace
  /// Reference translations, line by line as the input, that the tool scores what it wrote against.
  package var references: [String] = []
  /// No messages but errors.
  package var quiet = false
  package var scoreFormat = ForcedScoreFormat()
  /// Sources whose encoded states are kept for an editor's requests.
  package var interactiveCache = 16
  /// Number format of products.
  package var precision = PrecisionChoice.auto
  package var options = TranslationOptions()

  // What is one option of the library and several settings.
  /// Nil for one per core.
  var threads: Int?
  var isInteractive = false
  var isWrapped = false
  var scoreTargets = ""
  var scoreTSV = false
  var maximumLength = 0
  var maximumLengthRatio = LengthBounds().ratio
  /// The rules of a search ask whether it samples, so the search knows it before `settle`.
  var samples = false { didSet { options.search.sampling = samples ? sampling : nil } }
  var sampling = SamplingOptions() { didSet { options.search.sampling = samples ? sampling : nil } }
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

  /// What a call does.
  package enum Mode: Sendable, Equatable {
    /// Translates line by line.
    case lines
    /// Translates a document whose paragraphs are broken into lines.
    case wrappedDocument
    /// Scores the translations of this file, or those that stand beside the input's lines.
    case scoring(targets: String?)
    /// Answers an editor's requests.
    case interactive
  }

  package var mode: Mode {
    if isInteractive { return .interactive }
    if isWrapped { return .wrappedDocument }
    if scoreTSV { return .scoring(targets: nil) }
    return scoreTargets.isEmpty ? .lines : .scoring(targets: scoreTargets)
  }

  /// Paths that text is read from, `"-"` among them for stdin, and empty ones where none is given.
  package var inputs: [String] { [input, scoreTargets, terminology] + references }

  package mutating func settle() {
    options.search.lengths.ratio = maximumLength == 0 ? maximumLengthRatio : 0
    if maximumLength != 0 { options.search.lengths.constant = maximumLength }
    options.guarding = guards ? guarding : nil
    options.includesAlignment = format.alignment || format.json
    inputFormat =
      switch inputName {
      case .text: prefix ? .columns([.source, .prefix]) : .text
      case .tsv: .columns(columns)
      case .json: .json
      }
    options.terminology =
      terminology.isEmpty
      ? nil
      : TerminologyFile(
        path: terminology,
        options: TerminologyOptions(isCaseSensitive: !terminologyIgnoresCase, usesStems: terminologyStems))
    options.threads = threads ?? Machine.coreCount
    options.maximumSourceLength = maximumSourceLength == 0 ? nil : maximumSourceLength
    format.nBest = options.search.nBest > 1
  }

  /// Loads the models and does what the mode says, to the end of the input.
  ///
  /// - Parameters:
  ///   - leave: ends the process with a code once SIGTERM or SIGINT has come and whole lines are written; nil where
  ///     signals are the caller's own affair.
  ///   - observe: takes the translations that were written, in order.
  package func run(
    leave: (@Sendable (Int32) -> Never)?, observe: @escaping ([Translation]) throws -> Void = { _ in }
  ) throws {
    guard !models.isEmpty else {
      throw Failure(.usage, "--model is missing", at: "", expected: "--model DIR", remedy: "--help lists all")
    }
    try LineWriter.requireApart(output: output, inputs: inputs + models.flatMap(ModelDirectory.files))
    let directories = models.map { URL(fileURLWithPath: $0) }
    let translator = try Translator(modelDirectories: directories, precision: precision, options: options)
    let frame = RunFrame(input: input, output: output, invalidUTF8: invalidUTF8, isQuiet: quiet, leave: leave)
    switch mode {
    case .interactive: try InteractiveRun(frame, cachedSources: interactiveCache).run(translator)
    case .wrappedDocument: try WrappedRun(frame).run(translator)
    case .scoring(let targets): try ForcedScoringRun(frame, targets: targets, format: scoreFormat).run(translator)
    case .lines: try TranslationRun(frame, format: format, inputFormat: inputFormat).run(translator, observe: observe)
    }
    if !quiet, let message = translator.termsNotRequired.message { writeMessage("\(terminology): \(message)") }
  }
}
