import ArgumentParser
import NMTSettings

/// One section of a tool's table as an ArgumentParser option group.
struct SectionOptions<T: Tool, Index: SectionIndex>: ParsableArguments, CustomReflectable {
  private(set) var entries: [SettingEntry] = []

  private static var settings: [ToolSetting<T.Request>] { T.Request.sections[Index.value].settings }

  init() {}

  var customMirror: Mirror {
    Mirror(
      self, children: Self.settings.flatMap { $0.wrappers }.map { (label: "_" + $0.name, value: $0.wrapper) })
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: RowKey.self)
    func entry(_ name: String, _ text: String) -> SettingEntry { SettingEntry(name: name, text: text, origin: .flag) }
    for setting in Self.settings {
      if setting.isOn {
        let flag = try values.decode(Flag<Bool?>.self, forKey: RowKey(setting.name)).wrappedValue
        if let flag { entries.append(entry(setting.name, String(flag))) }
      } else if setting.isSwitch {
        for name in setting.keys {
          for (key, text) in [(name, "true"), ("no-" + name, "false")] {
            let isGiven = try values.decode(Flag<Bool>.self, forKey: RowKey(key)).wrappedValue
            if isGiven { entries.append(entry(name, text)) }
          }
        }
      } else {
        for name in setting.keys {
          let texts = try values.decode(Option<[String]>.self, forKey: RowKey(name)).wrappedValue
          entries += texts.map { entry(name, $0) }
        }
      }
    }
  }
}

extension ToolSetting where Request: SettingRequest {
  /// Property wrappers for ArgumentParser's mirror: one per name, hidden for aliases.
  fileprivate var wrappers: [(name: String, wrapper: Any)] {
    if isOn {
      let help = argumentHelp(name)
      return [(name, Flag<Bool?>(name: names(name), inversion: .prefixedNo, exclusivity: .exclusive, help: help))]
    }
    guard isSwitch else { return keys.map { ($0, option($0)) } }
    return keys.flatMap { key in
      let off = "no-" + key
      return [
        (key, Flag(wrappedValue: false, name: names(key), help: argumentHelp(key))),
        (off, Flag(wrappedValue: false, name: .customLong(off), help: ArgumentHelp("", visibility: .hidden))),
      ]
    }
  }

  /// Whether the setting is a switch that is on by default. Such a switch has no other names.
  var isOn: Bool { isSwitch && read(Request()) == "true" }

  private func option(_ key: String) -> Option<[String]> {
    Option(
      wrappedValue: [], name: names(key), parsing: form.words == .several ? .upToNextOption : .unconditionalSingleValue,
      help: argumentHelp(key), completion: completion)
  }

  /// The name with its short forms; an alias stands by itself.
  private func names(_ key: String) -> NameSpecification {
    let short = key == name ? aliases.filter { $0.hasPrefix("-") } : []
    return NameSpecification(
      [.customLong(key)]
        + short.map { flag in
          let text = flag.dropFirst()
          return text.count == 1 ? .customShort(text.first!) : .customLong(String(text), withSingleDash: true)
        })
  }

  private func argumentHelp(_ key: String) -> ArgumentHelp {
    ArgumentHelp(sentence, valueName: form.placeholder, visibility: key == name ? .default : .hidden)
  }

  /// Sentence for `--help` and the manual.
  var sentence: String { fullHelp.prefix(1).uppercased() + fullHelp.dropFirst() + "." }

  /// Values that a shell completes.
  var completion: CompletionKind {
    switch form.kind {
    case .file: .file()
    case .directory: .directory
    case .switch: .default
    case .text: form.choices.isEmpty ? .default : .list(form.choices)
    }
  }
}
