extension ToolSetting where Request: SettingRequest {
  /// Writes the request as a YAML file that reads back as the same request.
  ///
  /// The file holds no YAML aliases. Values implied by a preset are written as comments, so that editing the preset
  /// changes them. If all implied values were overridden, the preset is the comment.
  package static func yaml(_ request: Request) -> String {
    var implied: [String: String] = [:]
    var idle: Set<String> = []
    for setting in all where !setting.implying.isEmpty {
      let text = setting.read(request)
      var alone = Request()
      guard !text.isEmpty, setting.write(&alone, text) else { continue }
      for other in setting.implied { implied[other.name] = other.read(alone) }
      if setting.implied.allSatisfy({ $0.read(request) != $0.read(alone) }) { idle.insert(setting.name) }
    }
    return Request.sections.map { section in
      let lines = section.settings.map { setting in
        let text = setting.yamlValue(request)
        let isComment =
          text.isEmpty || idle.contains(setting.name) || implied[setting.name] == setting.read(request)
        return (isComment ? "# " : "") + (text.isEmpty ? "\(setting.name):" : "\(setting.name): \(text)")
      }
      return (["# \(section.title)"] + lines).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  /// The value in YAML; empty if there is none.
  private func yamlValue(_ request: Request) -> String {
    if let texts { return "[" + texts(request).map(yamlScalar).joined(separator: ", ") + "]" }
    let text = read(request)
    return text.isEmpty && (!implying.isEmpty || read(Request()).isEmpty) ? "" : yamlScalar(text)
  }
}

/// A plain YAML scalar where that is safe, else double quotes (YAML 1.2, section 7.3.1).
private func yamlScalar(_ text: String) -> String {
  let plain = text.unicodeScalars.allSatisfy {
    $0.value < 128 && ($0.properties.isAlphabetic || "0123456789-_./+".unicodeScalars.contains($0))
  }
  let reserved = ["", "-", "~", "null", "Null", "NULL", "yes", "no", "on", "off"].contains(text)
  if plain && !reserved { return text }
  var escaped = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": escaped += "\\\(scalar)"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      let hex = String(scalar.value, radix: 16)
      escaped += "\\x" + String(repeating: "0", count: 2 - hex.count) + hex
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return "\"\(escaped)\""
}
