import Foundation
import NMTSystem

/// A score with its signature and resampling results, for output in sacreBLEU's formats.
public struct ScoreReport: Sendable {
  /// Name of the score, such as "BLEU" or "chrF2".
  public let name: String
  /// The score, not rounded.
  public let value: Double
  /// Text after the number, such as BLEU's precisions; may be empty.
  public let details: String
  /// Settings that decide the score's digits.
  public let signature: Signature
  /// P-value and confidence interval, if resampling was requested.
  public let comparison: SystemComparison

  /// A report on one system's score.
  public init(
    _ score: some MetricScore, signature: Signature, comparison: SystemComparison = SystemComparison()
  ) {
    name = score.name
    value = score.value
    details = score.details
    self.signature = signature
    self.comparison = comparison
  }

  /// Formats the score with `width` decimals, followed by the confidence interval if there is one.
  public func number(width: Int) -> String {
    let number = Self.decimal(value, width)
    return confidence(width: width).map { "\(number) (\($0))" } ?? number
  }

  /// Interval as `μ = 26.6 ± 0.7`; nil without an interval or, as in sacreBLEU, if its mean is not positive.
  private func confidence(width: Int) -> String? {
    guard let interval = comparison.interval, interval.mean > 0 else { return nil }
    return "μ = \(Self.decimal(interval.mean, width)) ± \(Self.decimal(interval.halfWidth, width))"
  }

  /// One line: `BLEU|nrefs:1|… = 26.6 58.4/…`.
  public func text(width: Int, shortSignature: Bool = false) -> String {
    let line = "\(name)|\(signature.text(short: shortSignature)) = \(number(width: width))"
    return details.isEmpty ? line : "\(line) \(details)"
  }

  /// sacreBLEU's JSON object: name, score, signature, confidence, details, then the signature's entries.
  ///
  /// - Parameters:
  /// - width: number of decimals.
  /// - indented: whether to use several lines, as sacreBLEU does, or one.
  public func json(width: Int, indented: Bool = true) -> String {
    var members = [
      ("name", jsonLiteral(name)), ("score", JSONText.rounded(value, width)),
      ("signature", jsonLiteral(signature.description)),
    ]
    if let confidence = confidence(width: width), let interval = comparison.interval {
      members.append(("confidence_mean", JSONText.rounded(interval.mean, width)))
      members.append(("confidence_var", JSONText.rounded(interval.halfWidth, width)))
      members.append(("confidence", jsonLiteral(confidence)))
    }
    if !details.isEmpty { members.append(("verbose_score", jsonLiteral(details))) }
    for entry in signature.entries { members.append((entry.key, jsonLiteral(entry.value))) }
    let lines = members.map { "\(jsonLiteral($0)): \($1)" }
    return indented ? "{\n " + lines.joined(separator: ",\n ") + "\n}" : "{" + lines.joined(separator: ", ") + "}"
  }

  static func decimal(_ value: Double, _ width: Int) -> String { String(format: "%.\(width)f", value) }
}
