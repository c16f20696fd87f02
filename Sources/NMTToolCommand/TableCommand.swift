import ArgumentParser
import NMTSettings
import NMTSystem

/// Flags that every tool has in addition to its table.
enum CommonFlag {
  static let config = "YAML file of settings; - reads stdin. Flags override it."
  static let dump = "Print all settings as a YAML file for --config, then exit."
}

/// A tool's command line for ArgumentParser; its options are rows of the table rather than properties.
///
/// ArgumentParser discovers options through a mirror of the type and delivers their values through a decoder; both can
/// be written by hand.
struct TableCommand<T: Tool>: ToolCommand, CustomReflectable {
  private var flags: [SettingEntry] = []
  private var words: [String] = []
  private(set) var config: String?
  private(set) var dumpsConfig = false
  private(set) var printsManual = false

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: T.name, abstract: T.abstract, usage: T.usage, discussion: T.discussion, version: toolVersion)
  }

  init() {}

  var customMirror: Mirror {
    let options: [(label: String?, value: Any)] = [
      (label: "_config", value: Self.config), (label: "_dumpConfig", value: Self.dumpConfig),
      (label: "_printsManual", value: Self.printsManual), (label: "_words", value: Self.words),
    ]
    return Mirror(self, children: Self.sections(First.self) + options)
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: RowKey.self)
    config = try values.decode(Option<String?>.self, forKey: RowKey("config")).wrappedValue
    dumpsConfig = try values.decode(Flag<Bool>.self, forKey: RowKey("dumpConfig")).wrappedValue
    printsManual = try values.decode(Flag<Bool>.self, forKey: RowKey("printsManual")).wrappedValue
    words = try values.decode(Argument<[String]>.self, forKey: RowKey("words")).wrappedValue
    flags = try Self.entries(First.self, values)
  }

  private static var config: Option<String?> {
    Option(help: ArgumentHelp(CommonFlag.config, valueName: "file"), completion: .file())
  }

  private static var dumpConfig: Flag<Bool> {
    Flag(wrappedValue: false, help: ArgumentHelp(CommonFlag.dump))
  }

  private static var printsManual: Flag<Bool> {
    Flag(
      wrappedValue: false, name: .customLong("generate-manual"),
      help: ArgumentHelp("Print a manual page for man.", visibility: .hidden))
  }

  /// Words without a flag, and flags that the table does not contain.
  private static var words: Argument<[String]> {
    Argument(
      wrappedValue: [], parsing: .allUnrecognized,
      help: ArgumentHelp(
        loose.map { "Same as --\($0.name)." } ?? "", valueName: loose?.form.placeholder ?? "word",
        visibility: loose == nil ? .hidden : .default),
      completion: loose?.completion)
  }

  /// The setting that takes words without a flag.
  private static var loose: ToolSetting<T.Request>? { ToolSetting.all.first { $0.form.words == .loose } }

  /// Entries given on the command line.
  func entries() throws -> [SettingEntry] {
    let end = words.firstIndex(of: "--") ?? words.endIndex
    let unknown = words[..<end].filter { $0.hasPrefix("-") && $0.utf8.count > 1 }.map { word in
      let flag = word.prefix { $0 != "=" }
      // An unknown name; the error suggests the nearest known one.
      return SettingEntry(name: String(flag.hasPrefix("--") ? flag.dropFirst(2) : flag), text: "", origin: .flag)
    }
    let values = words[..<end].filter { !$0.hasPrefix("-") || $0.utf8.count == 1 } + words[end...].dropFirst()
    guard unknown.isEmpty else { return unknown }
    guard let loose = Self.loose else {
      guard let word = values.first else { return flags }
      throw Failure(.usage, "unexpected argument '\(word)'", at: "", expected: "flags", remedy: "see --help")
    }
    return flags + values.map { SettingEntry(name: loose.name, text: $0, origin: .flag) }
  }

  // Sections are ArgumentParser option groups, whose title and options belong to a type: one type per section.

  private static func sections<Index: SectionIndex>(_ index: Index.Type) -> [(label: String?, value: Any)] {
    guard Index.value < T.Request.sections.count else { return [] }
    let group = OptionGroup<SectionOptions<T, Index>>(title: T.Request.sections[Index.value].title)
    return [(label: "_section\(Index.value)", value: group)] + sections(Next<Index>.self)
  }

  private static func entries<Index: SectionIndex>(
    _ index: Index.Type, _ values: KeyedDecodingContainer<RowKey>
  ) throws -> [SettingEntry] {
    guard Index.value < T.Request.sections.count else { return [] }
    let key = RowKey("section\(Index.value)")
    let group = try values.decode(OptionGroup<SectionOptions<T, Index>>.self, forKey: key)
    return try group.wrappedValue.entries + entries(Next<Index>.self, values)
  }
}

/// A section's number as a type.
protocol SectionIndex {
  static var value: Int { get }
}

enum First: SectionIndex {
  static var value: Int { 0 }
}

enum Next<Index: SectionIndex>: SectionIndex {
  static var value: Int { Index.value + 1 }
}

/// Key under which ArgumentParser stores the value of a row or one of its flags.
struct RowKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}
