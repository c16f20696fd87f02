import Foundation

/// A score with its signature, ready to be written in sacreBLEU's formats.
public struct ScoreReport: Sendable {
  public let name: String
  public let value: Double
  public let details: String
  public let signature: Signature

  public init(_ score: some MetricScore, signature: Signature) {
    name = score.name
    value = score.value
    details = score.details
    self.signature = signature
  }

  /// The number alone, with so many decimals.
  public func number(width: Int) -> String { String(format: "%.\(width)f", value) }

  /// One line: `BLEU|nrefs:1|… = 26.6 58.4/…`.
  public func text(width: Int, shortSignature: Bool = false) -> String {
    let line = "\(name)|\(signature.text(short: shortSignature)) = \(number(width: width))"
    return details.isEmpty ? line : "\(line) \(details)"
  }

  /// sacreBLEU's object: name, score (rounded to `width` decimals), signature, details, then the signature's entries.
  ///
  /// - Parameter indented: over several lines as sacreBLEU writes it, else one line.
  public func json(width: Int, indented: Bool = true) -> String {
    var members = [
      ("name", JSONText.quoted(name)), ("score", (Double(number(width: width)) ?? value).description),
      ("signature", JSONText.quoted(signature.description)),
    ]
    if !details.isEmpty { members.append(("verbose_score", JSONText.quoted(details))) }
    for entry in signature.entries { members.append((entry.key, JSONText.quoted(entry.value))) }
    let lines = members.map { "\(JSONText.quoted($0)): \($1)" }
    return indented ? "{\n " + lines.joined(separator: ",\n ") + "\n}" : "{" + lines.joined(separator: ", ") + "}"
  }

  /// Several scores of one corpus, aligned at the equals signs as sacreBLEU does it.
  public static func text(_ reports: [ScoreReport], width: Int, shortSignature: Bool = false) -> [String] {
    let lines = reports.map { $0.text(width: width, shortSignature: shortSignature) }
    let heads = reports.map { $0.name.count + 1 + $0.signature.text(short: shortSignature).count }
    let widest = heads.max() ?? 0
    return zip(lines, heads).map { String(repeating: " ", count: widest - $1) + $0 }
  }

  /// Several scores of one corpus: an object if it is one, else an array.
  public static func json(_ reports: [ScoreReport], width: Int) -> String {
    let objects = reports.map { $0.json(width: width) }
    return objects.count == 1 ? objects[0] : "[\n" + objects.joined(separator: ",\n") + "\n]"
  }
}

/// Strings in JSON as Python's `json.dumps(ensure_ascii=False)` writes them.
enum JSONText {
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{8}": result += "\\b"
      case "\u{C}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..<"\u{20}": result += String(format: "\\u%04x", scalar.value)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
