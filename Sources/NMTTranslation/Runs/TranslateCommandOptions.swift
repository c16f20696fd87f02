import Foundation
import NMTModelStore
import NMTSearch
import NMTSettings
import NMTSystem
package import NMTText

/// One call of nmt-translate as a value: models, input, output and search.
package struct TranslateCommandOptions: Sendable {
  /// Model directories: one, or the members of an ensemble.
  package var models: [String] = []
  /// Path of a plain or gzip file; `"-"` is stdin.
  package var input = "-"
  /// Path; `"-"` is stdout.
  package var output = "-"
  package var format = TranslationFormat()
  /// Format of input lines; `settle` derives it from the settings below.
  package private(set) var inputFormat = InputFormat.text
  package var invalidUTF8 = InvalidUTF8Policy.replace
  /// Reference translations, parallel to the input lines, against which the tool scores its output.
  package var references: [String] = []
  /// Suppresses all messages except errors.
  package var quiet = false
  package var scoreFormat = ForcedScoreFormat()
  /// Number of sources whose encoded states are cached for an editor's requests.
  package var interactiveCache = 16
  /// Number format of matrix products.
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

  /// Action of a call.
  package enum Mode: Sendable, Equatable {
    /// Translates line by line.
    case lines
    /// Translates a document whose paragraphs are broken into lines.
    case wrappedDocument
    /// Scores the translations in this file, or those in the input's own lines.
    case scoring(targets: String?)
    /// Answers requests of an editor.
    case interactive
  }

  package var mode: Mode {
    if isInteractive { return .interactive }
    if isWrapped { return .wrappedDocument }
    if scoreTSV { return .scoring(targets: nil) }
    return scoreTargets.isEmpty ? .lines : .scoring(targets: scoreTargets)
  }

  /// Paths of all text inputs; may include `"-"` for stdin, and empty ones for options not given.
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

  /// Loads the models and performs the mode's action on the whole input.
  ///
  /// - Parameters:
  /// - leave: exits the process with a code after SIGTERM or SIGINT, once whole lines are written; nil if the caller
  ///   handles signals.
  /// - observe: receives the written translations, in order.
  package func run(
    leave: (@Sendable (Int32) -> Never)?, observe: @escaping ([Translation]) throws -> Void = { _ in }
  ) throws {
    guard !models.isEmpty else {
      throw Failure(.usage, "--model is missing", at: "", expected: "--model DIR", remedy: "see --help")
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
