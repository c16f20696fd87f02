import CICU

/// A script, identified by its four-letter ISO 15924 code: `Script("Latn")`.
public struct Script: Hashable, Sendable {
  let number: Int32

  /// Nil if ICU does not know the script.
  public init?(_ name: String) {
    guard let number = Script.numbers(of: name).first, name.utf8.count == 4 else { return nil }
    self.number = number
  }

  init(number: Int32) { self.number = number }

  /// Four-letter ISO 15924 code, such as `"Latn"`.
  public var name: String { String(cString: cicu_script_name(number)) }

  /// Scripts that a language is written in, the usual one first: `"ja"` → Kana, Hira, Hani. Empty if unknown.
  public static func scripts(ofLanguage locale: String) -> [Script] { numbers(of: locale).map(Script.init(number:)) }

  private static func numbers(of name: String) -> [Int32] {
    var numbers = [Int32](repeating: 0, count: 16)
    let count = cicu_scripts_of(name, &numbers, Int32(numbers.count))
    return Array(numbers.prefix(Int(count)))
  }
}

/// Share of a line's letters that belong to the given scripts, 0…1; 1 for a line without letters.
public func scriptShare(_ text: String, of scripts: [Script]) -> Double {
  var inside = 0
  var letters = 0
  forEachLetter(text) { scalar, script in
    letters += 1
    // A letter shared by several scripts counts for each of them.
    if scripts.contains(where: { $0.number == script || cicu_has_script(scalar, $0.number) }) { inside += 1 }
  }
  return letters == 0 ? 1 : Double(inside) / Double(letters)
}

/// The script of most letters in a line; nil without letters. Ties go to the lowest ICU script number.
public func dominantScript(_ text: String) -> Script? {
  var counts: [Int32: Int] = [:]
  forEachLetter(text) { _, script in counts[script, default: 0] += 1 }
  return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { Script(number: $0.key) }
}

private func forEachLetter(_ text: String, _ body: (_ scalar: UInt32, _ script: Int32) -> Void) {
  for scalar in text.unicodeScalars where cicu_kind_of(scalar.value) == cicu_letter {
    let script = cicu_script(scalar.value)
    if script >= 0 { body(scalar.value, script) }
  }
}
