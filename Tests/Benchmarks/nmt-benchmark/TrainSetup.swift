import NMTCorpus
import NMTKernels
import NMTModels
import NMTSystem
import NMTTraining

/// A model and its batches, matching the PyTorch program that we compare with: LSTM encoder–decoder, general attention,
/// every pair in its plain encoding.
struct TrainSetup: Sendable {
  /// Width of embeddings, decoder and both encoder directions together.
  var hidden = 512
  /// Layers of encoder and decoder.
  var layers = 2
  /// Words of each vocabulary; the text's vocabulary if that is larger, unless `foldsVocabulary`.
  var vocabulary = 0
  /// True to map words beyond `vocabulary` to others; only speed is measured, so meaning does not matter.
  var foldsVocabulary = false
  /// Sentences in a batch, or tokens: Σ of the longer sides, where the PyTorch program uses sentences × longest target,
  /// so that a batch here is never larger.
  var batch = 64
  var batchBy = BatchUnit.sentences
  var precision = Precision.fp32
  var threads = 1
  var inputFeeding = false
  /// True if target embedding and output layer share one table.
  var ties = false
  var dropout: Float = 0.2
  /// True to measure the time of an update by kind of work.
  var isTimed = false
  /// True to keep the running average of the weights, as nmt-train does; the PyTorch program has none.
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

/// Source of updates.
enum BatchSource {
  /// Batches of a data directory, in training order.
  case text(BatchFeed)
  /// One batch, repeated.
  case constant(UpdateBatch)

  func next() -> UpdateBatch {
    switch self {
    case .text(let feed): feed.next()
    case .constant(let batch): batch
    }
  }

  /// Sentences of `length` words on either side, including the end mark, drawn from the whole vocabulary, so that few
  /// words repeat at any length.
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
  /// Returns the batch with words beyond `vocabulary` replaced by others.
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
