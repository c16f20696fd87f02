import NMTKernels
import NMTLayers
import NMTModels
public import NMTSettings
import NMTSystem
import NMTTensor

/// A flag of nmt-train and the key of its YAML file.
package typealias Setting = ToolSetting<TrainingRequest>

extension TrainingRequest: SettingRequest {
  public static let toolName = "nmt-train"
  package static let settings: [Setting] = paths + model + batches + optimizer + schedule + validation + saving

  private static let paths: [Setting] = [
    Setting("data", \.data, "data directory that nmt-preprocess wrote", resume: .free),
    Setting("model", \.model, "model directory to write, or to go on with", resume: .free),
    Setting("force", \.force, "start anew over an older model and its checkpoints", resume: .free),
    Setting("quiet", \.quiet, "no progress lines", resume: .free),
    Setting("profile", \.profile, "tell at the end where the updates' time went", resume: .free),
    Setting(
      "gradient-flow", \.gradientFlow, "log the norm of the loss's gradient for each layer's states, by step",
      resume: .free
    ),
    Setting("seed", \.options.seed, "decides every random number"),
    Setting("precision", \.options.precision, "of products: auto | fp32 | bf16"),
    Setting("threads", \.options.threads, "replicas, one thread each; 0: one a core", resume: .free),
  ]

  private static let model: [Setting] = [
    Setting(
      "preset", expected: ModelPreset.expected, "tiny | small | base | large: model size; single settings change it",
      read: { $0.options.preset.settingText },
      write: { request, text in
        guard let preset = ModelPreset(settingText: text) else { return false }
        request.options.preset = preset
        request.options.model = TrainingOptions.model(of: preset)
        return true
      }),
    Setting("embedding", \.options.model.embedding, "columns of the embeddings"),
    Setting("tying", \.options.tying, "which tables are one: " + TyingChoice.expected),
    Setting("scale-embeddings", \.options.model.scaleEmbeddings, "embeddings times the root of their width"),
    Setting(
      "cell", expected: CellKind.expected, "cell of encoder and decoder; the next two settings change one",
      read: { $0.options.model.encoder.settingText },
      write: { request, text in
        guard let cell = CellKind(settingText: text) else { return false }
        (request.options.model.encoder, request.options.model.decoder) = (cell, cell)
        return true
      }),
    Setting("encoder", \.options.model.encoder, "cell of the encoder: " + CellKind.list(CellKind.ofEncoders)),
    Setting("decoder", \.options.model.decoder, "cell of the decoder: " + CellKind.expected),
    Setting("activation", \.options.model.activation, "of elman and jordan: " + Activation.expected),
    Setting("kernel", \.options.model.kernel, "taps of convolutions; odd in a bidirectional encoder"),
    Setting("dilation-cycle", \.options.model.dilationCycle, "dilated layers after which 1, 2, 4 … begin again"),
    Setting("encoder-width", \.options.model.encoderWidth, "columns of the encoder, both directions together"),
    Setting("encoder-layers", \.options.model.encoderLayers, "layers of the encoder"),
    Setting("bidirectional", \.options.model.bidirectional, "the encoder reads in both directions"),
    Setting("decoder-width", \.options.model.decoderWidth, "columns of the decoder"),
    Setting("decoder-layers", \.options.model.decoderLayers, "layers of the decoder"),
    Setting("residual", \.options.model.residual, "a layer's input is added to its output"),
    Setting("norm", \.options.model.norm, "layer normalisation: " + NormPlacement.expected),
    Setting("attention", \.options.model.attention, AttentionKind.expected),
    Setting("heads", \.options.model.heads, "heads of multi-head attention"),
    Setting("input-feeding", \.options.model.inputFeeding, "the last readout enters the decoder"),
    Setting("bridge", \.options.model.bridge, "first decoder states: " + BridgeKind.expected),
    Setting("dropout", \.options.model.dropout, "share of units dropped"),
    Setting("dropout-kind", \.options.model.dropoutKind, DropoutKind.expected),
    Setting("word-dropout", \.options.model.wordDropout, "share of words dropped whole"),
    Setting("truncation", \.options.model.truncation, "steps of truncated backpropagation; 0: whole sentences"),
    Setting("bptt", \.options.model.truncation, "the same under its short name", resume: .free),
  ]

  private static let batches: [Setting] = [
    Setting("batch-sentences", \.options.batches.sentences, "sentence pairs in a batch"),
    Setting("batch-tokens", \.options.batches.tokens, "tokens in a batch instead; 0: count sentences"),
    Setting("accumulation", \.options.batches.accumulation, "batches an update"),
    Setting("memory", \.options.memory, "most memory, 4G: smaller batches, more an update; 0: any"),
    Setting("max-length", \.options.batches.maximumLength, "longer training pairs are left out, in subwords"),
    Setting(
      "sampled-share", \.options.batches.sampledShare,
      "share of pairs in sampled subwords, 0 to 1; auto: N/(N+1) with N samples in the data"),
  ]

  private static let optimizer: [Setting] = [
    Setting("optimizer", \.options.optimizer.kind, "adam | sgd"),
    Setting("adam-beta1", \.options.optimizer.beta1, "share of the old first moment kept"),
    Setting("adam-beta2", \.options.optimizer.beta2, "share of the old second moment kept"),
    Setting("adam-epsilon", \.options.optimizer.epsilon, "added to the root of the second moment"),
    Setting("weight-decay", \.options.optimizer.weightDecay, "decoupled weight decay of adam"),
    Setting("momentum", \.options.optimizer.momentum, "momentum of sgd"),
    Setting("clip-norm", \.options.optimizer.clipNorm, "largest global norm of the gradient; 0: any"),
    Setting("clip-value", \.options.optimizer.clipValue, "then the largest magnitude of an element; 0: any"),
    Setting("label-smoothing", \.options.optimizer.labelSmoothing, "share of the target spread over all subwords"),
  ]

  private static let schedule: [Setting] = [
    Setting(
      "schedule", \.options.schedule.kind,
      "auto (cosine where the run has an end, else plateau) | constant | plateau | inverse-sqrt | linear | cosine"),
    Setting("learning-rate", \.options.schedule.learningRate, "highest learning rate"),
    Setting("minimum-learning-rate", \.options.schedule.minimumLearningRate, "lowest learning rate"),
    Setting("warmup", \.options.schedule.warmup, "updates over which the rate climbs"),
    Setting("plateau-factor", \.options.schedule.plateauFactor, "plateau: what the rate is multiplied by"),
    Setting("plateau-patience", \.options.schedule.plateauPatience, "plateau: validations without a lower loss"),
    Setting("max-updates", \.options.limits.maxUpdates, "updates after which training ends; 0: any", resume: .free),
    Setting("max-epochs", \.options.limits.maxEpochs, "epochs after which training ends; 0: any", resume: .free),
    Setting("budget", \.options.limits.budget, "time that training may take: 90m; 0: any", resume: .free),
    Setting(
      "budget-clock", \.options.limits.clock, "wall | cpu: processor seconds over threads", resume: .free),
  ]

  private static let validation: [Setting] = [
    Setting("validate-every", \.options.validation.every, "updates between validations; 0: each epoch"),
    Setting(
      "select-by", \.options.validation.selectBy,
      "which model is the best (auto: by bleu if lines are translated): " + ValidationOptions.Measure.expected),
    Setting(
      "significance", \.options.validation.significance,
      "p-value of the paired bootstrap up to which a better score makes a new best model; 0: any"),
    Setting(
      "stop-after", \.options.validation.stopAfter,
      "validations without a better model; 0: never; auto: 10, never where the schedule is fitted to the end",
      resume: .free),
    Setting("validation-bleu-lines", \.options.validation.bleuLines, "sentences translated for BLEU; 0: none"),
    Setting("validation-beam", \.options.validation.beam, "beam of those translations"),
    Setting("average", \.options.averaging.kind, "none | exponential | snapshots"),
    Setting("average-decay", \.options.averaging.decay, "exponential: share of the old average kept"),
    Setting("average-snapshots", \.options.averaging.snapshots, "snapshots: how many validations' weights"),
  ]

  private static let saving: [Setting] = [
    Setting(
      "checkpoint-every", \.options.checkpointEvery, "updates between checkpoints; 0: at each validation", resume: .free
    ),
    Setting("keep-checkpoints", \.options.keepCheckpoints, "checkpoints that stay", resume: .free),
    Setting(
      "rewind-on-divergence", \.options.rewinds,
      "times that a diverged run goes back to its last good checkpoint with half the rate"),
    Setting("tensorboard", \.options.tensorBoard, "write event files for TensorBoard", resume: .free),
    Setting("report-every", \.options.reportEvery, "updates between progress lines", resume: .free),
  ]
}
