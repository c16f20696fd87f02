import NMTSystem

/// Settings that share one heading of `--help`.
package struct SettingSection<Request>: Sendable {
  package let title: String
  package let settings: [ToolSetting<Request>]

  package init(_ title: String, _ settings: [ToolSetting<Request>]) {
    self.title = title
    self.settings = settings
  }
}

/// One call of a tool as a value described by a table of settings.
package protocol SettingRequest: CheckedOptions {
  /// Every setting, in the order of `--help` and `--dump-config`.
  static var sections: [SettingSection<Self>] { get }
  init()
  /// Combines settings that together form one option of the library. Called after the rules have been checked.
  mutating func settle()
}

extension SettingRequest {
  package static var rules: [OptionRule<Self>] { [] }
  package mutating func settle() {}
}

extension ToolSetting where Request: SettingRequest {
  package static var all: [ToolSetting] { Request.sections.flatMap(\.settings) }

  /// The setting with this name or alias.
  package static func named(_ name: String) -> ToolSetting? { all.first { $0.keys.contains(name) } }

  /// Description of the allowed values; nil if all are allowed.
  package var range: String? {
    guard let option else { return nil }
    let words = Request.rules.filter { $0.option.path == option }.compactMap(\.range)
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  /// The phrase for `--help`, with choices, range and default.
  package var fullHelp: String {
    let value = read(Request())
    let isOff = isSwitch && value == "false"
    var notes: [String] = []
    if !isSwitch, !form.choices.isEmpty { notes.append(form.choices.joined(separator: " | ")) }
    if let range { notes.append(range) }
    if !value.isEmpty, !isOff { notes.append("default: \(isSwitch ? "on" : value)") }
    return notes.isEmpty ? help : "\(help) (\(notes.joined(separator: "; ")))"
  }

  /// Settings whose values this one implies: those that differ between its own values.
  package var implied: [ToolSetting] {
    guard let first = implying.first else { return [] }
    func request(_ text: String) -> Request {
      var request = Request()
      precondition(write(&request, text), "'\(text)' is listed as a value of \(name)")
      return request
    }
    let base = request(first)
    let others = implying.dropFirst().map(request)
    return Self.all.filter { setting in
      setting.implying.isEmpty && others.contains { setting.read($0) != setting.read(base) }
    }
  }
}
