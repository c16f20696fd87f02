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
        list: "source", \.training.sources, "source side, plain or .gz; several: repeat it together with target",
        kind: .file),
      Setting(
        list: "target", \.training.targets, "target side of the source with the same place in the row", kind: .file),
      Setting(
        list: "tsv", \.training.tables, "both sides in columns between tabs; -: stdin; may be repeated", kind: .file),
      Setting("columns", \.columns, "columns of source and target in tables"),
      Setting(
        list: "validation-source", \.validation.sources, "source side of the validation text; may be repeated",
        kind: .file),
      Setting(
        list: "validation-target", \.validation.targets, "target side of the validation text; may be repeated",
        kind: .file),
      Setting(
        list: "validation-tsv", \.validation.tables, "validation text in columns; may be repeated", kind: .file),
    ])

  private static let text = SettingSection<PreprocessCommandOptions>(
    "Text",
    [
      Setting("source-language", \.job.options.text.sourceLanguage, "language of the source text, such as en or pt-BR"),
      Setting("target-language", \.job.options.text.targetLanguage, "language of the target text"),
      Setting(
        "normalization", \.job.options.text.form, "Unicode normalization form", aliases: ["normalisation"]),
      Setting("lowercase", \.lowercases, "lower-case both sides"),
      Setting("vocabulary-size", \.job.options.text.vocabularySize, "pieces of each vocabulary"),
      Setting("subword-type", \.job.options.text.subwords, "how subwords are made"),
      Setting(
        "separate-vocabularies", \.separatesVocabularies, "a vocabulary for each side instead of one for both"),
      Setting(
        "character-coverage", \.job.options.text.characterCoverage, "share of the characters that become pieces"),
      Setting(
        "byte-fallback", \.job.options.text.byteFallback,
        "write characters without a piece as bytes; else they are unknown"),
      Setting(
        list: "user-symbol", \.job.options.text.userSymbols, "a symbol that is always one piece; may be repeated"),
      Setting("sample-lines", \.job.options.text.sampleLines, "most pairs that the subword model is trained on"),
      Setting(
        "seed", \.job.options.text.seed, "decides what the subword model is trained on and which encodings are sampled"),
      Setting(
        "subword-model", \.job.subwordModel,
        "SentencePiece model to use instead of training one; for the source side if there is one for the target",
        kind: .file),
      Setting("target-subword-model", \.job.targetSubwordModel, "SentencePiece model of the target side", kind: .file),
    ])

  private static let filters = SettingSection<PreprocessCommandOptions>(
    "Filters",
    [
      Setting("max-length", \.job.options.filters.maximumLength, "most subwords of a side"),
      Setting(
        "max-ratio", \.job.options.filters.maximumRatio, "most subwords of the longer side for one of the shorter"),
      Setting("drop-identical", \.job.options.filters.dropsIdenticalSides, "drop pairs whose sides are the same text"),
      Setting("keep-duplicates", \.job.options.filters.keepsDuplicates, "keep pairs that came before"),
      Setting(
        "duplicate-capacity", \.job.options.filters.duplicateCapacity,
        "most pairs remembered to find duplicates, 11 to 22 bytes of memory each"),
      Setting(
        "min-script-share", \.job.options.filters.minimumScriptShare,
        "least share of a side's letters in the script of its language; 0: off"),
      Setting(
        "source-script", \.job.options.filters.sourceScript,
        "script of the source side, such as Latn; that of its language unless given"),
      Setting(
        "target-script", \.job.options.filters.targetScript,
        "script of the target side; that of its language unless given"),
      Setting("invalid-utf8", \.job.options.filters.invalidUTF8, "what to do with text that is not UTF-8"),
    ])

  private static let sampling = SettingSection<PreprocessCommandOptions>(
    "Subword regularization",
    [
      Setting(
        "subword-samples", \.subwordSamples,
        """
        sampled encodings of each training pair beside the plain one, for nmt-train --sampled-share; auto: \(SubwordRegularization.automatic.samples) up to \
        \(formatCount(SubwordRegularization.automatic.mostPairs)) pairs and 0 beyond, or where a stream cannot be counted; N of them take about N + 1 times the disk
        """),
      Setting(
        "sampling-alpha", \.samplingAlpha,
        """
        how far samples go; unigram: inverse temperature, small is wild, \
        \(SubwordRegularization.defaultAlpha(.unigram)) unless given; BPE: probability that a merge is left out, \
        \(SubwordRegularization.defaultAlpha(.bpe)) unless given
        """),
      Setting("sampling-side", \.samplingSide, "what is sampled"),
    ])

  private static let shortlistSection = SettingSection<PreprocessCommandOptions>(
    "Shortlist",
    [
      Setting(
        "shortlist", \.learnsShortlist,
        "learn which target subwords a source subword becomes, for nmt-translate --shortlist"),
      Setting("shortlist-best", \.shortlist.best, "most target subwords kept for a source subword"),
      Setting(
        "shortlist-frequent", \.shortlist.frequent, "most frequent target subwords that every sentence may use"),
      Setting("shortlist-threshold", \.shortlist.threshold, "target subwords less probable than this are not kept"),
      Setting("shortlist-iterations", \.shortlist.iterations, "rounds of expectation maximization"),
      Setting("shortlist-pairs", \.shortlist.pairs, "most pairs that are looked at, spread over the corpus"),
    ])

  private static let output = SettingSection<PreprocessCommandOptions>(
    "Output",
    [
      Setting("output", \.job.output, "data directory to make", kind: .directory),
      Setting("force", \.job.replacesOutput, "replace an existing data directory"),
      Setting(
        "threads", \.threads, "worker threads, one per core unless given; the result is the same for any number"),
      Setting("quiet", \.job.isQuiet, "no messages but errors"),
    ])
}

extension InvalidPairPolicy: SettingValue {}
extension SubwordRegularization.Side: SettingValue {}
