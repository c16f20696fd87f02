import NMTCorpus
import NMTSettings
import NMTSystem
import NMTText

private typealias Setting = ToolSetting<PreprocessCommandOptions>

extension PreprocessCommandOptions: SettingRequest {
  static let sections = [input, text, filters, sampling, shortlistSection, output]

  private static let input = SettingSection<PreprocessCommandOptions>(
    "Input",
    [
      Setting(
        list: "source", \.training.sources, "source side, plain or .gz; may be repeated, together with --target",
        kind: .file),
      Setting(
        list: "target", \.training.targets, "target side of the --source at the same position", kind: .file),
      Setting(
        list: "tsv", \.training.tables, "both sides in tab-separated columns; - reads stdin; may be repeated",
        kind: .file),
      Setting("columns", \.columns, "columns of source and target in TSV files"),
      Setting(
        list: "validation-source", \.validation.sources, "source side of the validation text; may be repeated",
        kind: .file),
      Setting(
        list: "validation-target", \.validation.targets, "target side of the validation text; may be repeated",
        kind: .file),
      Setting(
        list: "validation-tsv", \.validation.tables, "validation text in tab-separated columns; may be repeated",
        kind: .file),
    ])

  private static let text = SettingSection<PreprocessCommandOptions>(
    "Text",
    [
      Setting("source-language", \.job.options.text.sourceLanguage, "language of the source text, such as en or pt-BR"),
      Setting("target-language", \.job.options.text.targetLanguage, "language of the target text"),
      Setting(
        "normalization", \.job.options.text.form, "Unicode normalization form", aliases: ["normalisation"]),
      Setting("lowercase", \.lowercases, "lowercase both sides"),
      Setting("vocabulary-size", \.job.options.text.vocabularySize, "pieces of each vocabulary"),
      Setting("subword-type", \.job.options.text.subwords, "kind of subword model"),
      Setting(
        "separate-vocabularies", \.separatesVocabularies, "learn one vocabulary per side instead of a joint one"),
      Setting(
        "character-coverage", \.job.options.text.characterCoverage, "share of the characters that become pieces"),
      Setting(
        "byte-fallback", \.job.options.text.byteFallback,
        "encode characters without a piece as bytes instead of as unknown"),
      Setting(
        list: "user-symbol", \.job.options.text.userSymbols, "symbol that is always one piece; may be repeated"),
      Setting("sample-lines", \.job.options.text.sampleLines, "most pairs to train the subword model on"),
      Setting(
        "seed", \.job.options.text.seed,
        "seed for choosing the training pairs of the subword model and for sampled encodings"),
      Setting(
        "subword-model", \.job.subwordModel,
        "SentencePiece model to use instead of training one; source side only if --target-subword-model is given",
        kind: .file),
      Setting("target-subword-model", \.job.targetSubwordModel, "SentencePiece model for the target side", kind: .file),
    ])

  private static let filters = SettingSection<PreprocessCommandOptions>(
    "Filters",
    [
      Setting(
        "max-length", \.job.options.filters.maximumLength, "drop pairs with more subwords than this on either side"),
      Setting(
        "max-ratio", \.job.options.filters.maximumRatio,
        "drop pairs whose longer side has more than this many subwords per subword of the shorter"),
      Setting("drop-identical", \.job.options.filters.dropsIdenticalSides, "drop pairs whose two sides are identical"),
      Setting("keep-duplicates", \.job.options.filters.keepsDuplicates, "keep repeated pairs"),
      Setting(
        "duplicate-capacity", \.job.options.filters.duplicateCapacity,
        "most pairs to remember for finding duplicates, at 11 to 22 bytes each"),
      Setting(
        "min-script-share", \.job.options.filters.minimumScriptShare,
        "drop pairs with a smaller share of letters in the script of their language than this; 0: off"),
      Setting(
        "source-script", \.job.options.filters.sourceScript,
        "script of the source side, such as Latn; default: its language's"),
      Setting(
        "target-script", \.job.options.filters.targetScript,
        "script of the target side; default: its language's"),
      Setting("invalid-utf8", \.job.options.filters.invalidUTF8, "what to do with text that is not UTF-8"),
    ])

  private static let sampling = SettingSection<PreprocessCommandOptions>(
    "Subword regularization",
    [
      Setting(
        "subword-samples", \.subwordSamples,
        """
        sampled encodings per training pair, in addition to the plain one, for nmt-train --sampled-share; auto: \(SubwordRegularization.automatic.samples) up to \
        \(formatCount(SubwordRegularization.automatic.mostPairs)) pairs, 0 beyond or if the input cannot be counted; N samples take about N + 1 times the disk space
        """),
      Setting(
        "sampling-alpha", \.samplingAlpha,
        """
        strength of sampling; unigram: inverse temperature, smaller is more random, default \
        \(SubwordRegularization.defaultAlpha(.unigram)); BPE: probability of skipping a merge, default \
        \(SubwordRegularization.defaultAlpha(.bpe))
        """),
      Setting("sampling-side", \.samplingSide, "sides to sample"),
    ])

  private static let shortlistSection = SettingSection<PreprocessCommandOptions>(
    "Shortlist",
    [
      Setting(
        "shortlist", \.learnsShortlist,
        "learn likely target subwords per source subword, for nmt-translate --shortlist"),
      Setting("shortlist-best", \.shortlist.best, "most target subwords to keep per source subword"),
      Setting(
        "shortlist-frequent", \.shortlist.frequent,
        "number of most frequent target subwords that every sentence may use"),
      Setting("shortlist-threshold", \.shortlist.threshold, "drop target subwords less probable than this"),
      Setting("shortlist-iterations", \.shortlist.iterations, "rounds of expectation maximization"),
      Setting("shortlist-pairs", \.shortlist.pairs, "most pairs to learn from, spread over the corpus"),
    ])

  private static let output = SettingSection<PreprocessCommandOptions>(
    "Output",
    [
      Setting("output", \.job.output, "data directory to create", kind: .directory),
      Setting("force", \.job.replacesOutput, "replace an existing data directory"),
      Setting(
        "threads", \.threads, "worker threads; default: one per core; the result is the same for any number"),
      Setting("quiet", \.job.isQuiet, "print no messages except errors"),
    ])
}

extension InvalidPairPolicy: SettingValue {}
extension SubwordRegularization.Side: SettingValue {}
