import NMTSystem

/// A value as the user wrote it, with its location.
package struct SettingEntry: Sendable {
  package enum Origin: Sendable {
    case flag
    /// A YAML file and its line.
    case file(String, line: Int)
  }

  /// The name as written: the setting's own name or an alias.
  package let name: String
  package let text: String
  package let origin: Origin

  package init(name: String, text: String, origin: Origin) {
    self.name = name
    self.text = text
    self.origin = origin
  }

  package var isFlag: Bool { if case .flag = origin { true } else { false } }

  /// The name as typed on the command line or in the file: `--beam` or `beam`.
  var typedName: String { isFlag && !name.hasPrefix("-") ? "--\(name)" : name }

  /// File and line; empty for a flag, which has no location.
  var place: String {
    switch origin {
    case .flag: ""
    case .file(let path, let line): "\(path):\(line)"
    }
  }

  var code: Failure.Code { isFlag ? .usage : .badConfiguration }
}
