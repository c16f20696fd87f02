import ArgumentParser
package import NMTSettings
import NMTSystem

/// A tool whose command line, help, YAML file, completions and manual follow from one table of settings.
package protocol Tool {
  associatedtype Request: SettingRequest
  /// Name of the tool, such as `"nmt-train"`.
  static var name: String { get }
  /// One sentence for `--help`.
  static var abstract: String { get }
  /// Command lines for `--help`, one per line.
  static var usage: String { get }
  /// Further text of `--help`.
  static var discussion: String { get }
  /// Executes the request.
  ///
  /// - Parameter config: path of the YAML file, if given.
  static func run(_ request: Request, config: String?) throws
}

extension Tool {
  /// Entry point for `@main`: reads the command line and the YAML file, and runs the tool.
  package static func main() {
    do {
      let words = try joiningSwitches(Array(CommandLine.arguments.dropFirst()))
      var command = try TableCommand<Self>.parseAsRoot(words)
      if let command = command as? TableCommand<Self> { runTool(name) { try run(command) } }
      try command.run()  // ArgumentParser's own: it throws what --help prints.
    } catch let failure as Failure {
      runTool(name) { throw failure }
    } catch {
      TableCommand<Self>.leave(for: error)
    }
  }

  private static func run(_ command: TableCommand<Self>) throws {
    guard !command.printsManual else { return try writeToOutput(manualPage) }
    let lists = Set(ToolSetting<Request>.all.filter(\.isList).flatMap(\.keys))
    let file = try command.config.map { try ConfigFile.entries(path: $0, lists: lists) } ?? []
    let entries = try file + command.entries()
    let request = try Request(entries: entries)
    guard !command.dumpsConfig else { return try writeToOutput(ToolSetting.yaml(request)) }
    do {
      try run(request, config: command.config)
    } catch let failure as Failure {
      throw Request.placed(failure, among: entries)
    }
  }

  /// Rejects reading both settings and input from stdin.
  package static func requireFreeInput(_ config: String?, _ inputs: [String]) throws {
    guard config == "-", inputs.contains("-") else { return }
    throw Failure(
      .usage, "stdin is given for both the settings and an input", at: "", expected: "one of them",
      remedy: "name a file for the other")
  }

  /// Rewrites `--name true`, `--name=true` and the like to `--name` and `--no-name`, since ArgumentParser's flags take
  /// no value.
  private static func joiningSwitches(_ words: [String]) throws -> [String] {
    let switches = Set(ToolSetting<Request>.all.filter(\.isSwitch).flatMap(\.keys).map { "--\($0)" })
    var joined: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" { return joined + [word] + rest }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let flag = parts.first, switches.contains(flag) else {
        joined.append(word)
        continue
      }
      var text = parts.count == 2 ? parts[1] : "true"
      if parts.count == 1, let next = rest.first, Bool(next) != nil { text = rest.removeFirst() }
      guard let value = Bool(text) else {
        throw Failure(.usage, "'\(text)' is not a valid value for \(flag)", at: "", expected: Bool.expected)
      }
      joined.append(value ? flag : "--no-" + flag.dropFirst(2))
    }
    return joined
  }
}
