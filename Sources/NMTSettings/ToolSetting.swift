/// One setting of a tool: its flag, its key in a YAML file, its lines in `--help` and in the manual.
///
/// `Request` is one call of the tool as a value. Whatever is said of a setting is said here once.
package struct ToolSetting<Request>: Sendable {
  /// May the value differ when a run resumes from its checkpoint?
  package enum Resume: Sendable {
    /// Another value is another run: refused.
    case same
    /// Decides when to stop or what to say, not what is computed.
    case free
  }

  /// The flag without its dashes, and the key.
  package let name: String
  /// Other names for it. One that begins with a dash is a flag alone: `"-m"`, `"-tok"`.
  package let aliases: [String]
  /// A phrase for `--help`, without the default, the range and the choices.
  package let help: String
  package let form: SettingForm
  package let resume: Resume
  /// The property that it sets, by which its rules are found.
  let option: OptionPath?
  /// The value in `request`, in the form in which it can be written again; empty for none.
  package let read: @Sendable (Request) -> String
  /// False if the text is not valid. A list takes it as one more value.
  package let write: @Sendable (inout Request, String) -> Bool
  /// The values of a list.
  let texts: (@Sendable (Request) -> [String])?
  /// Every value of a setting that decides what others are unless they are given; empty for any other setting.
  let implying: [String]

  /// A setting of one value.
  ///
  /// - Parameter kind: what the text names, for completions and `--help`.
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

  /// A setting that is one of some words.
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

  /// A setting that collects values: given several times, or a list in a YAML file.
  ///
  /// - Parameter takes: how many words a flag takes, and whether words without a flag are values as well.
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

  /// A setting that decides what others are unless they are given: a preset.
  ///
  /// - Parameter read: nil where the others were given so that no value implies them.
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

/// What a setting's text is, and how a command line gives it.
package struct SettingForm: Sendable {
  package enum Kind: Sendable, Equatable {
    /// True or false; a flag without a value.
    case `switch`
    case text
    case file
    case directory
  }

  /// The words that a flag of a list takes.
  package enum Words: Sendable {
    case one
    /// All up to the next flag, at least one.
    case several
    /// One; words of the command line that belong to no flag are values, too.
    case loose
  }

  package let kind: Kind
  package let words: Words
  /// What a valid value is.
  package let expected: String
  /// Every valid text where they can be listed.
  package let choices: [String]
  /// Stands for the value in `--help`.
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
