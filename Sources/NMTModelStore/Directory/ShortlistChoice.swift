import NMTSettings
import NMTSystem
package import NMTText

/// When a search uses a shortlist, and which. Forced scores never use one.
public enum ShortlistChoice: Codable, Sendable, Equatable {
  /// The model's own in int8, where it has one: whoever asks for int8 asks for speed.
  case auto
  /// The model's own always; a model without one is an error.
  case on
  /// No shortlist: every target subword is allowed.
  case off
  /// Always the list of a data or model directory with the model's subwords.
  case directory(String)
}

extension ShortlistChoice: SettingValue {
  package static var expected: String { "auto (in int8) | on | off | a directory that has one" }

  package init?(settingText: String) {
    switch settingText {
    case "": return nil
    case "auto": self = .auto
    case "on": self = .on
    case "off": self = .off
    default: self = .directory(settingText)
    }
  }

  package var settingText: String {
    switch self {
    case .auto: "auto"
    case .on: "on"
    case .off: "off"
    case .directory(let path): path
    }
  }
}

extension ShortlistChoice {
  /// What the choice means for a model; nil where all target subwords are allowed.
  ///
  /// - Parameter directory: the model's.
  package func shortlist(
    of directory: String, _ config: ModelConfig, _ pipeline: TextPipeline, isInt8: Bool
  ) throws -> Shortlist? {
    switch self {
    case .off: return nil
    case .auto where !isInt8: return nil
    case .directory(let other): return try Self.foreign(other, config, pipeline)
    case .auto, .on: break
    }
    if config.files[Shortlist.fileName] != nil { return try Shortlist(directory: directory, for: pipeline) }
    guard self == .auto else {
      throw Failure(
        .badConfiguration, "the model has no shortlist", at: directory, expected: Shortlist.fileName,
        remedy: "make one with nmt-preprocess --shortlist and give its directory")
    }
    return nil
  }

  /// The shortlist of a directory whose subwords are the model's.
  private static func foreign(
    _ directory: String, _ config: ModelConfig, _ pipeline: TextPipeline
  ) throws -> Shortlist {
    for name in pipeline.fileNames where name.hasSuffix(".spm") {
      guard try FileRecord(ofFile: "\(directory)/\(name)") == config.files[name] else {
        throw Failure(
          .badData, "has another vocabulary than the model", at: "\(directory)/\(name)",
          remedy: "make the data directory with --subword-model and the model's own")
      }
    }
    return try Shortlist(directory: directory, for: pipeline)
  }
}
