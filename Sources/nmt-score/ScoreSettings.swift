import NMTMetrics
import NMTSettings
import NMTText

private typealias Setting = ToolSetting<ScoreCommandOptions>

/// The long names are the documented form; sacreBLEU's short names and argument order work too.
extension ScoreCommandOptions: SettingRequest {
  static let sections = [
    inputSection, metricSection, bleuSection, chrFSection, terSection, testSection, analysisSection, outputSection,
  ]

  private static let inputSection = SettingSection<ScoreCommandOptions>(
    "Input",
    [
      Setting(
        list: "reference", \.input.references, "references, one per line; may be repeated", kind: .file, takes: .loose),
      Setting(
        list: "hypothesis", \.input.hypotheses,
        "hypotheses, one per line; repeat it for several systems; default: stdin, with systems separated by tabs",
        kind: .file),
      Setting(
        list: "input", \.input.input, "hypothesis files, one per system, as sacreBLEU's -i", aliases: ["-i"],
        kind: .file,
        takes: .several),
      Setting(
        "num-refs", \.input.referencesPerLine,
        "references per line of the only reference file, separated by tabs", aliases: ["-nr"]),
      Setting(
        "skip-empty-references", \.input.skipsEmptyReferences,
        "ignore empty references instead of counting them as references without words"),
      Setting("tsv", \.input.table, "table of tab-separated columns with references and hypotheses", kind: .file),
      Setting("reference-columns", \.input.referenceColumns, "columns of --tsv with references"),
      Setting("hypothesis-columns", \.input.hypothesisColumns, "columns of --tsv with hypotheses, one per system"),
      Setting("tsv-header", \.input.hasHeader, "the first line of --tsv holds column names"),
      Setting("source", \.input.source, "source text, shown with --diff and --report", kind: .file),
      Setting("invalid-utf8", \.input.invalidUTF8, "what to do with lines that are not UTF-8"),
    ])

  private static let metricSection = SettingSection<ScoreCommandOptions>(
    "Metrics",
    [
      Setting(
        list: "metrics", \.metrics, "metrics, bleu by default; \(NamedMetric.help)", aliases: ["-m"],
        takes: .several),
      Setting("sentence-level", \.sentenceLevel, "one score per line of input", aliases: ["-sl"]),
      Setting("threads", \.threads, "worker threads; 0: one per core", aliases: ["paired-jobs", "-j"]),
    ])

  private static let bleuSection = SettingSection<ScoreCommandOptions>(
    "BLEU",
    [
      Setting("tokenize", \.bleu.tokenizer, "tokenizer: \(BLEUTokenizer.help)", aliases: ["-tok"]),
      Setting("lowercase", \.bleu.lowercase, "compare in lower case", aliases: ["-lc"]),
      Setting(
        "smooth-method", \.bleu.smoothing, choices: BLEUSmoothing.names, "smoothing of n-gram precisions",
        aliases: ["-s"]),
      Setting(
        "smooth-value", \.bleu.smoothValue,
        "value for floor (default: \(BLEUSmoothing.usualFloor.settingText)) or add-k (default: \(BLEUSmoothing.usualK.settingText))",
        aliases: ["-sv"]),
      Setting("max-ngram-order", \.bleu.maximumOrder, "longest n-grams of words"),
      Setting(
        "effective-order", \.bleu.effectiveOrder,
        "skip n-gram orders that the hypotheses are too short for; always on with --sentence-level"),
      Setting("force", \.bleu.force, "do not warn about hypotheses that look tokenized"),
    ])

  private static let chrFSection = SettingSection<ScoreCommandOptions>(
    "chrF",
    [
      Setting(
        "chrf-char-order", \.metricOptions.chrF.characterOrder, "longest n-grams of characters", aliases: ["-cc"]),
      Setting(
        "chrf-word-order", \.metricOptions.chrF.wordOrder, "longest n-grams of words; 2 makes chrF++", aliases: ["-cw"]),
      Setting("chrf-beta", \.metricOptions.chrF.beta, "weight of recall relative to precision"),
      Setting("chrf-whitespace", \.metricOptions.chrF.whiteSpace, "count whitespace as characters"),
      Setting("chrf-lowercase", \.metricOptions.chrF.lowercase, "compare in lower case"),
      Setting("chrf-eps-smoothing", \.metricOptions.chrF.epsilonSmoothing, "smooth as chrF++.py, NLTK and Moses do"),
    ])

  private static let terSection = SettingSection<ScoreCommandOptions>(
    "TER",
    [
      Setting(
        "ter-case-sensitive", \.metricOptions.ter.caseSensitive, "compare case-sensitively instead of in lower case"),
      Setting(
        "ter-asian-support", \.metricOptions.ter.asianSupport, "treat Asian characters and punctuation specially"),
      Setting("ter-no-punct", \.metricOptions.ter.noPunctuation, "remove punctuation"),
      Setting("ter-normalized", \.metricOptions.ter.normalized, "replace entities and separate punctuation"),
    ])

  private static let testSection = SettingSection<ScoreCommandOptions>(
    "Significance",
    [
      Setting(
        "paired-bs", \.tests.isBootstrap, "paired bootstrap test of every system against the first",
        aliases: ["-pbs"]),
      Setting(
        "paired-bs-n", \.tests.bootstrapSamples, "resampled corpora for --paired-bs", aliases: ["-pbsn"]),
      Setting(
        "paired-ar", \.tests.isRandomization, "approximate randomization test of every system against the first",
        aliases: ["-par"]),
      Setting(
        "paired-ar-n", \.tests.randomizationTrials, "trials for --paired-ar", aliases: ["-parn"]),
      Setting(
        "confidence", \.tests.isConfidence, "confidence interval of a single system by bootstrap resampling",
        aliases: ["-ci"]),
      Setting("confidence-n", \.tests.confidenceSamples, "resampled corpora for --confidence", aliases: ["-cin"]),
      Setting(
        "seed", \.tests.seed,
        "seed of all resampling, or none for a new one each time; default: SACREBLEU_SEED, else \(ResamplingSeed.usual.description)"
      ),
    ])

  private static let analysisSection = SettingSection<ScoreCommandOptions>(
    "Tables and sentences",
    [
      Setting(
        "diff", \.analysis.differences,
        "show the N most improved and N most degraded sentences of each system against the first"),
      Setting("ngrams", \.analysis.ngrams, "add a table of BLEU's n-gram precisions and brevity"),
      Setting("by-length", \.analysis.byLength, "add scores by length of the reference"),
      Setting(
        "by-frequency", \.analysis.byFrequency,
        "add accuracy of words by their frequency in the training text, else in the references"),
      Setting(
        "data", \.analysis.data, "data directory that nmt-preprocess wrote, for --by-frequency", kind: .directory),
      Setting(
        "training-text", \.analysis.trainingText, "training text in the target language, for --by-frequency",
        kind: .file),
      Setting("report", \.analysis.report, "write scores, tables and sentences to this HTML page", kind: .file),
    ])

  private static let outputSection = SettingSection<ScoreCommandOptions>(
    "Output",
    [
      Setting("json", \.output.json, "write JSON; same as --format json"),
      Setting(
        "format", \.output.format,
        "format of the scores; default: text; latex needs several systems; SACREBLEU_FORMAT overrides it",
        aliases: ["-f"]),
      Setting("width", \.output.width, "decimal places", aliases: ["-w"]),
      Setting("score-only", \.output.scoreOnly, "write only the number", aliases: ["-b"]),
      Setting("short", \.output.shortSignature, "abbreviate the signature's keys", aliases: ["-sh"]),
      Setting(
        "no-color", \.output.noColor, "do not color output on a terminal, as if NO_COLOR were set", aliases: ["-nc"]),
      Setting("quiet", \.output.quiet, "print no messages except errors", aliases: ["-q"]),
    ])
}
