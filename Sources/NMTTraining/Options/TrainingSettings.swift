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
      TrainingSetting("model", \.model, "model directory to create or to resume", kind: .directory, resume: .free),
      TrainingSetting("force", \.force, "start over, replacing an older model and its checkpoints", resume: .free),
      TrainingSetting("quiet", \.quiet, "print no progress lines", resume: .free),
      TrainingSetting("seed", \.options.seed, "seed of all random numbers"),
      TrainingSetting("precision", \.options.precision, "number format of matrix products"),
      TrainingSetting("threads", \.options.threads, "replicas, one thread each; 0: one per core", resume: .free),
      TrainingSetting(
        "max-updates", \.options.limits.maxUpdates, "stop after this many updates; 0: no limit", resume: .free),
      TrainingSetting(
        "max-epochs", \.options.limits.maxEpochs, "stop after this many epochs; 0: no limit", resume: .free),
      TrainingSetting(
        "budget", \.options.limits.budget, "stop after this time, such as 90m; 0: no limit", resume: .free),
      TrainingSetting(
        "budget-clock", \.options.limits.clock, "clock of the budget; cpu: processor time divided by threads",
        resume: .free),
    ])

  private static let model = SettingSection<TrainingRequest>(
    "Model",
    [
      TrainingSetting(
        implying: "preset", "size of the model; explicit settings override single values of it",
        read: { $0.options.preset },
        write: { request, preset in
          request.options.preset = preset
          request.options.model = TrainingOptions.model(of: preset)
        }),
      TrainingSetting("embedding", \.options.model.embedding, "width of the embeddings"),
      TrainingSetting("tying", \.options.tying, "which of the embedding tables and the output layer share weights"),
      TrainingSetting(
        "scale-embeddings", \.options.model.scaleEmbeddings, "multiply embeddings by the square root of their width"),
      TrainingSetting(
        "encoder-width", \.options.model.encoderWidth, "width of the encoder, both directions together"),
      TrainingSetting("encoder-layers", \.options.model.encoderLayers, "layers of the encoder"),
      TrainingSetting("bidirectional", \.options.model.bidirectional, "encode in both directions"),
      TrainingSetting("decoder-width", \.options.model.decoderWidth, "width of the decoder"),
      TrainingSetting("decoder-layers", \.options.model.decoderLayers, "layers of the decoder"),
      TrainingSetting("residual", \.options.model.residual, "add each layer's input to its output"),
      TrainingSetting("norm", \.options.model.norm, "where to apply layer normalization"),
      TrainingSetting("attention", \.options.model.attention, "attention of the decoder to the source"),
      TrainingSetting("heads", \.options.model.heads, "heads of multi-head attention"),
      TrainingSetting("input-feeding", \.options.model.inputFeeding, "feed the previous readout into the decoder"),
      TrainingSetting("bridge", \.options.model.bridge, "how the decoder's initial states follow from the encoder"),
    ])

  private static let cells = SettingSection<TrainingRequest>(
    "Cells",
    [
      TrainingSetting(
        implying: "cell", "cell of encoder and decoder; --encoder and --decoder change one of them; \(CellKind.help)",
        read: { $0.options.model.encoder == $0.options.model.decoder ? $0.options.model.encoder : nil },
        write: { request, cell in (request.options.model.encoder, request.options.model.decoder) = (cell, cell) }),
      TrainingSetting("encoder", \.options.model.encoder, "cell of the encoder: \(CellKind.list(CellKind.ofEncoders))"),
      TrainingSetting("decoder", \.options.model.decoder, "cell of the decoder"),
      TrainingSetting(
        "activation", \.options.model.activation, "activation of \(CellKind.list(CellKind.ofActivations)) cells"),
      TrainingSetting("kernel", \.options.model.kernel, "taps of convolutions; odd in a bidirectional encoder"),
      TrainingSetting(
        "dilation-cycle", \.options.model.dilationCycle,
        "dilated layers after which the dilations 1, 2, 4, … start over"),
      TrainingSetting(
        "truncation", \.options.model.truncation, "steps of truncated backpropagation through time; 0: whole sentences",
        aliases: ["bptt"]),
    ])

  private static let regularization = SettingSection<TrainingRequest>(
    "Regularization",
    [
      TrainingSetting("dropout", \.options.model.dropout, "share of units to drop"),
      TrainingSetting("dropout-kind", \.options.model.dropoutKind, "how to draw dropout masks"),
      TrainingSetting("word-dropout", \.options.model.wordDropout, "share of words to drop"),
      TrainingSetting(
        "label-smoothing", \.options.optimizer.labelSmoothing,
        "share of the target probability to spread over all subwords"),
      TrainingSetting(
        "sampled-share", \.options.batches.sampledShare,
        "share of pairs to read with sampled subwords; auto: N/(N+1) if the data has N samples"),
    ])

  private static let batches = SettingSection<TrainingRequest>(
    "Batches",
    [
      TrainingSetting("batch-sentences", \.options.batches.sentences, "sentence pairs per batch"),
      TrainingSetting("batch-tokens", \.options.batches.tokens, "tokens per batch; 0: use --batch-sentences"),
      TrainingSetting("accumulation", \.options.batches.accumulation, "batches per update"),
      TrainingSetting(
        "memory", \.options.memory,
        "memory limit, such as 4G; uses smaller batches and more of them per update; 0: no limit"),
      TrainingSetting(
        "max-length", \.options.batches.maximumLength,
        "leave out training pairs with more subwords than this on either side"),
    ])

  private static let optimizer = SettingSection<TrainingRequest>(
    "Optimizer",
    [
      TrainingSetting("optimizer", \.options.optimizer.kind, "update rule"),
      TrainingSetting("adam-beta1", \.options.optimizer.beta1, "decay rate of the first moment"),
      TrainingSetting("adam-beta2", \.options.optimizer.beta2, "decay rate of the second moment"),
      TrainingSetting("adam-epsilon", \.options.optimizer.epsilon, "added to the square root of the second moment"),
      TrainingSetting("weight-decay", \.options.optimizer.weightDecay, "decoupled weight decay of adam"),
      TrainingSetting("momentum", \.options.optimizer.momentum, "momentum of sgd"),
      TrainingSetting(
        "clip-norm", \.options.optimizer.clipNorm, "clip the global norm of the gradient to this; 0: off"),
      TrainingSetting(
        "clip-value", \.options.optimizer.clipValue, "then clip each element of the gradient to this magnitude; 0: off"),
    ])

  private static let schedule = SettingSection<TrainingRequest>(
    "Learning rate",
    [
      TrainingSetting(
        "schedule", \.options.schedule.kind,
        "schedule of the learning rate; auto: cosine if the run has a limit, else plateau"),
      TrainingSetting("learning-rate", \.options.schedule.learningRate, "highest learning rate"),
      TrainingSetting("minimum-learning-rate", \.options.schedule.minimumLearningRate, "lowest learning rate"),
      TrainingSetting("warmup", \.options.schedule.warmup, "updates over which the learning rate rises"),
      TrainingSetting("plateau-factor", \.options.schedule.plateauFactor, "plateau: factor on the learning rate"),
      TrainingSetting(
        "plateau-patience", \.options.schedule.plateauPatience,
        "plateau: validations without a lower loss before the rate drops"),
    ])

  private static let validation = SettingSection<TrainingRequest>(
    "Validation",
    [
      TrainingSetting("validate-every", \.options.validation.every, "updates between validations; 0: once per epoch"),
      TrainingSetting(
        "select-by", \.options.validation.selectBy,
        "score that selects the best model; auto: bleu if lines are translated, else loss"),
      TrainingSetting(
        "significance", \.options.validation.significance,
        "largest p-value (paired bootstrap) at which a better score makes a new best model; 0: no test"),
      TrainingSetting(
        "stop-after", \.options.validation.stopAfter,
        "stop after this many validations without a better model; 0: never; auto: 10, or never if the schedule needs an end",
        resume: .free),
      TrainingSetting(
        "validation-bleu-lines", \.options.validation.bleuLines, "validation sentences to translate for BLEU; 0: none"),
      TrainingSetting("validation-beam", \.options.validation.beam, "beam size for these translations"),
    ])

  private static let averaging = SettingSection<TrainingRequest>(
    "Averaged weights",
    [
      TrainingSetting("average", \.options.averaging.kind, "how to average weights over time"),
      TrainingSetting("average-decay", \.options.averaging.decay, "exponential: decay rate of the average"),
      TrainingSetting(
        "average-snapshots", \.options.averaging.snapshots, "snapshots: number of validations whose weights to average"),
    ])

  private static let saving = SettingSection<TrainingRequest>(
    "Checkpoints and reports",
    [
      TrainingSetting(
        "checkpoint-every", \.options.checkpointEvery, "updates between checkpoints; 0: one per validation",
        resume: .free),
      TrainingSetting("keep-checkpoints", \.options.keepCheckpoints, "checkpoints to keep", resume: .free),
      TrainingSetting(
        "rewind-on-divergence", \.options.rewinds,
        "times to return a diverged run to its last good checkpoint, with half the learning rate"),
      TrainingSetting("tensorboard", \.options.tensorBoard, "write event files for TensorBoard", resume: .free),
      TrainingSetting("report-every", \.options.reportEvery, "updates between progress lines", resume: .free),
      TrainingSetting("profile", \.profile, "report at the end where the time of updates went", resume: .free),
      TrainingSetting(
        "gradient-flow", \.gradientFlow, "log the gradient norm of each layer's states, per step",
        resume: .free),
    ])
}
