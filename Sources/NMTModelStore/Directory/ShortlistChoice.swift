import NMTSettings
import NMTSystem
package import NMTText

/// Whether and with which list a search uses a shortlist. Forced scoring never uses one.
public enum ShortlistChoice: Codable, Sendable, Equatable {
  /// The model's own list in int8, if it has one, since int8 is chosen for speed.
  case auto
  /// Always the model's own list; an error if the model has none.
  case on
  /// No shortlist: every target subword is allowed.
  case off
  /// Always the list of a data or model directory with the same subwords as the model.
  case directory(String)
}

extension ShortlistChoice: SettingValue {
  package static var expected: String { "auto (in int8) | on | off | a directory with a shortlist" }

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
  /// Loads the list that this choice selects for a model; nil if all target subwords are allowed.
  ///
  /// - Parameter directory: directory of the model.
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
        remedy: "make one with nmt-preprocess --shortlist and name its directory")
    }
    return nil
  }

  /// Loads the shortlist of another directory with the same subwords as the model.
  private static func foreign(
    _ directory: String, _ config: ModelConfig, _ pipeline: TextPipeline
  ) throws -> Shortlist {
    for name in pipeline.fileNames where name.hasSuffix(".spm") {
      guard try FileRecord(ofFile: "\(directory)/\(name)") == config.files[name] else {
        throw Failure(
          .badData, "has a vocabulary that is not the model's", at: "\(directory)/\(name)",
          remedy: "make the data directory with the model's own subwords: nmt-preprocess --subword-model")
      }
    }
    return try Shortlist(directory: directory, for: pipeline)
  }
}
