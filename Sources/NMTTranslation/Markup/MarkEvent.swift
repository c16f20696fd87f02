import NMTText

/// A part of a line with marks; the parts tile the line.
struct MarkEvent: Sendable {
  enum Kind: Sendable {
    case text
    case placeholder(PlaceholderKind)
    /// An opening tag and the index of its partner.
    case open(partner: Int)
    case close(partner: Int)
    /// Self-contained markup. An entity that only the document can resolve is a word.
    case alone(isWord: Bool)
    /// An opening or closing tag without a partner.
    case loose
  }

  var kind: Kind
  /// Text with entities decoded; empty for markup.
  var text: [UInt8] = []
  /// Range of bytes in the line.
  var raw: Range<Int>
  /// Whether the words on both sides are separate although there is no space between them.
  var separates = false
}

/// Splits a line into parts. No placeholder spans a tag. Tags are paired by name, nested as in XML: an opening tag has
/// no partner if something around it is closed first.
/// around it is closed before stays without a partner.
func markEvents(in line: [UInt8], _ options: MarkOptions) -> [MarkEvent] {
  var builder = MarkEventBuilder(line: line, kinds: Set(options.placeholders))
  for token in options.markup ? markup(in: line) : [] { builder.add(token) }
  return builder.finish()
}

private struct MarkEventBuilder {
  let line: [UInt8]
  let kinds: Set<PlaceholderKind>
  private var events: [MarkEvent] = []
  /// Text since the last tag with entities decoded, and for each of its bytes the position in the line.
  private var run: [UInt8] = []
  private var origins: [Int] = []
  /// End of the part of the line read so far.
  private var position = 0
  /// Opening tags without a partner yet, innermost last, and their number by name.
  private var waiting: [(event: Int, name: [UInt8])] = []
  private var waitingCount: [[UInt8]: Int] = [:]

  init(line: [UInt8], kinds: Set<PlaceholderKind>) {
    self.line = line
    self.kinds = kinds
  }

  mutating func add(_ token: MarkupToken) {
    addText(upTo: token.range.lowerBound)
    position = token.range.upperBound
    if case .character(let text) = token.kind {
      run += Array(text.utf8)
      origins += Array(repeating: token.range.lowerBound, count: text.utf8.count)
      return
    }
    endRun(at: token.range.lowerBound)
    var event = MarkEvent(kind: .loose, raw: token.range, separates: token.separatesWords(in: line))
    switch token.kind {
    case .open(let name):
      waiting.append((events.count, name))
      waitingCount[name, default: 0] += 1
    case .close(let name):
      guard waitingCount[name, default: 0] > 0 else { break }
      while let last = waiting.popLast() {
        waitingCount[last.name]! -= 1
        guard last.name == name else { continue }
        events[last.event].kind = .open(partner: events.count)
        event.kind = .close(partner: last.event)
        break
      }
    case .entity(let role): event.kind = .alone(isWord: role == .word)
    case .alone, .character: event.kind = .alone(isWord: false)
    }
    events.append(event)
  }

  mutating func finish() -> [MarkEvent] {
    addText(upTo: line.count)
    endRun(at: line.count)
    return events
  }

  private mutating func addText(upTo end: Int) {
    run += line[position..<end]
    origins += position..<end
    position = end
  }

  /// Splits the run at its placeholders.
  private mutating func endRun(at end: Int) {
    var start = 0
    let origins = origins + [end]
    func part(_ kind: MarkEvent.Kind, _ range: Range<Int>) -> MarkEvent {
      MarkEvent(kind: kind, text: Array(run[range]), raw: origins[range.lowerBound]..<origins[range.upperBound])
    }
    for found in kinds.isEmpty ? [] : placeholders(in: run) where kinds.contains(found.kind) {
      if start < found.range.lowerBound { events.append(part(.text, start..<found.range.lowerBound)) }
      events.append(part(.placeholder(found.kind), found.range))
      start = found.range.upperBound
    }
    if start < run.count { events.append(part(.text, start..<run.count)) }
    run.removeAll(keepingCapacity: true)
    self.origins.removeAll(keepingCapacity: true)
  }
}

/// Marks of a line that its translation must contain in equal number.
struct MarkInventory: Sendable, Equatable {
  /// Placeholders and markup as spelled in the line, with their numbers.
  private(set) var placeholders: [[UInt8]: Int] = [:]
  private(set) var tags: [[UInt8]: Int] = [:]
  /// Opening and closing tags without a partner.
  private(set) var looseTags = 0

  init(_ events: [MarkEvent], of line: [UInt8]) {
    for event in events {
      let raw = Array(line[event.raw])
      switch event.kind {
      case .text: break
      case .placeholder: placeholders[raw, default: 0] += 1
      case .open, .close, .alone: tags[raw, default: 0] += 1
      case .loose:
        tags[raw, default: 0] += 1
        looseTags += 1
      }
    }
  }

  var isEmpty: Bool { placeholders.isEmpty && tags.isEmpty }

  /// Whether another line has the same marks; further placeholders in it are allowed.
  func isMet(by other: MarkInventory) -> Bool {
    tags == other.tags && looseTags == other.looseTags
      && placeholders.allSatisfy { other.placeholders[$0.key] == $0.value }
  }

  var placeholderCount: Int { placeholders.values.reduce(0, +) }
  var tagCount: Int { tags.values.reduce(0, +) }
}
