import NMTSearch

/// Writes a translation with its marks: tags around the runs that they were projected onto, points in their gaps.
///
/// White space comes from the translation. It precedes an opening tag and follows a closing one, but never separates a
/// tag from its content; around a point it follows the source, as long as words stay separate.
package struct MarkRenderer {
  private let line: MarkedLine
  private let units: [TargetUnit]
  private let spans: [Range<Int>]
  /// Whether every placeholder is surrounded by spaces.
  private let isolates: Bool
  /// Children of each node in translation order; entry 0 is for top-level nodes.
  private var children: [[Int]]
  private var output: [UInt8] = []
  /// Opening tags waiting for their first word.
  private var opened: [UInt8] = []
  private var last: Item?

  private enum Item {
    case unit(Int)
    case point(Int)
  }

  package static func render(_ line: MarkedLine, _ target: TargetLine, isolates: Bool = false) -> [UInt8] {
    var renderer = MarkRenderer(line, target, MarkProjection(line, onto: target).spans, isolates: isolates)
    renderer.run()
    return renderer.output + target.end
  }

  private init(_ line: MarkedLine, _ target: TargetLine, _ spans: [Range<Int>], isolates: Bool) {
    self.line = line
    units = target.units
    self.spans = spans
    self.isolates = isolates
    children = Array(repeating: [], count: line.nodes.count + 1)
    for (index, node) in line.nodes.enumerated() { children[node.parent + 1].append(index) }
    for parent in children.indices {
      // An empty node precedes one that begins at the same place.
      children[parent].sort { a, b in
        (spans[a].lowerBound, spans[a].isEmpty ? 0 : 1, a) < (spans[b].lowerBound, spans[b].isEmpty ? 0 : 1, b)
      }
    }
  }

  /// Walks the tree. A frame holds a node, the number of its children already written, and the next unit.
  private mutating func run() {
    var frames = [(node: -1, next: 0, unit: 0)]
    while let (node, next, unit) = frames.last {
      let top = frames.count - 1
      let end = node < 0 ? units.count : spans[node].upperBound
      let inside = children[node + 1]
      if next < inside.count, spans[inside[next]].lowerBound <= unit {
        let child = inside[next]
        frames[top].next += 1
        if let tags = line.nodes[child].tags {
          opened += line.line[tags.open]
          frames[top].unit = max(unit, spans[child].upperBound)
          frames.append((child, 0, spans[child].lowerBound))
        } else {
          write(.point(child))
        }
      } else if unit < end {
        write(.unit(unit))
        frames[top].unit += 1
      } else {
        frames.removeLast()
        if node >= 0 { close(node) }
      }
    }
  }

  private mutating func close(_ node: Int) {
    // A pair without a word inside: its tags are adjacent.
    flushOpened(space: [])
    output += line.line[line.nodes[node].tags!.close]
  }

  private mutating func flushOpened(space: [UInt8]) {
    output += space + opened
    opened.removeAll()
  }

  private mutating func write(_ item: Item) {
    flushOpened(space: space(before: item))
    last = item
    switch item {
    case .unit(let index): output += units[index].raw ?? line.spelling.encode(units[index].text)
    case .point(let index): output += line.line[line.nodes[index].raw]
    }
  }

  // MARK: White space

  /// The space before an item: the translation's own between consecutive units, and before the first item.
  private func space(before item: Item) -> [UInt8] {
    guard let last else { return units.first?.space ?? [] }
    let isSpaced = isSpaced(last, item)
    guard case .unit(let next) = item, next > 0, isSpaced, !units[next].space.isEmpty else {
      return isSpaced ? [0x20] : []
    }
    return units[next].space
  }

  private func isSpaced(_ before: Item, _ after: Item) -> Bool {
    if isolates, isCopied(before) || isCopied(after) { return true }
    switch (before, after) {
    case (.unit, .unit(let next)): return !units[next].space.isEmpty
    case (.unit(let previous), .point(let index)):
      let point = line.nodes[index]
      return point.spaceBefore || (point.isWord && !point.joinsBefore && endsInsideWord(units[previous].text[...]))
    case (.point(let index), .unit(let next)): return isSpaced(line.nodes[index], next)
    case (.point(let a), .point(let b)):
      return line.nodes[a].spaceAfter || line.nodes[b].spaceBefore || (line.nodes[a].isWord && line.nodes[b].isWord)
    }
  }

  private func isSpaced(_ point: MarkNode, _ next: Int) -> Bool {
    let isWord = beginsInsideWord(units[next].text[...])
    if point.isWord, isWord, !point.joinsAfter { return true }
    guard next > 0, !units[next].space.isEmpty else { return point.spaceAfter && isWord }
    // The translation has a space here and the point has none on either side: the space follows the point.
    return point.spaceAfter || (!point.spaceBefore && !point.separates)
  }

  private func isCopied(_ item: Item) -> Bool {
    switch item {
    case .unit(let index): units[index].raw != nil
    case .point(let index): line.nodes[index].isWord
    }
  }
}
