package import NMTSettings

/// The entries of a command line of `--name value`, `--name=value`, and `--name` or `--no-name` for switches, for tests
/// of setting tables without a flag parser.
package func flagEntries(_ words: [String]) -> [SettingEntry] {
  var entries: [SettingEntry] = []
  var rest = words[...]
  while let word = rest.popFirst() {
    let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let isSwitch = parts.count == 1 && rest.first?.hasPrefix("--") != false
    if isSwitch, parts[0].hasPrefix("no-") {
      entries.append(SettingEntry(name: String(parts[0].dropFirst(3)), text: "false", origin: .flag))
    } else {
      let text = parts.count == 2 ? parts[1] : isSwitch ? "true" : rest.removeFirst()
      entries.append(SettingEntry(name: parts[0], text: text, origin: .flag))
    }
  }
  return entries
}

/// Entries of a YAML file `c.yaml`, one per line.
package func fileEntries(_ lines: [(name: String, text: String)]) -> [SettingEntry] {
  lines.enumerated().map { index, line in
    SettingEntry(name: line.name, text: line.text, origin: .file("c.yaml", line: index + 1))
  }
}

/// Entries of a dumped file: its lines without comments, with lists one value at a time.
package func dumpedEntries(_ yaml: String) -> [SettingEntry] {
  fileEntries(
    yaml.split(separator: "\n").filter { !$0.hasPrefix("#") }.flatMap { line -> [(name: String, text: String)] in
      let colon = line.firstIndex(of: ":")!
      let text = line[line.index(after: colon)...].drop { $0 == " " }
      let values = text.hasPrefix("[") ? text.dropFirst().dropLast().split(separator: ",") : [text]
      return values.map { (String(line[..<colon]), $0 == "\"\"" ? "" : $0.drop { $0 == " " }.description) }
    })
}
