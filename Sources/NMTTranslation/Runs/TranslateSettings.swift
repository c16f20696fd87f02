import NMTSearch
package import NMTSettings
import NMTText

/// A flag of nmt-translate and the key of its YAML file.
package typealias TranslateSetting = ToolSetting<TranslateCommandOptions>

extension TranslateCommandOptions: SettingRequest {
  package static let sections = [streams, output, constraints, search, sampling, guards, machine, scoring]

  private static let streams = SettingSection<TranslateCommandOptions>(
    "Models, input and output",
    [
      TranslateSetting(
        list: "model", \.models, "model directory; repeat it for an ensemble", kind: .directory),
      TranslateSetting("input", \.input, "source text, plain or .gz; - is stdin", kind: .file),
      TranslateSetting("output", \.output, "file to write; - is stdout", kind: .file),
      TranslateSetting(
        "document", \.options.isDocument, "treat lines as paragraphs: translate sentence by sentence, keep the layout"),
      TranslateSetting(
        "wrapped", \.isWrapped, "with --document: paragraphs span lines and end at blank ones"),
      TranslateSetting("interactive", \.isInteractive, "answer an editor's requests: JSON objects, one per line"),
      TranslateSetting("interactive-cache", \.interactiveCache, "with --interactive: encoded sources to keep"),
      TranslateSetting("invalid-utf8", \.invalidUTF8, "what to do with lines that are not UTF-8"),
      TranslateSetting("quiet", \.quiet, "print no messages except errors"),
    ])

  private static let output = SettingSection<TranslateCommandOptions>(
    "Output",
    [
      TranslateSetting("scores", \.format.scores, "append a tab and the score"),
      TranslateSetting("alignment", \.format.alignment, "append a tab and alignments as source-target"),
      TranslateSetting("alignment-level", \.format.alignmentLevel, "units to align"),
      TranslateSetting("json", \.format.json, "write one JSON object per line with all details"),
      TranslateSetting("attention", \.format.attention, "with --json: add attention weights of subwords and words"),
      TranslateSetting(
        list: "reference", \.references, "score the translations against these references, on stderr",
        kind: .file),
    ])

  private static let constraints = SettingSection<TranslateCommandOptions>(
    "Constraints and markup",
    [
      TranslateSetting(
        "input-format", \.inputName, "format of input lines; tsv: see --columns; json: objects with a source"),
      TranslateSetting(
        "columns", \.columns,
        "columns of TSV input: source, prefix, include, exclude, ignore; the last three may be repeated"),
      TranslateSetting("prefix", \.prefix, "lines hold source, tab, and the beginning of the translation"),
      TranslateSetting(
        "terminology", \.terminology, "terms to use, one per line: source phrase, tab, target phrase", kind: .file),
      TranslateSetting("terminology-ignore-case", \.terminologyIgnoresCase, "match terms in any case"),
      TranslateSetting("terminology-stems", \.terminologyStems, "require only the stems of target phrases"),
      TranslateSetting("placeholders", \.options.marks.placeholders, "kinds of text to copy verbatim"),
      TranslateSetting(
        "placeholders-in-text", \.options.marks.inText,
        "kinds that the model reads; the others are placed by alignment"),
      TranslateSetting("markup", \.options.marks.markup, "read XML or HTML: put tags back by alignment"),
    ])

  private static let search = SettingSection<TranslateCommandOptions>(
    "Search",
    [
      TranslateSetting("beam", \.options.search.beam, "beam size; 1: greedy search"),
      TranslateSetting("n-best", \.options.search.nBest, "translations per line; above 1: a Moses n-best list"),
      TranslateSetting(
        "length-normalization", \.options.search.normalization.rule, "how to compare hypotheses of different lengths",
        aliases: ["length-normalisation"]),
      TranslateSetting(
        "alpha", \.options.search.normalization.alpha,
        "strength α of gnmt length normalization"),
      TranslateSetting("coverage", \.options.search.coverage, "strength of the coverage penalty; 0: none"),
      TranslateSetting("min-length", \.options.search.lengths.minimum, "shortest translation in subwords"),
      TranslateSetting(
        "min-length-ratio", \.options.search.lengths.minimumRatio,
        "shortest translation, as a multiple of the source's subwords"),
      TranslateSetting("max-length", \.maximumLength, "longest translation in subwords; 0: set by --max-length-ratio"),
      TranslateSetting(
        "max-length-ratio", \.maximumLengthRatio,
        "longest translation, as a multiple of the source's subwords, plus 10"),
      TranslateSetting(
        "stop", \.options.search.stop, "when to end a search: first, best-possible, all, or after N finished hypotheses"
      ),
      TranslateSetting("groups", \.options.search.groups, "groups for diverse beam search; 1: plain beam search"),
      TranslateSetting("diversity", \.options.search.diversity, "penalty for a token that an earlier group chose"),
      TranslateSetting(
        "no-repeat-ngram", \.options.search.noRepeatNGram, "forbid repeated n-grams of this many subwords; 0: off"),
      TranslateSetting(
        "repetition-penalty", \.options.search.repetitionPenalty,
        "factor on log-probabilities of repeated subwords; 1: off"),
      TranslateSetting("allow-unknown", \.options.search.allowsUnknown, "allow the unknown token in translations"),
      TranslateSetting("ensemble-mean", \.options.ensemble.mean, "how to average the models of an ensemble"),
      TranslateSetting(
        "weights", \.options.ensemble.weights, "weights of the models of an ensemble, separated by commas"),
    ])

  private static let sampling = SettingSection<TranslateCommandOptions>(
    "Sampling",
    [
      TranslateSetting("sample", \.samples, "draw n-best translations instead of searching"),
      TranslateSetting("temperature", \.sampling.temperature, "temperature; below 1: sharper, above 1: flatter"),
      TranslateSetting("top-k", \.sampling.topK, "draw from the k most probable subwords; 0: all"),
      TranslateSetting("top-p", \.sampling.topP, "draw from the nucleus of this probability mass"),
      TranslateSetting("seed", \.sampling.seed, "seed of the samples"),
    ])

  private static let guards = SettingSection<TranslateCommandOptions>(
    "Guard",
    [
      TranslateSetting("guard", \.guards, "search again where a translation looks like a hallucination or a loop"),
      TranslateSetting(
        "guard-length-ratio", \.guarding.lengthRatio,
        "longest unsuspicious translation, as a multiple of the source's subwords"),
      TranslateSetting("guard-repeats", \.guarding.repeats, "repetitions in a row that make a loop"),
      TranslateSetting(
        "guard-ignored", \.guarding.ignored, "largest unsuspicious share of the source without attention"),
      TranslateSetting(
        "guard-stuck", \.guarding.stuck, "largest unsuspicious share that attends to one position of the source"),
      TranslateSetting("guard-score", \.guarding.score, "smallest unsuspicious mean log-probability per subword"),
      TranslateSetting(
        "guard-margin", \.guarding.margin,
        "largest unsuspicious gain per subword by a second search of every line; 0: search only suspicious lines again"),
    ])

  private static let machine = SettingSection<TranslateCommandOptions>(
    "Machine",
    [
      TranslateSetting("threads", \.threads, "worker threads; default: one per core"),
      TranslateSetting(
        "batch-tokens", \.options.batchTokens, "source subwords per batch and thread; 0: set by --beam"),
      TranslateSetting(
        "precision", \.precision, "number format of matrix products; auto: as the model was saved"),
      TranslateSetting(
        "shortlist", \.options.shortlist,
        "limit output to likely target subwords: auto (in int8 only), on, off, or a directory with a shortlist"),
      TranslateSetting(
        "max-source-length", \.maximumSourceLength,
        "longest source in subwords to translate in one piece; 0: as in training"),
    ])

  private static let scoring = SettingSection<TranslateCommandOptions>(
    "Scoring given translations",
    [
      TranslateSetting(
        "score-targets", \.scoreTargets, "score this file's lines as translations of the input's", aliases: ["score"],
        kind: .file),
      TranslateSetting("score-tsv", \.scoreTSV, "score the input's lines: source, tab, translation"),
      TranslateSetting(
        "ids", \.scoreFormat.ids, "with --score-targets or --score-tsv: write source ids, target ids and score"),
      TranslateSetting(
        "normalize", \.scoreFormat.isNormalized, "with --score-targets or --score-tsv: apply the length normalization",
        aliases: ["normalise"]),
    ])
}
