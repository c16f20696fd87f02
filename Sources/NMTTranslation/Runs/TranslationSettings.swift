import NMTModelStore
import NMTSearch
package import NMTSettings
import NMTSystem
import NMTText

/// A flag of nmt-translate and the key of its YAML file.
package typealias TranslationSetting = ToolSetting<TranslationRequest>

extension TranslationRequest: SettingRequest {
  package static let toolName = "nmt-translate"
  package static let settings: [TranslationSetting] =
    streams + constraints + search + sampling + guards + machine + scoring

  private static let streams: [TranslationSetting] = [
    TranslationSetting(list: "model", \.models, "model directory; given several times, an ensemble"),
    TranslationSetting("input", \.input, "source text, plain or .gz; -: stdin"),
    TranslationSetting("output", \.output, "where to write; -: stdout"),
    TranslationSetting("interactive", \.isInteractive, "answer an editor's requests, JSON objects, one a line"),
    TranslationSetting("interactive-cache", \.interactiveCache, "sources whose encoded states are kept for it"),
    TranslationSetting(
      "document", \.options.isDocument, "lines are paragraphs: translated by sentences, all layout put back"),
    TranslationSetting("wrapped", \.isWrapped, "of documents: paragraphs are broken into lines and end at blank ones"),
    TranslationSetting("scores", \.format.scores, "append the score behind a tab"),
    TranslationSetting("alignment", \.format.alignment, "append alignments, source-target, behind a tab"),
    TranslationSetting("alignment-level", \.format.alignmentLevel, "of what: subword | word"),
    TranslationSetting("json", \.format.json, "write JSON objects with all that is known of a line"),
    TranslationSetting("attention", \.format.attention, "with --json: attention weights of subwords and words"),
    TranslationSetting("invalid-utf8", \.invalidUTF8, "what to do with lines that are not UTF-8: replace | fail"),
    TranslationSetting(
      list: "reference", \.references, "score the translations against these lines; BLEU and chrF go to stderr"),
    TranslationSetting("quiet", \.quiet, "no messages but errors"),
  ]

  private static let constraints: [TranslationSetting] = [
    TranslationSetting("input-format", \.inputName, "text | tsv: see --columns | json: objects with a source"),
    TranslationSetting(
      "columns", \.columns, "of tsv: source, prefix, include, exclude, ignore; the last three may have more cells"),
    TranslationSetting("prefix", \.prefix, "lines are source, tab, and how the translation begins"),
    TranslationSetting("terminology", \.terminology, "file of terms: source phrase, tab, target phrase"),
    TranslationSetting("terminology-ignore-case", \.terminologyIgnoresCase, "find terms whatever their case"),
    TranslationSetting("terminology-stems", \.terminologyStems, "require the stems of target phrases alone"),
    TranslationSetting("placeholders", \.options.marks.placeholders, "kinds that are copied to the letter"),
    TranslationSetting(
      "placeholders-in-text", \.options.marks.inText,
      "kinds that the model may read; the others are put in by alignment"),
    TranslationSetting("markup", \.options.marks.markup, "lines hold XML or HTML: tags are put back by alignment"),
  ]

  private static let search: [TranslationSetting] = [
    TranslationSetting("beam", \.options.search.beam, "live hypotheses a line; 1: greedy search"),
    TranslationSetting("n-best", \.options.search.nBest, "translations a line; over 1: a Moses n-best list"),
    TranslationSetting(
      "length-normalisation", \.options.search.normalization.rule,
      "score of hypotheses of different lengths: " + LengthNormalization.Rule.expected),
    TranslationSetting("alpha", \.options.search.normalization.alpha, "strength of gnmt's normalisation"),
    TranslationSetting("coverage", \.options.search.coverage, "strength of the coverage penalty; 0: none"),
    TranslationSetting("min-length", \.options.search.lengths.minimum, "shortest translation in subwords"),
    TranslationSetting(
      "min-length-ratio", \.options.search.lengths.minimumRatio, "the same: so many times the source's"),
    TranslationSetting("max-length", \.maximumLength, "longest translation in subwords; 0: by the ratio"),
    TranslationSetting(
      "max-length-ratio", \.options.search.lengths.ratio, "longest translation: so many times the source's, and 10"),
    TranslationSetting("stop", \.options.search.stop, "when a search ends: first | best-possible | all | N ended"),
    TranslationSetting("groups", \.options.search.groups, "groups of diverse beam search; 1: plain"),
    TranslationSetting("diversity", \.options.search.diversity, "what a group pays for an earlier group's token"),
    TranslationSetting("no-repeat-ngram", \.options.search.noRepeatNGram, "no n subwords twice; 0: any"),
    TranslationSetting(
      "repetition-penalty", \.options.search.repetitionPenalty, "factor on log-probabilities of repeated subwords"),
    TranslationSetting("allow-unknown", \.options.search.allowsUnknown, "let the unknown token be produced"),
    TranslationSetting("ensemble-mean", \.options.ensemble.mean, "of several models: " + EnsembleOptions.Mean.expected),
    TranslationSetting("weights", \.options.ensemble.weights, "of several models, separated by commas"),
  ]

  private static let sampling: [TranslationSetting] = [
    TranslationSetting("sample", \.samples, "draw translations instead of searching; --n-best of them"),
    TranslationSetting("temperature", \.sampling.temperature, "below 1 sharper, above 1 flatter"),
    TranslationSetting("top-k", \.sampling.topK, "draw from the k most probable subwords; 0: all"),
    TranslationSetting("top-p", \.sampling.topP, "draw from the nucleus of this mass"),
    TranslationSetting("seed", \.sampling.seed, "another seed, another sample"),
  ]

  private static let guards: [TranslationSetting] = [
    TranslationSetting("guard", \.guards, "translate lines anew whose translation looks like a hallucination or loop"),
    TranslationSetting(
      "guard-length-ratio", \.guarding.lengthRatio, "longest translation in subwords, as a multiple of the source's"),
    TranslationSetting("guard-repeats", \.guarding.repeats, "sequences side by side that make a loop"),
    TranslationSetting("guard-ignored", \.guarding.ignored, "largest share of the source without attention"),
    TranslationSetting("guard-stuck", \.guarding.stuck, "largest share that looks at one place of the source"),
    TranslationSetting("guard-score", \.guarding.score, "smallest mean log-probability of a subword"),
    TranslationSetting(
      "guard-margin", \.guarding.margin,
      "how much better a second search of every line may score a subword; 0: suspicious lines alone are searched twice"),
  ]

  private static let machine: [TranslationSetting] = [
    TranslationSetting("threads", \.options.threads, "worker threads"),
    TranslationSetting(
      "batch-tokens", \.options.batchTokens, "source subwords searched together by a thread; 0: by the beam"),
    TranslationSetting(
      "precision", \.options.precision, "of products: auto (as the model was saved) | fp32 | bf16 | int8"),
    TranslationSetting("shortlist", \.options.shortlist, "only likely target subwords: " + ShortlistChoice.expected),
    TranslationSetting(
      "max-source-length", \.maximumSourceLength,
      "longest source in subwords translated in one piece; 0: what the model was trained on"),
  ]

  private static let scoring: [TranslationSetting] = [
    TranslationSetting("score-targets", \.scoreTargets, "score this file's translations of the input's lines"),
    // Another name for it, without a value of its own: a dumped file says it once.
    TranslationSetting("score", expected: "text", "the same as --score-targets", read: { _ in "" }) { request, text in
      if !text.isEmpty { request.scoreTargets = text }
      return true
    },
    TranslationSetting("score-tsv", \.scoreTSV, "score the input's lines: source, tab, translation"),
    TranslationSetting("ids", \.scoreFormat.ids, "with either: source ids, target ids and score"),
    TranslationSetting("normalise", \.scoreFormat.isNormalized, "with either: under the length normalisation"),
  ]
}
