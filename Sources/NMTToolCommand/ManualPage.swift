import NMTSettings
import NMTSystem

extension Tool {
  /// The tool's page for man(1), in man(7) macros.
  static var manualPage: String {
    let sections = Request.sections.map { section in
      ([".SS \(roff(section.title))"] + section.settings.map(entry)).joined(separator: "\n")
    }
    let synopsis = usage.utf8.split(separator: 0x0A).map { roff(String(Substring($0))) }.joined(separator: "\n.br\n")
    return [
      ".TH \(roff(name.uppercased())) 1 \"\" \"Tolmács \(roff(toolVersion))\"",
      ".SH NAME", "\(roff(name)) \\- \(roff(abstract))",
      ".SH SYNOPSIS", ".nh", ".ad l", synopsis,
      ".SH DESCRIPTION", roff(discussion),
      ".SH SETTINGS", sections.joined(separator: "\n"),
      ".SS Settings from a file",
      entry(flags: "\\fB\\-\\-config\\fR \\fIfile\\fR", CommonFlag.config),
      entry(flags: "\\fB\\-\\-dump\\-config\\fR", CommonFlag.dump),
      ".SS Other flags",
      entry(flags: "\\fB\\-\\-version\\fR", "Show the version."),
      entry(flags: "\\fB\\-h\\fR, \\fB\\-\\-help\\fR", "Show help information."),
    ].joined(separator: "\n")
  }

  private static func entry(_ setting: ToolSetting<Request>) -> String {
    let names =
      setting.keys.flatMap { setting.isOn ? ["--\($0)", "--no-\($0)"] : ["--\($0)"] }
      + setting.aliases.filter { $0.hasPrefix("-") }
    let value = setting.isSwitch ? "" : " \\fI\(roff(setting.form.placeholder))\\fR"
    return entry(flags: names.map { "\\fB\(roff($0))\\fR\(value)" }.joined(separator: ", "), setting.sentence)
  }

  private static func entry(flags: String, _ text: String) -> String { ".TP\n\(flags)\n\(roff(text))" }

  /// Escapes text that roff would take for a command.
  private static func roff(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("'", with: "\\(aq")
    return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
  }
}
