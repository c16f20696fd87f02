package import NMTSystem

/// A condition on one option of a `Root`: its range, or its relation to other options.
///
/// A range is declared once, beside its option; messages, `--help` and the check follow from it.
package struct OptionRule<Root>: Sendable {
  let option: OptionName
  /// Options that the rule involves, `option` first.
  var options: [OptionName] { [option] + (problem?.options ?? []) + expected.options }
  /// Description of the problem if it is not the value alone: `"--score-tsv together with --score-targets"`.
  private let problem: OptionWords<Root>?
  private let expected: OptionWords<Root>
  /// Range for `--help`; nil for a rule about several options.
  let range: String?
  let holds: @Sendable (Root) -> Bool
  private let value: @Sendable (Root) -> String

  /// Requires the option to lie in `range`.
  package static func range<Allowed: OptionRangeExpression>(
    _ path: any KeyPath<Root, Allowed.Value> & Sendable, _ range: Allowed
  ) -> OptionRule { Self.range(path, range.optionRange) }

  /// Requires the option to lie in a range without a Swift operator: `.above(0)`.
  package static func range<Value>(
    _ path: any KeyPath<Root, Value> & Sendable, _ range: OptionRange<Value>
  ) -> OptionRule {
    OptionRule(
      option: OptionName(path), problem: nil, expected: "\(range.words)", range: range.words,
      holds: { range.contains($0[keyPath: path]) }, value: { $0[keyPath: path].settingText })
  }

  /// Requires the option to be nil or to lie in `range`.
  package static func range<Allowed: OptionRangeExpression>(
    _ path: any KeyPath<Root, Allowed.Value?> & Sendable, _ range: Allowed
  ) -> OptionRule {
    let range = range.optionRange
    return OptionRule(
      option: OptionName(path), problem: nil, expected: "\(range.words)", range: range.words,
      holds: { root in root[keyPath: path].map(range.contains) ?? true },
      value: { $0[keyPath: path].settingText })
  }

  /// Restricts one option by a condition that is not a range.
  package static func limit<Value>(
    _ path: any KeyPath<Root, Value> & Sendable, _ words: String, holds: @escaping @Sendable (Value) -> Bool
  ) -> OptionRule {
    OptionRule(
      option: OptionName(path), problem: nil, expected: "\(words)", range: words,
      holds: { holds($0[keyPath: path]) }, value: { settingText(of: $0[keyPath: path]) })
  }

  /// Relates an option to others.
  ///
  /// - Parameters:
  /// - problem: the problem if it is not the value itself: `"together with \(\.scoreTargets)"`.
  /// - expected: description of what is allowed.
  package static func relation<Value>(
    _ path: any KeyPath<Root, Value> & Sendable, _ problem: OptionWords<Root>? = nil, expected: OptionWords<Root>,
    holds: @escaping @Sendable (Root) -> Bool
  ) -> OptionRule {
    OptionRule(
      option: OptionName(path), problem: problem, expected: expected, range: nil, holds: holds,
      value: { settingText(of: $0[keyPath: path]) })
  }

  /// The rules of an option whose value itself has options.
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

  /// Describes how `root` breaks the rule.
  func failure(
    _ root: Root, _ code: Failure.Code, at place: String = "", name: (OptionName) -> String = \.property
  ) -> Failure {
    let problem = problem?.text(name) ?? "is \(value(root))"
    return Failure(code, "\(name(option)) \(problem)", at: place, expected: expected.text(name))
  }
}

/// Options whose ranges are declared beside them.
package protocol CheckedOptions: Sendable {
  /// Rules in the order in which they are checked.
  static var rules: [OptionRule<Self>] { get }
}

extension CheckedOptions {
  /// Throws a failure for the first option that breaks a rule, with its value and what is allowed.
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
