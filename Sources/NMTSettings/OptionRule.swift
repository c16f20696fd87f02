package import NMTSystem

/// What must hold of one option of a `Root`: its range, or how it goes with others.
///
/// A range is declared once, beside its option; messages, `--help` and the check follow from it.
package struct OptionRule<Root>: Sendable {
  let option: OptionName
  /// The options that the rule is about, `option` first.
  var options: [OptionName] { [option] + (problem?.options ?? []) + expected.options }
  /// What is wrong, if it is not the value by itself: `"--score-tsv together with --score-targets"`.
  private let problem: OptionWords<Root>?
  private let expected: OptionWords<Root>
  /// For `--help`; nil for a rule about several options.
  let range: String?
  let holds: @Sendable (Root) -> Bool
  private let value: @Sendable (Root) -> String

  /// The option lies in `range`.
  package static func range<Allowed: OptionRangeExpression>(
    _ path: any KeyPath<Root, Allowed.Value> & Sendable, _ range: Allowed
  ) -> OptionRule { Self.range(path, range.optionRange) }

  /// The option lies in a range that Swift has no operator for: `.above(0)`.
  package static func range<Value>(
    _ path: any KeyPath<Root, Value> & Sendable, _ range: OptionRange<Value>
  ) -> OptionRule {
    OptionRule(
      option: OptionName(path), problem: nil, expected: "\(range.words)", range: range.words,
      holds: { range.contains($0[keyPath: path]) }, value: { $0[keyPath: path].settingText })
  }

  /// The option is nil or lies in `range`.
  package static func range<Allowed: OptionRangeExpression>(
    _ path: any KeyPath<Root, Allowed.Value?> & Sendable, _ range: Allowed
  ) -> OptionRule {
    let range = range.optionRange
    return OptionRule(
      option: OptionName(path), problem: nil, expected: "\(range.words)", range: range.words,
      holds: { root in root[keyPath: path].map(range.contains) ?? true },
      value: { $0[keyPath: path].settingText })
  }

  /// A limit of one option that no range says.
  package static func limit<Value>(
    _ path: any KeyPath<Root, Value> & Sendable, _ words: String, holds: @escaping @Sendable (Value) -> Bool
  ) -> OptionRule {
    OptionRule(
      option: OptionName(path), problem: nil, expected: "\(words)", range: words,
      holds: { holds($0[keyPath: path]) }, value: { settingText(of: $0[keyPath: path]) })
  }

  /// How the option goes with others.
  ///
  /// - Parameters:
  ///   - problem: what is wrong where it is not the value: `"together with \(\.scoreTargets)"`.
  ///   - expected: what would be right.
  package static func relation<Value>(
    _ path: any KeyPath<Root, Value> & Sendable, _ problem: OptionWords<Root>? = nil, expected: OptionWords<Root>,
    holds: @escaping @Sendable (Root) -> Bool
  ) -> OptionRule {
    OptionRule(
      option: OptionName(path), problem: problem, expected: expected, range: nil, holds: holds,
      value: { settingText(of: $0[keyPath: path]) })
  }

  /// The rules of an option that is itself a value with options.
  package static func within<Inner>(
    _ path: any KeyPath<Root, Inner> & Sendable, _ rules: [OptionRule<Inner>] = Inner.rules
  ) -> [OptionRule] where Inner: CheckedOptions {
    rules.map { rule in
      OptionRule(
        option: rule.option.within(path), problem: rule.problem?.within(path), expected: rule.expected.within(path),
        range: rule.range, holds: { rule.holds($0[keyPath: path]) }, value: { rule.value($0[keyPath: path]) })
    }
  }

  /// The rules of options that may be absent.
  package static func within<Inner: CheckedOptions>(_ path: any KeyPath<Root, Inner?> & Sendable) -> [OptionRule] {
    Inner.rules.map { rule in
      OptionRule(
        option: rule.option.within(path), problem: rule.problem?.within(path), expected: rule.expected.within(path),
        range: rule.range, holds: { root in root[keyPath: path].map(rule.holds) ?? true },
        value: { root in root[keyPath: path].map(rule.value) ?? "" })
    }
  }

  /// The failure of a `root` that breaks the rule.
  func failure(
    _ root: Root, _ code: Failure.Code, at place: String = "", name: (OptionName) -> String = \.property
  ) -> Failure {
    let problem = problem?.text(name) ?? "is \(value(root))"
    return Failure(code, "\(name(option)) \(problem)", at: place, expected: expected.text(name))
  }
}

/// Options whose ranges are declared beside them.
package protocol CheckedOptions: Sendable {
  /// In the order in which they are checked.
  static var rules: [OptionRule<Self>] { get }
}

extension CheckedOptions {
  /// Throws the failure that names the first option that breaks a rule, its value and what is allowed.
  package func checkRules(_ code: Failure.Code = .badConfiguration) throws {
    if let rule = Self.rules.first(where: { !$0.holds(self) }) { throw rule.failure(self, code) }
  }
}

/// A value as a user would write it.
private func settingText(of value: Any) -> String {
  switch value {
  case let value as any SettingValue: value.settingText
  case let value as any RawRepresentable: "\(value.rawValue)"
  case let value as [String]: value.joined(separator: " ")
  default: "\(value)"
  }
}
