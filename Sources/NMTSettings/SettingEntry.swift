import NMTSystem

/// One value as the user wrote it, with the place where they did.
package struct SettingEntry: Sendable {
  package enum Origin: Sendable {
    case flag
    /// A YAML file and its line.
    case file(String, line: Int)
  }

  /// As it was written: the setting's name or an alias.
  package let name: String
  package let text: String
  package let origin: Origin

  package init(name: String, text: String, origin: Origin) {
    self.name = name
    self.text = text
    self.origin = origin
  }

  package var isFlag: Bool { if case .flag = origin { true } else { false } }

  /// The name as the user would type it again: `--beam` or `beam`.
  var typedName: String { isFlag && !name.hasPrefix("-") ? "--\(name)" : name }

  /// File and line; empty for a flag, which needs no place.
  var place: String {
    switch origin {
    case .flag: ""
    case .file(let path, let line): "\(path):\(line)"
    }
  }

  var code: Failure.Code { isFlag ? .usage : .badConfiguration }
}
