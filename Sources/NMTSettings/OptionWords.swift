/// The place of an option in a value: a key path, by which a table finds the option's flag.
///
/// Unchecked because Swift does not know that a composed path is sendable; key paths to stored properties hold no
/// mutable state.
package struct OptionPath: Hashable, @unchecked Sendable {
  private let path: AnyKeyPath

  init(_ path: AnyKeyPath) { self.path = path }

  /// The path through `outer`; nil if `outer` is optional and its members have no path.
  func within(_ outer: AnyKeyPath) -> OptionPath? { outer.appending(path: path).map(OptionPath.init) }

  /// The property's name, such as `"encoderWidth"`, which Swift provides for stored properties.
  var property: String { "\(path)".split(separator: ".").last.map(String.init) ?? "\(path)" }
}

/// An option as named by a rule.
struct OptionName: Sendable {
  /// Nil if no key path leads to the option.
  var path: OptionPath?
  /// Name of the option for users of the library.
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

/// A description of options of a `Root`. Options are named by key paths, so that readers see the names they typed:
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

  /// Options that the description names.
  var options: [OptionName] {
    parts.compactMap { if case .option(let option) = $0 { option } else { nil } }
  }

  private init(parts: [Part]) { self.parts = parts }
  package init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }
  package init(stringLiteral text: String) { parts = [.text(text)] }

  /// The description, with each option under the name returned by `name`.
  func text(_ name: (OptionName) -> String) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .option(let option): name(option)
      }
    }.joined()
  }

  /// The description for a value that holds the root at `path`.
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
