import Foundation
import NMTModelStore
import NMTModels
import NMTSearch
import NMTSystem
import NMTText

/// Models in memory with everything independent of options; shared by all translators for the same models.
final class LoadedModels: Sendable {
  /// One model, or the members of an ensemble.
  let models: [Seq2SeqModel]
  /// The pipeline shared by all models.
  let pipeline: TextPipeline
  let workspaces: WorkspacePool
  let targetText: TargetText
  /// Word boundaries of the target language.
  let wordBoundaries: WordBoundaries
  /// Longest source in subwords that all models were trained on; nil if unknown.
  let trainedLength: Int?
  /// Search memory of each model.
  let memory: [SearchMemory]
  private let origin: Origin

  /// Origin of shortlists.
  private enum Origin {
    case directory(String, ModelConfig)
    /// Models in memory, with an optional shortlist.
    case memory(Shortlist?)
  }

  /// - Throws: a `Failure` naming a damaged file; `.badData` for models with different vocabularies; `.operatingSystem`
  ///   for lack of memory.
  init(_ directories: [URL], precision: PrecisionChoice) throws {
    guard let first = directories.first else {
      throw Failure(.usage, "no model directory is given", at: "", expected: "one, or several for an ensemble")
    }
    let loaded = try directories.map { directory in
      try requireMemory(Self.bytes(directory.path), "to load \(directory.path)")
      return try ModelDirectory.load(directory.path, precision: precision)
    }
    for (other, directory) in zip(loaded, directories).dropFirst() {
      try requireSameText(loaded[0].pipeline, other.pipeline, at: directory.path, expected: first.path)
    }
    models = loaded.map(\.model)
    pipeline = loaded[0].pipeline
    trainedLength = loaded.compactMap { $0.config.provenance.maximumSourceLength }.min()
    origin = .directory(first.path, loaded[0].config)
    (workspaces, targetText) = (WorkspacePool(models), TargetText(pipeline))
    wordBoundaries = try WordBoundaries(locale: pipeline.options.targetLanguage)
    memory = models.map { SearchMemory($0) }
  }

  init(_ models: [Seq2SeqModel], _ pipeline: TextPipeline, _ shortlist: Shortlist?) throws {
    self.models = models
    self.pipeline = pipeline
    trainedLength = nil
    origin = .memory(shortlist)
    (workspaces, targetText) = (WorkspacePool(models), TargetText(pipeline))
    wordBoundaries = try WordBoundaries(locale: pipeline.options.targetLanguage)
    memory = models.map { SearchMemory($0) }
  }

  /// The shortlist for a choice; nil if searches may use all target subwords.
  func shortlist(_ choice: ShortlistChoice) throws -> Shortlist? {
    switch origin {
    case .directory(let path, let config):
      return try choice.shortlist(of: path, config, pipeline, isInt8: models.contains { $0.isQuantized })
    case .memory(let shortlist):
      if case .directory(let path) = choice { return try Shortlist(directory: path, for: pipeline) }
      return choice == .off ? nil : shortlist
    }
  }

  /// Upper bound on the bytes for loading a directory: its mapped files, weights, one packed form of them,
  /// vocabularies, and the dry runs of `SearchMemory`.
  private static func bytes(_ directory: String) -> Int {
    let sizes = ModelDirectory.files(of: directory).map { path in
      var status = stat()
      return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
    return 4 * sizes.reduce(0, +) + (64 << 20)
  }
}
