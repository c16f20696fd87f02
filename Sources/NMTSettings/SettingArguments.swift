import NMTSystem

extension ToolSetting where Request: SettingRequest {
  /// Entries from a command line: `--name value`, `--name=value`; for a switch also `--name` alone and `--no-name`.
  package static func entries(arguments: [String]) throws -> [SettingEntry] {
    var entries: [SettingEntry] = []
    var rest = arguments[...]
    while let word = rest.popFirst() {
      guard word.utf8.starts(with: "--".utf8), word.utf8.count > 2 else {
        throw Failure(
          .usage, "'\(word)' is no flag", at: Request.toolName, expected: "--name value", remedy: "see --help")
      }
      let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      if parts.count == 2 {
        entries.append(SettingEntry(name: name, text: String(parts[1]), origin: .flag))
      } else if let positive = negated(name) {
        entries.append(SettingEntry(name: positive, text: "false", origin: .flag))
      } else if named(name)?.isSwitch == true {
        let value = rest.first.flatMap { ["true", "false"].contains($0) ? $0 : nil }
        if value != nil { rest.removeFirst() }
        entries.append(SettingEntry(name: name, text: value ?? "true", origin: .flag))
      } else {
        entries.append(SettingEntry(name: name, text: try value(of: name, from: &rest), origin: .flag))
      }
    }
    return entries
  }

  /// The name of the switch that `no-name` turns off.
  private static func negated(_ name: String) -> String? {
    guard named(name) == nil, name.utf8.starts(with: "no-".utf8) else { return nil }
    return named(String(name.dropFirst(3))).flatMap { $0.isSwitch ? $0.name : nil }
  }

  private static func value(of name: String, from rest: inout ArraySlice<String>) throws -> String {
    guard named(name) != nil else { return rest.popFirst() ?? "" }  // The name itself is what is wrong: told on use.
    guard let value = rest.popFirst() else {
      throw Failure(.usage, "a value is missing", at: "--\(name)", expected: named(name)?.expected ?? "a value")
    }
    return value
  }

  /// One line a setting for `--help`, with the defaults.
  package static var help: String {
    let defaults = Request()
    return all.map { setting in
      let value = setting.read(defaults)
      let flag = "  --\(setting.name)"
      let padding = String(repeating: " ", count: max(1, 27 - flag.utf8.count))
      return flag + padding + setting.help + (value.isEmpty || value == "false" ? "" : " (\(value))")
    }.joined(separator: "\n")
  }
}

/// One value as the user wrote it, with the place where they did.
package struct SettingEntry: Sendable {
  package enum Origin: Sendable {
    case flag
    /// File and line.
    case file(String, line: Int)
  }
  package let name: String
  package let text: String
  package let origin: Origin

  package init(name: String, text: String, origin: Origin) {
    self.name = name
    self.text = text
    self.origin = origin
  }

  package var isFlag: Bool { if case .flag = origin { true } else { false } }

  var place: String {
    switch origin {
    case .flag: "--\(name)"
    case .file(let path, let line): "\(path):\(line)"
    }
  }
  var word: String { isFlag ? "flag" : "key" }
  var code: Failure.Code { isFlag ? .usage : .badConfiguration }
}
