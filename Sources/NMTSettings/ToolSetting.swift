/// One setting of a tool: its flag, its YAML key, and its entry in `--help` and the manual.
///
/// `Request` is one call of the tool as a value. Everything about a setting is defined here once.
package struct ToolSetting<Request>: Sendable {
  /// Whether the value may differ when a run resumes from its checkpoint.
  package enum Resume: Sendable {
    /// Another value would be another run: refused.
    case same
    /// Affects when to stop or what to print, not what is computed.
    case free
  }

  /// Name of the flag (without dashes) and of the key.
  package let name: String
  /// Other names of the setting. A name that begins with a dash is only a flag: `"-m"`, `"-tok"`.
  package let aliases: [String]
  /// Phrase for `--help`, without default, range and choices.
  package let help: String
  package let form: SettingForm
  package let resume: Resume
  /// Property to set, by which its rules are found.
  let option: OptionPath?
  /// Reads the value from a request, in a form that `write` accepts; empty for none.
  package let read: @Sendable (Request) -> String
  /// Writes a text into a request; returns false if it is not valid. A list appends it.
  package let write: @Sendable (inout Request, String) -> Bool
  /// Reads all values of a list.
  let texts: (@Sendable (Request) -> [String])?
  /// All values of a setting that implies others; empty for any other setting.
  let implying: [String]

  /// A setting with one value.
  ///
  /// - Parameter kind: kind of the text, for completions and `--help`.
  package init<Value: SettingValue>(
    _ name: String, _ path: any WritableKeyPath<Request, Value> & Sendable, _ help: String, aliases: [String] = [],
    kind: SettingForm.Kind? = nil, resume: Resume = .same
  ) {
    self.init(
      name, help, aliases: aliases, form: SettingForm(Value.self, kind: kind), resume: resume,
      option: OptionPath(path), read: { $0[keyPath: path].settingText },
      write: { request, text in
        guard let value = Value(settingText: text) else { return false }
        request[keyPath: path] = value
        return true
      })
  }

  /// A setting with a fixed choice of words.
  package init(
    _ name: String, _ path: any WritableKeyPath<Request, String> & Sendable, choices: [String], _ help: String,
    aliases: [String] = []
  ) {
    self.init(
      name, help, aliases: aliases, form: SettingForm(choices: choices), resume: .same, option: OptionPath(path),
      read: { $0[keyPath: path] },
      write: { request, text in
        guard choices.contains(text) else { return false }
        request[keyPath: path] = text
        return true
      })
  }

  /// A setting that collects values, as a repeated flag or a YAML list.
  ///
  /// - Parameter takes: number of words per flag, and whether words without a flag are values too.
  package init(
    list name: String, _ path: any WritableKeyPath<Request, [String]> & Sendable, _ help: String,
    aliases: [String] = [],
    kind: SettingForm.Kind = .text, takes: SettingForm.Words = .one
  ) {
    self.init(
      name, help, aliases: aliases, form: SettingForm(list: kind, takes: takes), resume: .same,
      option: OptionPath(path), read: { $0[keyPath: path].joined(separator: " ") },
      write: { request, text in
        request[keyPath: path].append(text)
        return true
      }, texts: { $0[keyPath: path] })
  }

  /// A setting that determines others unless they are given: a preset.
  ///
  /// - Parameter read: returns nil if the others match no value of the setting.
  package init<Value: SettingValue & CaseIterable>(
    implying name: String, _ help: String, aliases: [String] = [],
    read: @escaping @Sendable (Request) -> Value?, write: @escaping @Sendable (inout Request, Value) -> Void
  ) {
    self.init(
      name, help, aliases: aliases, form: SettingForm(Value.self, kind: nil), resume: .same, option: nil,
      read: { read($0)?.settingText ?? "" },
      write: { request, text in
        guard let value = Value(settingText: text) else { return false }
        write(&request, value)
        return true
      }, implying: Value.allCases.map(\.settingText))
  }

  private init(
    _ name: String, _ help: String, aliases: [String], form: SettingForm, resume: Resume, option: OptionPath?,
    read: @escaping @Sendable (Request) -> String, write: @escaping @Sendable (inout Request, String) -> Bool,
    texts: (@Sendable (Request) -> [String])? = nil, implying: [String] = []
  ) {
    self.name = name
    self.help = help
    self.aliases = aliases
    self.form = form
    self.resume = resume
    self.option = option
    self.read = read
    self.write = write
    self.texts = texts
    self.implying = implying
  }

  package var isSwitch: Bool { form.kind == .switch }
  package var isList: Bool { texts != nil }

  /// Names that a YAML file may use.
  package var keys: [String] { [name] + aliases.filter { !$0.hasPrefix("-") } }
}

/// Form of a setting's text, and how the command line takes it.
package struct SettingForm: Sendable {
  package enum Kind: Sendable, Equatable {
    /// True or false; a flag without a value.
    case `switch`
    case text
    case file
    case directory
  }

  /// Number of words that a list's flag takes.
  package enum Words: Sendable {
    case one
    /// All words up to the next flag, at least one.
    case several
    /// One word; words on the command line without a flag are values too.
    case loose
  }

  package let kind: Kind
  package let words: Words
  /// Description of a valid value.
  package let expected: String
  /// All valid texts, if they can be listed.
  package let choices: [String]
  /// Placeholder for the value in `--help`.
  package let placeholder: String

  init<Value: SettingValue>(_ value: Value.Type, kind: Kind?) {
    self.kind = kind ?? (value == Bool.self ? .switch : .text)
    words = .one
    expected = value.expected
    choices = value.choices
    placeholder = Self.placeholder(self.kind) ?? value.placeholder
  }

  init(list kind: Kind, takes words: Words) {
    self.kind = kind
    self.words = words
    expected = String.expected
    choices = []
    placeholder = Self.placeholder(kind) ?? String.placeholder
  }

  init(choices: [String]) {
    kind = .text
    words = .one
    expected = choices.joined(separator: " | ")
    self.choices = choices
    placeholder = "choice"
  }

  private static func placeholder(_ kind: Kind) -> String? {
    switch kind {
    case .file: "file"
    case .directory: "dir"
    case .switch, .text: nil
    }
  }
}
