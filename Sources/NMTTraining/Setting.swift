/// A flag of nmt-train and the key of its YAML file: one entry in one table, so the two cannot differ.
public struct Setting: Sendable {
  /// May the value differ when a run goes on from its checkpoint?
  package enum Resume: Sendable {
    /// Another value is another run: refused.
    case same
    /// Decides when to stop or what to say, not what is computed.
    case free
  }

  /// The flag without its dashes, and the key.
  public let name: String
  public let help: String
  /// What a valid value is.
  public let expected: String
  let isSwitch: Bool
  let resume: Resume
  /// The value in `request`, in the form in which it can be written again.
  public let read: @Sendable (TrainingRequest) -> String
  /// False if the text is no value.
  let write: @Sendable (inout TrainingRequest, String) -> Bool

  init<Value: SettingValue>(
    _ name: String, _ path: WritableKeyPath<TrainingRequest, Value> & Sendable, _ help: String, resume: Resume = .same
  ) {
    self.name = name
    self.help = help
    self.resume = resume
    expected = Value.expected
    isSwitch = Value.self == Bool.self
    read = { $0[keyPath: path].settingText }
    write = { request, text in
      guard let value = Value(settingText: text) else { return false }
      request[keyPath: path] = value
      return true
    }
  }

  init(
    _ name: String, expected: String, _ help: String, read: @escaping @Sendable (TrainingRequest) -> String,
    write: @escaping @Sendable (inout TrainingRequest, String) -> Bool
  ) {
    self.name = name
    self.help = help
    self.expected = expected
    resume = .same
    isSwitch = false
    self.read = read
    self.write = write
  }

  public static func named(_ name: String) -> Setting? { all.first { $0.name == name } }

  /// The setting whose name takes the fewest edits to reach from `name`.
  static func nearest(to name: String) -> String {
    all.map(\.name).min { editDistance(name, $0) < editDistance(name, $1) } ?? ""
  }

  /// `name: value` lines of every setting, as a YAML file that gives the same request.
  public static func yaml(_ request: TrainingRequest) -> String {
    all.map { "\($0.name): \(quoted($0.read(request)))" }.joined(separator: "\n")
  }

  /// The values that must be the same when a run goes on, by name.
  package static func identity(of request: TrainingRequest) -> [String: String] {
    var values = Dictionary(uniqueKeysWithValues: all.filter { $0.resume == .same }.map { ($0.name, $0.read(request)) })
    if let asked = request.batchesAsked { values[batchesAsked] = asked.text }
    return values
  }

  /// Key of the batches that were asked for, where a limit of memory chose others.
  package static let batchesAsked = "batches before --memory"

  /// YAML plain scalars where they are safe, else double quotes (YAML 1.2, section 7.3.1).
  private static func quoted(_ text: String) -> String {
    let plain = text.unicodeScalars.allSatisfy {
      $0.value < 128 && ($0.properties.isAlphabetic || "0123456789-_./+".unicodeScalars.contains($0))
    }
    let reserved = ["", "-", "~", "null", "Null", "NULL", "yes", "no", "on", "off"].contains(text)
    if plain && !reserved { return text }
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": escaped += "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let hex = String(scalar.value, radix: 16)
        escaped += "\\x" + String(repeating: "0", count: 2 - hex.count) + hex
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return "\"\(escaped)\""
  }
}

/// Insertions, deletions and replacements of one scalar that turn `a` into `b` (Levenshtein 1966).
package func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a.unicodeScalars.prefix(200)), Array(b.unicodeScalars.prefix(200)))
  var row = Array(0...b.count)
  for (i, left) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, right) in b.enumerated() {
      let replaced = diagonal + (left == right ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}
