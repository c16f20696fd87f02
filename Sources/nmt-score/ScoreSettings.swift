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
        list: "reference", \.input.references, "references, one a line; may be repeated", kind: .file, takes: .loose),
      Setting(
        list: "hypothesis", \.input.hypotheses,
        "hypotheses, one a line; several systems: repeat it; stdin unless given, with a tab between several systems",
        kind: .file),
      Setting(
        list: "input", \.input.input, "hypotheses as sacreBLEU takes them: several files", aliases: ["-i"], kind: .file,
        takes: .several),
      Setting(
        "num-refs", \.input.referencesPerLine,
        "references on each line of the one reference file, separated by tabs", aliases: ["-nr"]),
      Setting(
        "skip-empty-references", \.input.skipsEmptyReferences,
        "an empty line of a reference file is no reference for the segment, instead of one of no words"),
      Setting("tsv", \.input.table, "a table of tab-separated columns with references and hypotheses", kind: .file),
      Setting("reference-columns", \.input.referenceColumns, "columns of the table with references"),
      Setting("hypothesis-columns", \.input.hypothesisColumns, "columns of the table with hypotheses, one per system"),
      Setting("tsv-header", \.input.hasHeader, "the table's first line holds the columns' names"),
      Setting("source", \.input.source, "the text that was translated, to be shown beside sentences", kind: .file),
      Setting("invalid-utf8", \.input.invalidUTF8, "what to do with lines that are not UTF-8"),
    ])

  private static let metricSection = SettingSection<ScoreCommandOptions>(
    "Metrics",
    [
      Setting(
        list: "metrics", \.metrics, "metrics, bleu unless given; \(NamedMetric.help)", aliases: ["-m"],
        takes: .several),
      Setting("sentence-level", \.sentenceLevel, "one score per line of input", aliases: ["-sl"]),
      Setting("threads", \.threads, "threads; 0: one per core", aliases: ["paired-jobs", "-j"]),
    ])

  private static let bleuSection = SettingSection<ScoreCommandOptions>(
    "BLEU",
    [
      Setting("tokenize", \.bleu.tokenizer, "tokenizer: \(BLEUTokenizer.help)", aliases: ["-tok"]),
      Setting("lowercase", \.bleu.lowercase, "compare in lower case", aliases: ["-lc"]),
      Setting("smooth-method", \.bleu.smoothing, choices: BLEUSmoothing.names, "smoothing", aliases: ["-s"]),
      Setting(
        "smooth-value", \.bleu.smoothValue,
        "value of floor, \(BLEUSmoothing.usualFloor.settingText) unless given, or add-k, \(BLEUSmoothing.usualK.settingText) unless given",
        aliases: ["-sv"]),
      Setting("max-ngram-order", \.bleu.maximumOrder, "longest n-grams, in words"),
      Setting(
        "effective-order", \.bleu.effectiveOrder,
        "leave out orders that the hypotheses are too short for; always on with sentence-level"),
      Setting("force", \.bleu.force, "no warning about hypotheses that look tokenized"),
    ])

  private static let chrFSection = SettingSection<ScoreCommandOptions>(
    "chrF",
    [
      Setting(
        "chrf-char-order", \.metricOptions.chrF.characterOrder, "longest n-grams of characters", aliases: ["-cc"]),
      Setting(
        "chrf-word-order", \.metricOptions.chrF.wordOrder, "longest n-grams of words; 2 makes chrF++", aliases: ["-cw"]),
      Setting("chrf-beta", \.metricOptions.chrF.beta, "how many times more recall counts than precision"),
      Setting("chrf-whitespace", \.metricOptions.chrF.whiteSpace, "let white space count among the characters"),
      Setting("chrf-lowercase", \.metricOptions.chrF.lowercase, "compare in lower case"),
      Setting("chrf-eps-smoothing", \.metricOptions.chrF.epsilonSmoothing, "smooth as chrF++.py, NLTK and Moses do"),
    ])

  private static let terSection = SettingSection<ScoreCommandOptions>(
    "TER",
    [
      Setting("ter-case-sensitive", \.metricOptions.ter.caseSensitive, "compare texts as they are, not in lower case"),
      Setting(
        "ter-asian-support", \.metricOptions.ter.asianSupport, "treat Asian characters and punctuation specially"),
      Setting("ter-no-punct", \.metricOptions.ter.noPunctuation, "remove punctuation"),
      Setting("ter-normalized", \.metricOptions.ter.normalized, "replace entities and set punctuation apart"),
    ])

  private static let testSection = SettingSection<ScoreCommandOptions>(
    "Significance",
    [
      Setting(
        "paired-bs", \.tests.isBootstrap, "paired bootstrap test of all systems against the first one",
        aliases: ["-pbs"]),
      Setting(
        "paired-bs-n", \.tests.bootstrapSamples, "resampled corpora of the paired bootstrap test", aliases: ["-pbsn"]),
      Setting(
        "paired-ar", \.tests.isRandomization, "approximate randomization test of all systems against the first one",
        aliases: ["-par"]),
      Setting(
        "paired-ar-n", \.tests.randomizationTrials, "trials of approximate randomization", aliases: ["-parn"]),
      Setting(
        "confidence", \.tests.isConfidence, "confidence interval of the one system by bootstrap resampling",
        aliases: ["-ci"]),
      Setting("confidence-n", \.tests.confidenceSamples, "resampled corpora of the interval", aliases: ["-cin"]),
      Setting(
        "seed", \.tests.seed,
        "seed of all resampling, or none for another one each time; SACREBLEU_SEED, else \(ResamplingSeed.usual.description), unless given"
      ),
    ])

  private static let analysisSection = SettingSection<ScoreCommandOptions>(
    "Tables and sentences",
    [
      Setting(
        "diff", \.analysis.differences,
        "show the N most improved and N most degraded sentences of each system against the first"),
      Setting("ngrams", \.analysis.ngrams, "table of BLEU's n-gram precisions and brevity"),
      Setting("by-length", \.analysis.byLength, "scores by length of the reference"),
      Setting(
        "by-frequency", \.analysis.byFrequency,
        "accuracy of words by how often they stand in the training text, else in the references"),
      Setting("data", \.analysis.data, "data directory of nmt-preprocess, for by-frequency", kind: .directory),
      Setting(
        "training-text", \.analysis.trainingText, "training text in the target language, for by-frequency", kind: .file),
      Setting("report", \.analysis.report, "write scores, tables and sentences as this HTML page", kind: .file),
    ])

  private static let outputSection = SettingSection<ScoreCommandOptions>(
    "Output",
    [
      Setting("json", \.output.json, "write JSON, the same as format json"),
      Setting(
        "format", \.output.format,
        "form of the scores, text unless given; latex for several systems; SACREBLEU_FORMAT wins over it",
        aliases: ["-f"]),
      Setting("width", \.output.width, "decimals", aliases: ["-w"]),
      Setting("score-only", \.output.scoreOnly, "write the number alone", aliases: ["-b"]),
      Setting("short", \.output.shortSignature, "abbreviate the signature's keys", aliases: ["-sh"]),
      Setting("no-color", \.output.noColor, "no colors on a terminal, as with NO_COLOR set", aliases: ["-nc"]),
      Setting("quiet", \.output.quiet, "no messages but errors", aliases: ["-q"]),
    ])
}
