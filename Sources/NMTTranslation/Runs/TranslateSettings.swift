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
        list: "model", \.models, "model directory; given several times, an ensemble", kind: .directory),
      TranslateSetting("input", \.input, "source text, plain or .gz; -: stdin", kind: .file),
      TranslateSetting("output", \.output, "file to write; -: stdout", kind: .file),
      TranslateSetting(
        "document", \.options.isDocument, "lines are paragraphs: translate by sentences, put all layout back"),
      TranslateSetting(
        "wrapped", \.isWrapped, "with document: paragraphs are broken into lines and end at blank ones"),
      TranslateSetting("interactive", \.isInteractive, "answer an editor's requests, JSON objects, one per line"),
      TranslateSetting("interactive-cache", \.interactiveCache, "with interactive: sources kept encoded"),
      TranslateSetting("invalid-utf8", \.invalidUTF8, "what to do with lines that are not UTF-8"),
      TranslateSetting("quiet", \.quiet, "no messages but errors"),
    ])

  private static let output = SettingSection<TranslateCommandOptions>(
    "Output",
    [
      TranslateSetting("scores", \.format.scores, "append the score behind a tab"),
      TranslateSetting("alignment", \.format.alignment, "append alignments, source-target, behind a tab"),
      TranslateSetting("alignment-level", \.format.alignmentLevel, "what is aligned"),
      TranslateSetting("json", \.format.json, "write JSON objects with all that is known of a line"),
      TranslateSetting("attention", \.format.attention, "with json: attention weights of subwords and words"),
      TranslateSetting(
        list: "reference", \.references, "score the translations against these lines; the scores go to stderr",
        kind: .file),
    ])

  private static let constraints = SettingSection<TranslateCommandOptions>(
    "Constraints and markup",
    [
      TranslateSetting(
        "input-format", \.inputName, "how lines are read; tsv: see columns; json: objects with a source"),
      TranslateSetting(
        "columns", \.columns,
        "columns of tsv: source, prefix, include, exclude, ignore; the last three may have more cells"),
      TranslateSetting("prefix", \.prefix, "lines are source, tab, and how the translation begins"),
      TranslateSetting(
        "terminology", \.terminology, "file of terms: source phrase, tab, target phrase", kind: .file),
      TranslateSetting("terminology-ignore-case", \.terminologyIgnoresCase, "find terms whatever their case"),
      TranslateSetting("terminology-stems", \.terminologyStems, "require only the stems of target phrases"),
      TranslateSetting("placeholders", \.options.marks.placeholders, "kinds that are copied verbatim"),
      TranslateSetting(
        "placeholders-in-text", \.options.marks.inText,
        "kinds that the model may read; the others are put in by alignment"),
      TranslateSetting("markup", \.options.marks.markup, "lines hold XML or HTML: put tags back by alignment"),
    ])

  private static let search = SettingSection<TranslateCommandOptions>(
    "Search",
    [
      TranslateSetting("beam", \.options.search.beam, "live hypotheses per line; 1: greedy search"),
      TranslateSetting("n-best", \.options.search.nBest, "translations per line; over 1: a Moses n-best list"),
      TranslateSetting(
        "length-normalization", \.options.search.normalization.rule, "how hypotheses of different lengths are compared",
        aliases: ["length-normalisation"]),
      TranslateSetting(
        "alpha", \.options.search.normalization.alpha,
        "strength α of the length normalization; average and none have none"),
      TranslateSetting("coverage", \.options.search.coverage, "strength of the coverage penalty; 0: none"),
      TranslateSetting("min-length", \.options.search.lengths.minimum, "shortest translation in subwords"),
      TranslateSetting(
        "min-length-ratio", \.options.search.lengths.minimumRatio,
        "shortest translation, as a multiple of the source's subwords"),
      TranslateSetting("max-length", \.maximumLength, "longest translation in subwords; 0: by the ratio"),
      TranslateSetting(
        "max-length-ratio", \.maximumLengthRatio,
        "longest translation, as a multiple of the source's subwords, plus 10"),
      TranslateSetting("stop", \.options.search.stop, "when a search ends: first, best-possible, all, or N ended"),
      TranslateSetting("groups", \.options.search.groups, "groups of diverse beam search; 1: plain"),
      TranslateSetting("diversity", \.options.search.diversity, "what a group pays for an earlier group's token"),
      TranslateSetting("no-repeat-ngram", \.options.search.noRepeatNGram, "no n subwords twice; 0: any"),
      TranslateSetting(
        "repetition-penalty", \.options.search.repetitionPenalty, "factor on log-probabilities of repeated subwords"),
      TranslateSetting("allow-unknown", \.options.search.allowsUnknown, "let the unknown token be produced"),
      TranslateSetting("ensemble-mean", \.options.ensemble.mean, "how several models become one distribution"),
      TranslateSetting("weights", \.options.ensemble.weights, "weights of several models, separated by commas"),
    ])

  private static let sampling = SettingSection<TranslateCommandOptions>(
    "Sampling",
    [
      TranslateSetting("sample", \.samples, "draw n-best translations instead of searching"),
      TranslateSetting("temperature", \.sampling.temperature, "below 1 sharper, above 1 flatter"),
      TranslateSetting("top-k", \.sampling.topK, "draw from the k most probable subwords; 0: all"),
      TranslateSetting("top-p", \.sampling.topP, "draw from the nucleus of this mass"),
      TranslateSetting("seed", \.sampling.seed, "another seed, another sample"),
    ])

  private static let guards = SettingSection<TranslateCommandOptions>(
    "Guard",
    [
      TranslateSetting("guard", \.guards, "search again for translations that look like hallucinations or loops"),
      TranslateSetting(
        "guard-length-ratio", \.guarding.lengthRatio, "longest translation in subwords, as a multiple of the source's"),
      TranslateSetting("guard-repeats", \.guarding.repeats, "sequences side by side that make a loop"),
      TranslateSetting("guard-ignored", \.guarding.ignored, "largest share of the source without attention"),
      TranslateSetting("guard-stuck", \.guarding.stuck, "largest share that looks at one place of the source"),
      TranslateSetting("guard-score", \.guarding.score, "smallest mean log-probability of a subword"),
      TranslateSetting(
        "guard-margin", \.guarding.margin,
        "how much better a second search of every line may score a subword; 0: search only suspicious lines again"),
    ])

  private static let machine = SettingSection<TranslateCommandOptions>(
    "Machine",
    [
      TranslateSetting("threads", \.threads, "worker threads; one per core unless given"),
      TranslateSetting(
        "batch-tokens", \.options.batchTokens, "source subwords searched together by a thread; 0: by the beam"),
      TranslateSetting(
        "precision", \.precision, "number format of products; auto: as the model was saved"),
      TranslateSetting("shortlist", \.options.shortlist, "use only likely target subwords"),
      TranslateSetting(
        "max-source-length", \.maximumSourceLength,
        "longest source in subwords translated in one piece; 0: what the model was trained on"),
    ])

  private static let scoring = SettingSection<TranslateCommandOptions>(
    "Scoring given translations",
    [
      TranslateSetting(
        "score-targets", \.scoreTargets, "score this file's translations of the input's lines", aliases: ["score"],
        kind: .file),
      TranslateSetting("score-tsv", \.scoreTSV, "score the input's lines: source, tab, translation"),
      TranslateSetting("ids", \.scoreFormat.ids, "with either: source ids, target ids and score"),
      TranslateSetting(
        "normalize", \.scoreFormat.isNormalized, "with either: under the length normalization",
        aliases: ["normalise"]),
    ])
}
