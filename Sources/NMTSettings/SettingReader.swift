package import NMTSystem

extension SettingRequest {
  /// Builds the request described by `entries`, those of the YAML file first.
  ///
  /// A flag overrides the file. A setting that implies others, such as a preset, is applied first, so that explicit
  /// values from flags or the file override what it implies.
  package init(entries: [SettingEntry]) throws {
    let given = try GivenSettings<Self>(entries)
    self.init()
    for setting in given.inOrder {
      for entry in given.winners(setting) {
        guard setting.write(&self, entry.text) else {
          throw Failure(
            entry.code, "'\(entry.text)' is not a valid value for \(entry.typedName)", at: entry.place,
            expected: setting.form.expected)
        }
      }
    }
    try given.checkEffect(on: self)
    if let rule = Self.rules.first(where: { !$0.holds(self) }) { throw given.failure(of: rule, self) }
    settle()
  }

  /// Adds file and line to a failure about a flag, such as `--memory`, if the setting came from a file.
  package static func placed(_ failure: Failure, among entries: [SettingEntry]) -> Failure {
    guard failure.place.hasPrefix("--"), let setting = ToolSetting<Self>.named(String(failure.place.dropFirst(2))),
      let entry = (try? GivenSettings<Self>(entries))?.winners(setting).last, !entry.isFlag
    else { return failure }
    return Failure(
      failure.code == .usage ? entry.code : failure.code, failure.what, at: "\(entry.place): \(entry.typedName)",
      expected: failure.expected, remedy: failure.remedy)
  }
}

/// Flags that every tool has in addition to its table.
private let commonFlags = ["config", "dump-config", "help", "version"]

/// Settings given by the user, with their locations.
private struct GivenSettings<Request: SettingRequest> {
  private typealias Setting = ToolSetting<Request>
  private var entries: [String: [SettingEntry]] = [:]

  init(_ entries: [SettingEntry]) throws {
    for entry in entries {
      guard let setting = Setting.named(entry.name) else { throw Self.unknown(entry) }
      if !setting.isList { try Self.checkAgreement(entry, with: self.entries[setting.name] ?? []) }
      self.entries[setting.name, default: []].append(entry)
    }
  }

  /// All settings, those that imply others first.
  var inOrder: [ToolSetting<Request>] {
    Setting.all.filter { !$0.implying.isEmpty } + Setting.all.filter { $0.implying.isEmpty }
  }

  /// The entries that take effect: for a list all flags, or else all of the file; otherwise the last one.
  func winners(_ setting: ToolSetting<Request>) -> [SettingEntry] {
    let all = entries[setting.name] ?? []
    let flags = all.filter(\.isFlag)
    let winners = flags.isEmpty ? all : flags
    return setting.isList ? winners : winners.suffix(1)
  }

  private static func unknown(_ entry: SettingEntry) -> Failure {
    let names = Setting.all.flatMap(\.keys) + (entry.isFlag ? commonFlags : [])
    let nearest = nearestNames(to: entry.name, among: names)
    let suggestion = nearest.map { entry.isFlag ? "--\($0)" : $0 }.joined(separator: " or ")
    return Failure(
      entry.code, "unknown \(entry.isFlag ? "flag" : "key") '\(entry.typedName)'", at: entry.place,
      remedy: suggestion.isEmpty ? "see --help" : "did you mean \(suggestion)? see --help")
  }

  /// Rejects two names of one setting with different values in the same place.
  private static func checkAgreement(_ entry: SettingEntry, with others: [SettingEntry]) throws {
    let other = others.first { $0.isFlag == entry.isFlag && $0.text != entry.text }
    guard let other else { return }
    if other.name == entry.name {
      guard ToolSetting<Request>.named(entry.name)?.isSwitch == true else { return }
      throw Failure(
        entry.code, "\(entry.typedName) is turned both on and off", at: entry.place, expected: "one or the other")
    }
    throw Failure(
      entry.code,
      "\(entry.typedName) is another name for \(other.typedName), which is \(other.text)" + (place(other) ?? ""),
      at: entry.place, expected: "one of them")
  }

  private static func place(_ entry: SettingEntry) -> String? { entry.isFlag ? nil : " at \(entry.place)" }

  /// Rejects a setting if everything that it implies is overridden.
  func checkEffect(on request: Request) throws {
    for setting in Setting.all where !setting.implying.isEmpty {
      guard let entry = winners(setting).last else { continue }
      var alone = Request()
      _ = setting.write(&alone, entry.text)
      let others = setting.implied
      guard others.allSatisfy({ !winners($0).isEmpty }), others.contains(where: { $0.read(request) != $0.read(alone) })
      else { continue }
      let names = others.compactMap { winners($0).last.map { $0.typedName + (Self.place($0) ?? "") } }
      throw Failure(
        entry.code, "\(entry.typedName) is overridden by \(names.joined(separator: " and "))", at: entry.place,
        expected: "one or the other")
    }
  }

  /// The failure for a broken rule, with the names that the user typed and the place of the first option given.
  func failure(of rule: OptionRule<Request>, _ request: Request) -> Failure {
    let entry = rule.options.lazy.compactMap { setting(of: $0).flatMap { winners($0).last } }.first
    return rule.failure(request, entry?.code ?? .usage, at: entry?.place ?? "") { option in
      guard let setting = setting(of: option) else { return option.property }
      return winners(setting).last?.typedName ?? (entry?.isFlag == false ? setting.name : "--\(setting.name)")
    }
  }

  private func setting(of option: OptionName) -> ToolSetting<Request>? {
    option.path.flatMap { path in Setting.all.first { $0.option == path } }
  }
}
