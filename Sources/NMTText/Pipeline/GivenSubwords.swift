import NMTSystem

extension TextPipeline {
  /// A pipeline around SentencePiece models that exist already. What the models themselves decide, the vocabulary's
  /// size, its kind and whether it is shared, is taken from them into the options.
  ///
  /// - Parameter sourceModel: path of the model of the source side, or of both sides when `targetModel` is nil.
  /// - Throws: `Failure(.badData)` for a file that is no model this toolkit can use, `.noInput` for a missing one.
  public init(options: TextPipelineOptions, sourceModel: String, targetModel: String? = nil) throws {
    try options.validate()
    func load(_ path: String) throws -> SubwordModel {
      try SubwordModel(bytes: try readWholeFile(path, limit: 1 << 27), place: path)
    }
    let source = try load(sourceModel)
    let target = try targetModel.map(load)
    var options = options
    options.sharesVocabulary = target == nil
    options.subwords = source.type
    options.vocabularySize = source.vocabulary.size
    self.init(options: options, source: source, target: target)
  }
}
