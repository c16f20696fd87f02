import NMTKernels
import NMTLayers
import NMTModels
package import NMTSettings
import NMTTensor

/// A flag of nmt-train and its key in YAML files.
package typealias TrainingSetting = ToolSetting<TrainingRequest>

extension TrainingRequest: SettingRequest {
  package static let sections = [
    run, model, cells, regularization, batches, optimizer, schedule, validation, averaging, saving,
  ]

  package static let rules = OptionRule<TrainingRequest>.within(\.options)

  private static let run = SettingSection<TrainingRequest>(
    "Run",
    [
      TrainingSetting("data", \.data, "data directory that nmt-preprocess wrote", kind: .directory, resume: .free),
      TrainingSetting("model", \.model, "model directory to write, or to resume", kind: .directory, resume: .free),
      TrainingSetting("force", \.force, "start anew over an older model and its checkpoints", resume: .free),
      TrainingSetting("quiet", \.quiet, "no progress lines", resume: .free),
      TrainingSetting("seed", \.options.seed, "decides every random number"),
      TrainingSetting("precision", \.options.precision, "number format of products"),
      TrainingSetting("threads", \.options.threads, "replicas, one thread each; 0: one per core", resume: .free),
      TrainingSetting("max-updates", \.options.limits.maxUpdates, "end after this many updates; 0: any", resume: .free),
      TrainingSetting("max-epochs", \.options.limits.maxEpochs, "end after this many epochs; 0: any", resume: .free),
      TrainingSetting("budget", \.options.limits.budget, "end after this time, such as 90m; 0: any", resume: .free),
      TrainingSetting(
        "budget-clock", \.options.limits.clock, "what the budget counts; cpu: processor seconds over threads",
        resume: .free),
    ])

  private static let model = SettingSection<TrainingRequest>(
    "Model",
    [
      TrainingSetting(
        implying: "preset", "size of the model; settings given by hand change single values of it",
        read: { $0.options.preset },
        write: { request, preset in
          request.options.preset = preset
          request.options.model = TrainingOptions.model(of: preset)
        }),
      TrainingSetting("embedding", \.options.model.embedding, "columns of the embeddings"),
      TrainingSetting("tying", \.options.tying, "which of the embedding tables and the output layer are one table"),
      TrainingSetting("scale-embeddings", \.options.model.scaleEmbeddings, "embeddings times the root of their width"),
      TrainingSetting(
        "encoder-width", \.options.model.encoderWidth, "columns of the encoder, both directions together"),
      TrainingSetting("encoder-layers", \.options.model.encoderLayers, "layers of the encoder"),
      TrainingSetting("bidirectional", \.options.model.bidirectional, "the encoder reads in both directions"),
      TrainingSetting("decoder-width", \.options.model.decoderWidth, "columns of the decoder"),
      TrainingSetting("decoder-layers", \.options.model.decoderLayers, "layers of the decoder"),
      TrainingSetting("residual", \.options.model.residual, "a layer's input is added to its output"),
      TrainingSetting("norm", \.options.model.norm, "where layer normalization stands"),
      TrainingSetting("attention", \.options.model.attention, "how the decoder looks at the source"),
      TrainingSetting("heads", \.options.model.heads, "heads of multi-head attention"),
      TrainingSetting("input-feeding", \.options.model.inputFeeding, "the last readout enters the decoder"),
      TrainingSetting("bridge", \.options.model.bridge, "how the decoder's first states come from the encoder"),
    ])

  private static let cells = SettingSection<TrainingRequest>(
    "Cells",
    [
      TrainingSetting(
        implying: "cell", "cell of encoder and decoder; the next two settings change one of them; \(CellKind.help)",
        read: { $0.options.model.encoder == $0.options.model.decoder ? $0.options.model.encoder : nil },
        write: { request, cell in (request.options.model.encoder, request.options.model.decoder) = (cell, cell) }),
      TrainingSetting("encoder", \.options.model.encoder, "cell of the encoder: \(CellKind.list(CellKind.ofEncoders))"),
      TrainingSetting("decoder", \.options.model.decoder, "cell of the decoder"),
      TrainingSetting(
        "activation", \.options.model.activation, "activation of \(CellKind.list(CellKind.ofActivations)) cells"),
      TrainingSetting("kernel", \.options.model.kernel, "taps of convolutions; odd in a bidirectional encoder"),
      TrainingSetting(
        "dilation-cycle", \.options.model.dilationCycle, "dilated layers after which 1, 2, 4 … begin again"),
      TrainingSetting(
        "truncation", \.options.model.truncation, "steps of truncated backpropagation; 0: whole sentences",
        aliases: ["bptt"]),
    ])

  private static let regularization = SettingSection<TrainingRequest>(
    "Regularization",
    [
      TrainingSetting("dropout", \.options.model.dropout, "share of units dropped"),
      TrainingSetting("dropout-kind", \.options.model.dropoutKind, "how dropout's masks are drawn"),
      TrainingSetting("word-dropout", \.options.model.wordDropout, "share of words dropped whole"),
      TrainingSetting(
        "label-smoothing", \.options.optimizer.labelSmoothing, "share of the target spread over all subwords"),
      TrainingSetting(
        "sampled-share", \.options.batches.sampledShare,
        "share of pairs in sampled subwords; auto: N/(N+1) with N samples in the data"),
    ])

  private static let batches = SettingSection<TrainingRequest>(
    "Batches",
    [
      TrainingSetting("batch-sentences", \.options.batches.sentences, "sentence pairs per batch"),
      TrainingSetting("batch-tokens", \.options.batches.tokens, "tokens per batch instead; 0: count sentences"),
      TrainingSetting("accumulation", \.options.batches.accumulation, "batches per update"),
      TrainingSetting(
        "memory", \.options.memory, "memory limit such as 4G: smaller batches, more of them per update; 0: any"),
      TrainingSetting("max-length", \.options.batches.maximumLength, "leave out longer training pairs, in subwords"),
    ])

  private static let optimizer = SettingSection<TrainingRequest>(
    "Optimizer",
    [
      TrainingSetting("optimizer", \.options.optimizer.kind, "how gradients become new weights"),
      TrainingSetting("adam-beta1", \.options.optimizer.beta1, "share of the old first moment kept"),
      TrainingSetting("adam-beta2", \.options.optimizer.beta2, "share of the old second moment kept"),
      TrainingSetting("adam-epsilon", \.options.optimizer.epsilon, "added to the root of the second moment"),
      TrainingSetting("weight-decay", \.options.optimizer.weightDecay, "decoupled weight decay of adam"),
      TrainingSetting("momentum", \.options.optimizer.momentum, "momentum of sgd"),
      TrainingSetting("clip-norm", \.options.optimizer.clipNorm, "largest global norm of the gradient; 0: any"),
      TrainingSetting(
        "clip-value", \.options.optimizer.clipValue, "then the largest magnitude of an element; 0: any"),
    ])

  private static let schedule = SettingSection<TrainingRequest>(
    "Learning rate",
    [
      TrainingSetting(
        "schedule", \.options.schedule.kind,
        "how the rate changes; auto: cosine where the run has an end, else plateau"),
      TrainingSetting("learning-rate", \.options.schedule.learningRate, "highest learning rate"),
      TrainingSetting("minimum-learning-rate", \.options.schedule.minimumLearningRate, "lowest learning rate"),
      TrainingSetting("warmup", \.options.schedule.warmup, "updates over which the rate climbs"),
      TrainingSetting("plateau-factor", \.options.schedule.plateauFactor, "plateau: what the rate is multiplied by"),
      TrainingSetting(
        "plateau-patience", \.options.schedule.plateauPatience, "plateau: validations without a lower loss"),
    ])

  private static let validation = SettingSection<TrainingRequest>(
    "Validation",
    [
      TrainingSetting("validate-every", \.options.validation.every, "updates between validations; 0: each epoch"),
      TrainingSetting(
        "select-by", \.options.validation.selectBy,
        "which model is the best; auto: bleu if lines are translated, else loss"),
      TrainingSetting(
        "significance", \.options.validation.significance,
        "p-value of the paired bootstrap up to which a better score makes a new best model; 0: any"),
      TrainingSetting(
        "stop-after", \.options.validation.stopAfter,
        "validations without a better model; 0: never; auto: 10, never where the schedule is fitted to the end",
        resume: .free),
      TrainingSetting(
        "validation-bleu-lines", \.options.validation.bleuLines, "sentences translated for BLEU; 0: none"),
      TrainingSetting("validation-beam", \.options.validation.beam, "beam of those translations"),
    ])

  private static let averaging = SettingSection<TrainingRequest>(
    "Averaged weights",
    [
      TrainingSetting("average", \.options.averaging.kind, "how weights are averaged over time"),
      TrainingSetting("average-decay", \.options.averaging.decay, "exponential: share of the old average kept"),
      TrainingSetting(
        "average-snapshots", \.options.averaging.snapshots, "snapshots: how many validations' weights"),
    ])

  private static let saving = SettingSection<TrainingRequest>(
    "Checkpoints and reports",
    [
      TrainingSetting(
        "checkpoint-every", \.options.checkpointEvery, "updates between checkpoints; 0: at each validation",
        resume: .free),
      TrainingSetting("keep-checkpoints", \.options.keepCheckpoints, "checkpoints that stay", resume: .free),
      TrainingSetting(
        "rewind-on-divergence", \.options.rewinds,
        "times that a diverged run goes back to its last good checkpoint with half the rate"),
      TrainingSetting("tensorboard", \.options.tensorBoard, "write event files for TensorBoard", resume: .free),
      TrainingSetting("report-every", \.options.reportEvery, "updates between progress lines", resume: .free),
      TrainingSetting("profile", \.profile, "print at the end where the updates' time went", resume: .free),
      TrainingSetting(
        "gradient-flow", \.gradientFlow, "log the norm of the loss's gradient for each layer's states, by step",
        resume: .free),
    ])
}
