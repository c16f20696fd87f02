import NMTSettings
import NMTSystem

/// Share of training pairs that an epoch takes from the sampled encodings of the data directory.
public enum SampledShare: Sendable, Equatable {
  /// N/(N + 1) with N sampled encodings per pair, so that all encodings, including the plain one, are equally frequent.
  case auto
  /// A share of 0 to 1; 0 ignores the sampled encodings.
  case share(Double)

  /// The share for data with this number of sampled encodings per pair.
  package func value(samples: Int) -> Double {
    switch self {
    case .auto: Double(samples) / Double(samples + 1)
    case .share(let share): share
    }
  }

  /// Replaces `auto` with its value for this data.
  ///
  /// - Throws: `Failure(.badConfiguration)` if samples are requested but the data has none.
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
