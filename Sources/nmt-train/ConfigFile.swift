import NMTSystem
import NMTTraining
import Yams

/// The settings of a YAML file: one mapping of keys to scalars.
enum ConfigFile {
  static func entries(path: String) throws -> [SettingEntry] {
    let bytes = try readWholeFile(path, limit: 1 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.badConfiguration, "is not valid UTF-8", at: path, expected: "a YAML file")
    }
    guard let root = try node(text, path) else { return [] }
    guard let mapping = root.mapping else {
      throw Failure(
        .badConfiguration, "is not a mapping", at: place(path, root), expected: "lines like 'learning-rate: 0.001'")
    }
    return try entries(of: mapping, path)
  }

  private static func node(_ text: String, _ path: String) throws -> Node? {
    do {
      return try Yams.compose(yaml: text)
    } catch let error as YamlError {
      var line = ""
      var problem = "\(error)"
      switch error {
      case .scanner(_, let what, let mark, _), .parser(_, let what, let mark, _), .composer(_, let what, let mark, _):
        line = ":\(mark.line)"
        problem = what
      default: break
      }
      throw Failure(.badConfiguration, "is no YAML: \(problem)", at: path + line, expected: "lines like 'seed: 1'")
    }
  }

  private static func entries(of mapping: Node.Mapping, _ path: String) throws -> [SettingEntry] {
    var lines: [String: Int] = [:]
    return try mapping.map { key, value in
      let line = key.mark?.line ?? 0
      guard let name = key.scalar?.string else {
        throw Failure(.badConfiguration, "a key is not text", at: "\(path):\(line)", expected: "the name of a setting")
      }
      guard let text = value.scalar?.string else {
        throw Failure(.badConfiguration, "\(name) is a list or a mapping", at: "\(path):\(line)", expected: "one value")
      }
      if let first = lines.updateValue(line, forKey: name) {
        throw Failure(
          .badConfiguration, "\(name) is there twice", at: "\(path):\(line)", expected: "only line \(first)")
      }
      return SettingEntry(name: name, text: text, origin: .file(path, line: line))
    }
  }

  private static func place(_ path: String, _ node: Node) -> String { "\(path):\(node.mark?.line ?? 1)" }
}
