/// Named model sizes.
public enum ModelPreset: String, Codable, Sendable, CaseIterable {
  /// 128 wide, one layer: seconds to train, for tests and small phrasebooks.
  case tiny
  /// 256 wide, one layer: tens of thousands of sentence pairs.
  case small
  /// 512 wide, one layer, much dropout: the choice for corpora like Multi30k on a CPU (Tests/Benchmarks/README.md).
  case base
  /// 1024 wide, two residual layers: millions of pairs.
  case large

  /// Returns the preset's options for vocabularies of these sizes, special symbols included.
  public func options(sourceVocabulary: Int, targetVocabulary: Int) -> ModelOptions {
    var options = ModelOptions(sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary)
    let width =
      switch self {
      case .tiny: 128
      case .small: 256
      case .base: 512
      case .large: 1024
      }
    options.embedding = width
    options.encoderWidth = width
    options.decoderWidth = width
    options.dropout = self == .base ? 0.5 : 0.2
    if self == .large {
      options.encoderLayers = 2
      options.decoderLayers = 2
      options.residual = true
    }
    return options
  }
}
