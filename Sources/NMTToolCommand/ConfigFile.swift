package import NMTSettings
import NMTSystem
import Yams

/// Reads settings from a YAML file: one mapping of keys to scalars, or to lists of scalars for settings with several
/// values.
package enum ConfigFile {
  /// - Parameters:
  ///   - path: `"-"` is stdin.
  /// - lists: names of the settings that may be lists.
  package static func entries(path: String, lists: Set<String> = []) throws -> [SettingEntry] {
    let name = path == "-" ? "stdin" : path
    return try entries(path == "-" ? readStandardInput() : readWholeFile(path, limit: sizeLimit), name, lists)
  }

  private static let sizeLimit = 1 << 18

  private static func readStandardInput() throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: sizeLimit + 1)
    var count = 0
    while count < bytes.count {
      let read = try bytes.withUnsafeMutableBytes { buffer in
        try Descriptor.read(0, into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]), name: "stdin")
      }
      if read == 0 { return Array(bytes[..<count]) }
      count += read
    }
    throw Failure(.badConfiguration, "is too long", at: "stdin", expected: "a YAML file of at most \(sizeLimit) bytes")
  }

  private static func entries(_ bytes: [UInt8], _ path: String, _ lists: Set<String>) throws -> [SettingEntry] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.badConfiguration, "is not valid UTF-8", at: path, expected: "a YAML file")
    }
    try refuseManyAliases(bytes, path)
    guard let root = try node(text, path) else { return [] }
    guard let mapping = root.mapping else {
      throw Failure(
        .badConfiguration, "is not a mapping of settings to values", at: place(path, root),
        expected: "lines like 'learning-rate: 0.001'")
    }
    return try entries(of: mapping, path, lists)
  }

  /// Nested aliases make a small file expand to an enormous value, which the parser compares when it is used as a key.
  /// A few cannot expand far, and settings need none.
  private static func refuseManyAliases(_ bytes: [UInt8], _ path: String) throws {
    let openers = Set(" \t\n\r[{,:-?".utf8)
    let count = zip(bytes, bytes.dropFirst()).count { openers.contains($0) && $1 == UInt8(ascii: "*") }
    guard count <= 16 else {
      throw Failure(.badConfiguration, "has \(count) aliases", at: path, expected: "values without '*name'")
    }
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
      case .duplicatedKeysInMapping(let names, _):
        throw givenTwice(names.min() ?? "", text, path)
      default: break
      }
      throw Failure(
        .badConfiguration, "is not valid YAML: \(problem)", at: path + line, expected: "lines like 'seed: 1'")
    }
  }

  private static func givenTwice(_ name: String, _ text: String, _ path: String) -> Failure {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let places = lines.indices.filter { lines[$0].starts(with: "\(name):".utf8) }.map { $0 + 1 }
    guard places.count > 1 else {
      return Failure(.badConfiguration, "\(name) is given twice", at: path, expected: "each setting once")
    }
    return Failure(
      .badConfiguration, "\(name) is given twice", at: "\(path):\(places[1])",
      expected: "only the one on line \(places[0])")
  }

  private static func entries(
    of mapping: Node.Mapping, _ path: String, _ lists: Set<String>
  ) throws -> [SettingEntry] {
    try mapping.flatMap { key, value in
      let line = key.mark?.line ?? 0
      guard let name = key.scalar?.string else {
        throw Failure(.badConfiguration, "a key is not text", at: "\(path):\(line)", expected: "the name of a setting")
      }
      let several = lists.contains(name) ? value.sequence.map { $0.map { $0.scalar?.string } } : nil
      guard let texts = (several ?? [value.scalar?.string]) as? [String] else {
        throw Failure(.badConfiguration, "\(name) is a list or a mapping", at: "\(path):\(line)", expected: "one value")
      }
      return texts.map { SettingEntry(name: name, text: $0, origin: .file(path, line: line)) }
    }
  }

  private static func place(_ path: String, _ node: Node) -> String { "\(path):\(node.mark?.line ?? 1)" }
}
