import Foundation
import NMTMetrics
import NMTSettings
import NMTSystem
import NMTText

/// One call of nmt-score as a value.
struct ScoreCommandOptions: Sendable {
  var input = InputOptions()
  /// Names of metrics; none for BLEU.
  var metrics: [String] = []
  /// 0 for one per core.
  var threads = 0
  var sentenceLevel = false
  var bleu = BLEUSettings()
  /// Options of the metrics; `bleu` above replaces BLEU's.
  var metricOptions = MetricOptions()
  var tests = ResamplingSettings()
  var analysis = AnalysisSettings()
  var output = OutputSettings()

  /// Paths of all text inputs, `"-"` for stdin.
  var inputs: [String] {
    let files = input.files()
    return files.hypotheses + files.references + [input.table, input.source, analysis.trainingText].compactMap { $0 }
  }
}

/// Texts to score.
struct InputOptions: Sendable {
  var references: [String] = []
  var hypotheses: [String] = []
  /// Hypotheses in sacreBLEU's form of the option.
  var input: [String] = []
  var referencesPerLine = 1
  var skipsEmptyReferences = false
  var table: String?
  var referenceColumns: [Int] = []
  var hypothesisColumns: [Int] = []
  var hasHeader = false
  var source: String?
  var invalidUTF8 = InvalidUTF8Policy.replace

  func files() -> ScoreFiles {
    let named = input + hypotheses
    var files = ScoreFiles(
      hypotheses: named.isEmpty && table == nil ? ["-"] : named, references: references,
      referencesPerLine: referencesPerLine, invalidUTF8: invalidUTF8)
    files.splitsSystems = named.isEmpty && table == nil
    files.skipsEmptyReferences = skipsEmptyReferences
    files.source = source
    files.table = table.map { path in
      ScoreFiles.Table(
        path: path, references: referenceColumns, hypotheses: hypothesisColumns, hasHeader: hasHeader)
    }
    return files
  }
}

/// BLEU's options as settings.
struct BLEUSettings: Sendable {
  var tokenizer = BLEUTokenizer.thirteenA.rawValue
  var lowercase = false
  var smoothing = "exp"
  var smoothValue: Double?
  var maximumOrder = BLEUOptions().maximumOrder
  var effectiveOrder = false
  /// Suppresses the warning about hypotheses that look tokenized.
  var force = false

  func options(sentenceLevel: Bool) throws -> BLEUOptions {
    guard let smoothing = BLEUSmoothing(name: smoothing, value: smoothValue) else {
      preconditionFailure("the table lists smoothing '\(smoothing)'")
    }
    return BLEUOptions(
      tokenizer: try BLEUTokenizer(named: tokenizer), lowercase: lowercase, smoothing: smoothing,
      maximumOrder: maximumOrder, effectiveOrder: effectiveOrder || sentenceLevel)
  }
}

/// Settings of the significance test.
struct ResamplingSettings: Sendable {
  var isBootstrap = false
  var bootstrapSamples = PairedTest(.bootstrap).samples
  var isRandomization = false
  var randomizationTrials = PairedTest(.randomization).samples
  var isConfidence = false
  var confidenceSamples = PairedTest(.bootstrap).samples
  var seed: String?

  var count: Int { [isBootstrap, isRandomization, isConfidence].count { $0 } }

  func resampling() throws -> Resampling {
    let variable = count > 0 ? ProcessInfo.processInfo.environment["SACREBLEU_SEED"] : nil
    let seed =
      try (self.seed ?? variable).map { text in
        guard let seed = ResamplingSeed(text) else {
          throw Failure(.usage, "SACREBLEU_SEED is \(text)", at: "", expected: ResamplingSeed.expected)
        }
        return seed
      } ?? ResamplingSeed.usual
    if isBootstrap { return .paired(PairedTest(.bootstrap, samples: bootstrapSamples, seed: seed)) }
    if isRandomization { return .paired(PairedTest(.randomization, samples: randomizationTrials, seed: seed)) }
    return isConfidence ? .confidence(samples: confidenceSamples, seed: seed) : .none
  }
}

/// Output format of scores.
struct OutputSettings: Sendable {
  var json = false
  var format: ScoreFormat.Kind?
  var width = ScoreFormat().width
  var scoreOnly = false
  var shortSignature = false
  var noColor = false
  var quiet = false

  func scoreFormat() -> ScoreFormat {
    var result = ScoreFormat()
    let environment = ProcessInfo.processInfo.environment
    // In sacreBLEU the variable overrides its flag, and unknown values are ignored; --json is our own flag.
    let variable = environment["SACREBLEU_FORMAT"].flatMap { ScoreFormat.Kind(rawValue: $0.lowercased()) }
    result.kind = json ? .json : variable ?? format ?? .text
    result.width = width
    result.scoreOnly = scoreOnly
    result.shortSignature = shortSignature
    result.isColored = !noColor && (environment["NO_COLOR"] ?? "").isEmpty && isatty(1) == 1
    return result
  }
}
