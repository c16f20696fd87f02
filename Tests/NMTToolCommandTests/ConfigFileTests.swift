import NMTSettings
import NMTSystem
import NMTTestSupport
import NMTToolCommand
import Testing

@Suite struct ConfigFileTests {
  /// Entries of a file with this text, as `name: text (line)`.
  private func entries(_ text: String, lists: Set<String> = []) throws -> [String] {
    let directory = TemporaryDirectory()
    let path = try directory.write(text, to: "settings.yaml")
    return try ConfigFile.entries(path: path, lists: lists).map { entry in
      guard case .file(_, let line) = entry.origin else { return "\(entry.name) is no entry of a file" }
      return "\(entry.name): \(entry.text) (\(line))"
    }
  }

  private func failure(_ text: String) -> Failure? {
    do {
      _ = try entries(text)
      return nil
    } catch { return error as? Failure }
  }

  @Test func valuesHaveTheirLines() throws {
    #expect(try entries("# sizes\nseed: 5\n\nlearning-rate: \"1e-3\"\n") == ["seed: 5 (2)", "learning-rate: 1e-3 (4)"])
    #expect(try entries("# nothing but a comment\n").isEmpty)
  }

  @Test func onlyAListTakesSeveralValues() throws {
    #expect(try entries("model: [a, \"b c\"]\n", lists: ["model"]) == ["model: a (1)", "model: b c (1)"])
    #expect(failure("model: [a, b]\n")?.description.contains("list or a mapping") == true)
  }

  @Test(arguments: [
    ("- seed\n", "is not a mapping"), ("seed: 1\nseed: 2\n", "seed is given twice"), ("seed: [\n", "is not valid YAML"),
    ("? [a]\n: 1\n", "a key is not text"),
    ("a: &a 1\nb: [" + [String](repeating: "*a", count: 17).joined(separator: ", ") + "]\n", "aliases"),
  ])
  func whatIsWrongIsNamedWithItsPlace(text: String, problem: String) throws {
    let found = try #require(failure(text))
    #expect(found.code == .badConfiguration && found.description.contains(problem), "\(found)")
    #expect(found.place.contains("settings.yaml"))
  }
}
