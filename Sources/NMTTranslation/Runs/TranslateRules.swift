import NMTModelStore
import NMTSearch
package import NMTSettings
import NMTText

extension TranslateCommandOptions: CheckedOptions {
  package static let rules =
    ranges + OptionRule.within(\.sampling) + OptionRule.within(\.guarding) + modes + inputs + search
    + OptionRule.within(\.options)

  private static let ranges: [OptionRule<TranslateCommandOptions>] = [
    .range(\.threads, 1...1024),
    .range(\.interactiveCache, 1...10_000),
    .range(\.maximumLength, 0...100_000),
    .range(\.maximumLengthRatio, 0...100),
    .range(\.maximumSourceLength, 0...ModelProvenance.sourceLengths.upperBound),
  ]

  private static let modes: [OptionRule<TranslateCommandOptions>] = [
    .relation(\.scoreTSV, "together with \(\.scoreTargets)", expected: "one of them") {
      !$0.scoreTSV || $0.scoreTargets.isEmpty
    },
    .relation(\.scoreFormat.ids, "without \(\.scoreTargets) or \(\.scoreTSV)", expected: "one of them") {
      !$0.scoreFormat.ids || $0.isScoring
    },
    .relation(
      \.scoreFormat.isNormalized, "without \(\.scoreTargets) or \(\.scoreTSV)", expected: "one of them"
    ) { !$0.scoreFormat.isNormalized || $0.isScoring },
    .relation(
      \.scoreTSV, "together with settings that only translating uses", expected: "settings of models and of scoring"
    ) { !$0.scoreTSV || $0.isPlain },
    .relation(
      \.scoreTargets, "together with settings that only translating uses", expected: "settings of models and of scoring"
    ) { $0.scoreTargets.isEmpty || $0.isPlain },
    .relation(
      \.isWrapped, "without \(\.options.isDocument), or together with settings for single lines",
      expected: "\(\.options.isDocument) and plain text in and out"
    ) { !$0.isWrapped || ($0.options.isDocument && !$0.isScoring && $0.isPlainText) },
    .relation(
      \.isInteractive, "together with settings for lines of text", expected: "settings of the models and of beam search"
    ) { !$0.isInteractive || ($0.isPlain && !$0.isScoring && !$0.isWrapped) },
    .relation(\.terminology, "together with \(\.samples)", expected: "beam search, or no terminology") {
      $0.terminology.isEmpty || !$0.samples
    },
  ]

  private static let inputs: [OptionRule<TranslateCommandOptions>] = [
    .relation(
      \.prefix, "together with \(\.inputName)", expected: "lines of text; the other formats have prefixes of their own"
    ) { !$0.prefix || $0.inputName == .text },
    .relation(\.columns, expected: "source exactly once") {
      $0.inputName != .tsv || $0.columns.count { $0 == .source } == 1
    },
    .relation(\.columns, expected: "prefix at most once") {
      $0.inputName != .tsv || $0.columns.count { $0 == .prefix } <= 1
    },
  ]

  private static let search: [OptionRule<TranslateCommandOptions>] = [
    .relation(\.maximumLengthRatio, "together with \(\.maximumLength)", expected: "one of them") {
      $0.maximumLength == 0 || $0.maximumLengthRatio == LengthBounds().ratio
    },
    .relation(\.options.ensemble.weights, expected: "one weight per \(\.models), or none") { options in
      let count = options.options.ensemble.weights.count
      return count == 0 || options.models.isEmpty || count == options.models.count
    },
  ]

  /// Whether to score given translations instead of searching.
  private var isScoring: Bool { scoreTSV || !scoreTargets.isEmpty }

  /// Whether input and output are plain text lines.
  private var isPlainText: Bool {
    references.isEmpty && inputName == .text && !prefix && options.search.nBest == 1 && format == TranslationFormat()
  }

  /// Whether no option is set that only translations of lines support.
  private var isPlain: Bool {
    isPlainText && !options.isDocument && !guards && !samples && terminology.isEmpty && !options.marks.isActive
  }
}
