import NMTKernels
import NMTSystem

/// How a `Translator` searches and how much of the machine it takes.
public struct TranslationOptions: Codable, Sendable, Equatable {
  public var search: SearchOptions
  /// Worker threads, 1…1024; default one a core. No result depends on it.
  public var threads: Int
  /// The most source subwords of the sentences that a thread searches together, ends counted; default 1024. No result
  /// depends on it.
  public var batchTokens: Int
  /// How several models become one distribution; no meaning for one.
  public var ensemble: EnsembleOptions
  /// Longest source in subwords that is translated in one piece; nil for what the model was trained on.
  public var maximumSourceLength: Int?
  /// Of the products, when the translator loads the model itself; default `auto`, which is what the model was saved in.
  public var precision: PrecisionChoice

  public init(
    search: SearchOptions = SearchOptions(), threads: Int = Machine.coreCount, batchTokens: Int = 1024,
    ensemble: EnsembleOptions = EnsembleOptions(), maximumSourceLength: Int? = nil, precision: PrecisionChoice = .auto
  ) {
    self.search = search
    self.threads = threads
    self.batchTokens = batchTokens
    self.ensemble = ensemble
    self.maximumSourceLength = maximumSourceLength
    self.precision = precision
  }

  /// Names the first option that is out of its range.
  public func validate() throws {
    try search.validate()
    guard (1...1024).contains(threads) else {
      throw Failure(.badConfiguration, "is \(threads)", at: "threads", expected: "1…1024")
    }
    guard (1...1_000_000).contains(batchTokens) else {
      throw Failure(.badConfiguration, "is \(batchTokens)", at: "batch-tokens", expected: "1…1000000")
    }
    if let maximumSourceLength, !(1...10_000).contains(maximumSourceLength) {
      throw Failure(.badConfiguration, "is \(maximumSourceLength)", at: "max-source-length", expected: "1…10000")
    }
  }
}
