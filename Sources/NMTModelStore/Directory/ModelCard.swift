import Foundation
import NMTLayers
import NMTModels
import NMTSystem
import NMTTensor

/// The model card, `README.md` of a model directory, generated from the model and its provenance.
func modelCard(model: Seq2SeqModel, provenance: ModelProvenance) -> String {
  let source = provenance.sourceLanguage.isEmpty ? "source" : provenance.sourceLanguage
  let target = provenance.targetLanguage.isEmpty ? "target" : provenance.targetLanguage
  let options = model.options
  let attention = options.attention == .none ? "no attention" : "\(options.attention.rawValue) attention"
  let facts: [(String, String)] = [
    ("encoder", layers(options.encoderStack)),
    ("decoder", layers(options.decoderStack)),
    ("attention", attention + (options.inputFeeding ? ", input feeding" : "")),
    ("embeddings", "\(options.embedding) wide, tying: \(options.tying.rawValue)"),
    (
      "vocabulary",
      "\(formatCount(options.sourceVocabulary)) source, \(formatCount(options.targetVocabulary)) target subwords"
    ),
    (
      "parameters",
      formatCount(model.parameters.parameterCount) + (model.isQuantized ? ", weights in int8" : "")
    ),
  ]
  let origin: [(String, String)] = [
    ("tool", "Tolmács \(provenance.toolVersion)"), ("data (SHA-256 of its manifest)", provenance.dataHash),
    ("updates", formatCount(provenance.updates)), ("seed", "\(provenance.seed)"),
    ("longest source trained on", "\(provenance.maximumSourceLength) subwords"),
  ]
  let scores = provenance.scores.sorted { $0.key < $1.key }.map { ($0.key, String(format: "%.4g", $0.value)) }
  let training = provenance.options.sorted { $0.key < $1.key }
  return """
    # Translation model \(source) → \(target)

    A recurrent encoder–decoder trained with Tolmács. It translates with `nmt-translate --model` and this directory's path.

    ## Architecture

    \(table(facts))

    ## Scores on the validation set

    \(scores.isEmpty ? "None were recorded." : table(scores))

    ## Where it comes from

    \(table(origin))

    ## Training options

    \(training.isEmpty ? "None were recorded." : table(training.map { ($0.key, $0.value) }))

    ## Limits

    The model knows only what its training data held; text of another kind, names and numbers above all, may come out
    wrong while it reads well. `config.json` holds the SHA-256 of every file; `nmt-inspect` compares them.

    """
}

private func layers(_ stack: StackOptions) -> String {
  let residual = stack.residual && stack.layers > 1 ? ", residual" : ""
  let direction = stack.bidirectional ? (stack.cell.traits.isConvolution ? "centred " : "bidirectional ") : ""
  let cell = stack.cell.traits.name
  let taps = stack.cell.traits.isConvolution ? ", \(stack.kernel) taps" : ""
  return
    "\(stack.layers) \(direction)\(cell) layer\(stack.layers == 1 ? "" : "s"), \(stack.width) wide\(taps)\(residual)"
}

/// A Markdown table with two columns; escapes characters that would end a cell.
private func table(_ rows: [(String, String)]) -> String {
  func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ").replacing("\r", with: " ")
  }
  return (["| | |", "|---|---|"] + rows.map { "| \(cell($0.0)) | \(cell($0.1)) |" }).joined(separator: "\n")
}
