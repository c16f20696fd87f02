import NMTSystem

/// A flag of a tool and the key of its YAML file: one entry in one table, so the two cannot differ.
///
/// `Request` is one call of the tool as a value.
package struct ToolSetting<Request>: Sendable {
  /// May the value differ when a run goes on from its checkpoint?
  package enum Resume: Sendable {
    /// Another value is another run: refused.
    case same
    /// Decides when to stop or what to say, not what is computed.
    case free
  }

  /// The flag without its dashes, and the key.
  package let name: String
  package let help: String
  /// What a valid value is.
  package let expected: String
  package let isSwitch: Bool
  /// Whether it may be given several times; a file's values have no say where there is a flag.
  package var isList: Bool { texts != nil }
  /// The values of a list.
  private let texts: (@Sendable (Request) -> [String])?
  package let resume: Resume
  /// The value in `request`, in the form in which it can be written again.
  package let read: @Sendable (Request) -> String
  /// False if the text is no value. A list takes it as one more value.
  package let write: @Sendable (inout Request, String) -> Bool

  package init<Value: SettingValue>(
    _ name: String, _ path: WritableKeyPath<Request, Value> & Sendable, _ help: String, resume: Resume = .same
  ) {
    self.name = name
    self.help = help
    self.resume = resume
    expected = Value.expected
    isSwitch = Value.self == Bool.self
    texts = nil
    read = { $0[keyPath: path].settingText }
    write = { request, text in
      guard let value = Value(settingText: text) else { return false }
      request[keyPath: path] = value
      return true
    }
  }

  /// A setting that collects values.
  package init(list name: String, _ path: WritableKeyPath<Request, [String]> & Sendable, _ help: String) {
    self.name = name
    self.help = help
    expected = "text"
    resume = .same
    isSwitch = false
    texts = { $0[keyPath: path] }
    read = { $0[keyPath: path].joined(separator: " ") }
    write = { request, text in
      request[keyPath: path].append(text)
      return true
    }
  }

  package init(
    _ name: String, expected: String, _ help: String, read: @escaping @Sendable (Request) -> String,
    write: @escaping @Sendable (inout Request, String) -> Bool
  ) {
    self.name = name
    self.help = help
    self.expected = expected
    resume = .same
    isSwitch = false
    texts = nil
    self.read = read
    self.write = write
  }
}

/// One call of a tool as a value that a table of settings describes.
package protocol SettingRequest: Sendable {
  /// Name of the tool, for messages.
  static var toolName: String { get }
  /// Every flag and key, in the order of `--help` and `--dump-config`.
  static var settings: [ToolSetting<Self>] { get }
  init()
}

extension SettingRequest {
  /// Takes one value as the user wrote it; an unknown name or a text that is no value is told with its place.
  package mutating func apply(_ entry: SettingEntry) throws {
    guard let setting = ToolSetting<Self>.named(entry.name) else {
      let nearest = ToolSetting<Self>.nearest(to: entry.name)
      throw Failure(
        entry.code, "unknown \(entry.word) '\(entry.name)'", at: entry.place, expected: "perhaps '\(nearest)'",
        remedy: "\(Self.toolName) --help lists all")
    }
    guard setting.write(&self, entry.text) else {
      throw Failure(
        entry.code, "'\(entry.text)' is no value for \(entry.name)", at: entry.place, expected: setting.expected)
    }
  }
}

extension ToolSetting where Request: SettingRequest {
  package static var all: [ToolSetting] { Request.settings }

  package static func named(_ name: String) -> ToolSetting? { all.first { $0.name == name } }

  /// The setting whose name takes the fewest edits to reach from `name`.
  package static func nearest(to name: String) -> String {
    all.map(\.name).min { editDistance(name, $0) < editDistance(name, $1) } ?? ""
  }

  /// `name: value` lines of every setting, as a YAML file that gives the same request.
  package static func yaml(_ request: Request) -> String {
    all.map { setting in
      let value =
        setting.texts.map { "[" + $0(request).map(quoted).joined(separator: ", ") + "]" }
        ?? quoted(setting.read(request))
      return "\(setting.name): \(value)"
    }.joined(separator: "\n")
  }

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
