import NMTSettings
import NMTSystem

/// Which share of the training pairs an epoch takes from the sampled encodings of the data directory.
public enum SampledShare: Sendable, Equatable {
  /// N/(N + 1) with N sampled encodings of each pair: every encoding, the plain one too, comes equally often.
  case auto
  /// 0 to 1; 0 leaves the sampled encodings alone.
  case share(Double)

  /// The share for data with this number of sampled encodings per pair.
  package func value(samples: Int) -> Double {
    switch self {
    case .auto: Double(samples) / Double(samples + 1)
    case .share(let share): share
    }
  }

  /// With `auto` replaced by what it means for this data.
  ///
  /// - Throws: `Failure(.badConfiguration)` when samples are asked for and there are none.
  func resolved(samples: Int) throws -> SampledShare {
    let share = value(samples: samples)
    guard samples > 0 || share == 0 else {
      throw Failure(
        .badConfiguration, "\(settingText) of the pairs sampled, but the data has no sampled encodings",
        at: "--sampled-share", expected: "auto or 0 with this data",
        remedy: "or run nmt-preprocess again with --subword-samples")
    }
    return .share(share)
  }
}

extension SampledShare: SettingValue {
  package static var expected: String { "auto or 0 to 1" }
  package init?(settingText: String) {
    if settingText == "auto" {
      self = .auto
    } else {
      guard let share = Double(settingText: settingText) else { return nil }
      self = .share(share)
    }
  }
  package var settingText: String {
    switch self {
    case .auto: "auto"
    case .share(let share): share.settingText
    }
  }
}

extension SampledShare: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let share = SampledShare(settingText: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not \(Self.expected)")
    }
    self = share
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(settingText)
  }
}
