import NMTModelStore
package import NMTModels
import NMTTensor
package import NMTText

/// A model with random weights and a pipeline learned from a few made-up sentences. Its translations make no sense, but
/// everything around it can be tested in a second.
package enum TinyModel {
  /// Sentences from which the pipeline is learned.
  package static let sentences: [String] = {
    let subjects = ["the dog", "a small bird", "my old neighbour", "nobody", "the third train", "our teacher"]
    let verbs = ["sees", "follows", "never forgets", "brings back", "paints", "would like"]
    let objects = ["the bridge", "seven apples", "a long letter", "this evening", "the green door", "cold water"]
    return subjects.flatMap { subject in
      verbs.flatMap { verb in objects.map { "\(subject) \(verb) \($0)." } }
    }
  }()

  /// A joint vocabulary of 400 pieces, 256 of them bytes.
  package static func pipeline() throws -> TextPipeline {
    var options = TextPipelineOptions()
    options.vocabularySize = 400
    options.subwords = .bpe
    options.targetLanguage = "hu"
    var sample = try PipelineSample(options: options)
    for sentence in sentences {
      sample.add(sentence, .source)
      sample.add(sentence, .target)
    }
    return try TextPipeline.train(sample)
  }

  /// Options with attention, input feeding and sizes that all differ.
  package static func options(_ pipeline: TextPipeline) -> ModelOptions {
    var options = ModelOptions(
      sourceVocabulary: pipeline.sourceVocabularySize, targetVocabulary: pipeline.targetVocabularySize)
    (options.embedding, options.encoderWidth, options.decoderWidth) = (12, 16, 20)
    options.inputFeeding = true
    return options
  }

  /// A model with weights so large that its choices are clear.
  package static func model(_ options: ModelOptions, seed: UInt64 = 7, gain: Float = 4) throws -> Seq2SeqModel {
    let model = try Seq2SeqModel(options: options, seed: seed)
    for index in 0..<model.parameters.count { model.parameters.values[index] *= gain }
    model.parameters.weightsChanged()
    return model
  }

  /// Saves a whole model directory.
  @discardableResult
  package static func save(to directory: String, maximumSourceLength: Int = 40) throws -> Seq2SeqModel {
    let pipeline = try pipeline()
    let model = try model(options(pipeline))
    let provenance = ModelProvenance(
      sourceLanguage: "en", targetLanguage: "hu", dataHash: "none", seed: 7,
      maximumSourceLength: maximumSourceLength, options: ["preset": "tiny"], scores: ["bleu": 0])
    try ModelDirectory.save(model: model, pipeline: pipeline, provenance: provenance, to: directory)
    return model
  }
}
