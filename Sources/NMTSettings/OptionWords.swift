/// The place of an option in a value: a key path, by which a table finds the option's flag.
///
/// Key paths to stored properties hold nothing that could change, which Swift cannot see of a composed path.
package struct OptionPath: Hashable, @unchecked Sendable {
  private let path: AnyKeyPath

  init(_ path: AnyKeyPath) { self.path = path }

  /// The path through `outer`; nil where that is optional and its members have no path.
  func within(_ outer: AnyKeyPath) -> OptionPath? { outer.appending(path: path).map(OptionPath.init) }

  /// The property's name, such as `"encoderWidth"`, which Swift knows for stored properties.
  var property: String { "\(path)".split(separator: ".").last.map(String.init) ?? "\(path)" }
}

/// One option as a rule names it.
struct OptionName: Sendable {
  /// Nil where no path leads to it.
  var path: OptionPath?
  /// What a user of the library knows it by.
  let property: String

  init(_ path: AnyKeyPath) {
    self.path = OptionPath(path)
    property = OptionPath(path).property
  }

  func within(_ outer: AnyKeyPath) -> OptionName {
    var name = self
    name.path = path?.within(outer)
    return name
  }
}

/// Words about options of a `Root`. Those they name are key paths, so that each reader gets the name they typed:
///
///     "\(\.encoderWidth) = \(\.decoderWidth) for copied states"
package struct OptionWords<Root>: Sendable, ExpressibleByStringInterpolation {
  fileprivate enum Part: Sendable {
    case text(String)
    case option(OptionName)
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var parts: [Part] = []

    package init(literalCapacity: Int, interpolationCount: Int) {}
    package mutating func appendLiteral(_ literal: String) { parts.append(.text(literal)) }
    package mutating func appendInterpolation(_ text: String) { parts.append(.text(text)) }
    package mutating func appendInterpolation(_ option: PartialKeyPath<Root>) {
      parts.append(.option(OptionName(option)))
    }
  }

  private let parts: [Part]

  /// The options that the words name.
  var options: [OptionName] {
    parts.compactMap { if case .option(let option) = $0 { option } else { nil } }
  }

  private init(parts: [Part]) { self.parts = parts }
  package init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }
  package init(stringLiteral text: String) { parts = [.text(text)] }

  /// The words with each option under the name that `name` gives it.
  func text(_ name: (OptionName) -> String) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .option(let option): name(option)
      }
    }.joined()
  }

  /// These words about a value that holds the root at `path`.
  func within<Outer>(_ path: PartialKeyPath<Outer>) -> OptionWords<Outer> {
    OptionWords<Outer>(
      parts: parts.map { part in
        switch part {
        case .text(let text): .text(text)
        case .option(let option): .option(option.within(path))
        }
      })
  }
}
