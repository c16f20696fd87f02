import NMTCorpus
import NMTKernels
import NMTModels
import NMTSystem
import NMTTraining

/// A model and its batches, as the PyTorch program that we compare with has them: LSTM encoder–decoder, general attention,
/// every pair in its one plain encoding.
struct TrainSetup: Sendable {
  /// Width of embeddings, decoder and both encoder directions together.
  var hidden = 512
  /// Of encoder and of decoder.
  var layers = 2
  /// Words of each vocabulary; the text's where that is larger, unless `foldsVocabulary`.
  var vocabulary = 0
  /// Whether words beyond `vocabulary` become others: what is measured is speed, not sense.
  var foldsVocabulary = false
  /// Sentences in a batch, or tokens: Σ of the longer sides, where the PyTorch program takes sentences × longest target, so
  /// that a batch here is never the larger one.
  var batch = 64
  var batchBy = BatchUnit.sentences
  var precision = Precision.fp32
  var threads = 1
  var inputFeeding = false
  /// Target embedding and output layer are one table.
  var ties = false
  var dropout: Float = 0.2
  /// Whether the time of an update is kept by kind of work.
  var isTimed = false
  /// Whether the running average of the weights is kept, as nmt-train does; the PyTorch program has none.
  var averages = false

  func options(sourceVocabulary: Int, targetVocabulary: Int) -> TrainingOptions {
    func size(_ text: Int) -> Int { foldsVocabulary ? vocabulary : max(vocabulary, text) }
    var options = TrainingOptions()
    var model = ModelOptions(
      sourceVocabulary: size(sourceVocabulary), targetVocabulary: size(targetVocabulary))
    (model.embedding, model.encoderWidth, model.decoderWidth) = (hidden, hidden, hidden)
    (model.encoderLayers, model.decoderLayers) = (layers, layers)
    model.tying = ties ? .output : .none
    model.inputFeeding = inputFeeding
    model.dropout = dropout
    options.model = model
    if !averages { options.averaging.kind = .none }
    (options.batches.sentences, options.batches.tokens) = batchBy == .sentences ? (batch, 0) : (1, batch)
    options.batches.sampledShare = .share(0)
    options.threads = threads
    return options
  }
}

/// Where updates come from.
enum BatchSource {
  /// Batches of a data directory, in training order.
  case text(BatchFeed)
  /// Always the same one.
  case constant(UpdateBatch)

  func next() -> UpdateBatch {
    switch self {
    case .text(let feed): feed.next()
    case .constant(let batch): batch
    }
  }

  /// Sentences that all have `length` words on either side, end mark included, drawn from the whole vocabulary: few
  /// words come twice, whatever the length.
  static func fixedLength(_ length: Int, _ setup: TrainSetup) -> BatchSource {
    var generator = SplitMix64(seed: 1)
    func sentences(_ count: Int) -> [[Int32]] {
      (0..<count).map { _ in
        (0..<max(0, length - 1)).map { _ in Int32.random(in: 4..<Int32(setup.vocabulary), using: &generator) }
      }
    }
    let batch = ParallelBatch(sources: sentences(setup.batch), targets: sentences(setup.batch))
    let shares = divided(batch, replicas: setup.threads, costs: WordCosts(source: 1, target: 1))
    return .constant(
      UpdateBatch(shares: shares, targetTokens: setup.batch * length, epoch: 0, batch: 0, batchesPerEpoch: 1))
  }
}

extension UpdateBatch {
  /// With words beyond `vocabulary` replaced by others.
  func folded(to vocabulary: Int) -> UpdateBatch {
    func fold(_ sentences: [[Int32]]) -> [[Int32]] {
      let size = Int32(vocabulary)
      return sentences.map { $0.map { $0 < size ? $0 : 4 + $0 % (size - 4) } }
    }
    let parts = shares.map { $0.map { ParallelBatch(sources: fold($0.sources), targets: fold($0.targets)) } }
    return UpdateBatch(
      shares: parts, targetTokens: targetTokens, epoch: epoch, batch: batch, batchesPerEpoch: batchesPerEpoch)
  }
}
