/// Places the marks of a line in its translation by alignment-based projection of spans, as in Müller 2017, "Treatment
/// of markup in statistical machine translation", section 4, and Hanneman & Dinu 2020, "How should markup tags be
/// translated?", section 3, but with soft attention instead of hard links.
///
/// A pair of tags encloses the run of target units with the largest sum of (share of attention on the tags' content −
/// ½), within the run of its parent and without overlapping siblings, so pairs stay balanced and nested whatever the
/// attention. A pair around all of its parent's text encloses all of its parent's run. A point is placed where it best
/// separates the units that attend to its left from those that attend to its right.
struct MarkProjection {
  private let nodes: [MarkNode]
  private let target: TargetLine
  private let ink: Int
  /// Units enclosed by each node; empty for a point.
  private(set) var spans: [Range<Int>]
  /// The innermost pair around each unit so far; -1 for none.
  private var owners: [Int]

  init(_ line: MarkedLine, onto target: TargetLine) {
    self.init(nodes: line.nodes, ink: line.ink, onto: target)
    var children = Array(repeating: [Int](), count: nodes.count + 1)
    for (index, node) in nodes.enumerated() { children[node.parent + 1].append(index) }
    for parent in -1..<nodes.count where !children[parent + 1].isEmpty { place(children[parent + 1], in: parent) }
  }

  private init(nodes: [MarkNode], ink: Int, onto target: TargetLine) {
    self.nodes = nodes
    self.target = target
    self.ink = ink
    spans = Array(repeating: 0..<0, count: nodes.count)
    owners = Array(repeating: -1, count: target.units.count)
  }

  // MARK: Nodes

  /// Places the direct children of a pair whose span is known.
  private mutating func place(_ children: [Int], in parent: Int) {
    let span = parent < 0 ? 0..<target.units.count : spans[parent]
    let whole = parent < 0 ? 0..<ink : nodes[parent].ink
    let pairs = children.filter { nodes[$0].tags != nil }
    for child in pairs { placePair(child, parent, whole: whole, in: span) }
    if pairs.reduce(0, { $0 + nodes[$1].ink.count }) == whole.count { closeGaps(pairs, in: span) }
    for child in children where nodes[child].tags == nil {
      let gap = self.gap(at: nodes[child].ink.lowerBound, parent: parent, whole: whole, in: span)
      spans[child] = gap..<gap
    }
  }

  private mutating func placePair(_ child: Int, _ parent: Int, whole: Range<Int>, in span: Range<Int>) {
    let ink = nodes[child].ink
    if ink == whole {
      spans[child] = span
    } else if let run = run(of: ink, in: span, orStrongest: true, where: { owners[$0] == parent }) {
      spans[child] = run
    } else {
      let gap = self.gap(at: ink.lowerBound, parent: parent, whole: whole, in: span)
      spans[child] = gap..<gap
    }
    for unit in spans[child] { owners[unit] = child }
  }

  /// Closes gaps between pairs that together hold all of their parent's text: each extends to the next one.
  private mutating func closeGaps(_ pairs: [Int], in span: Range<Int>) {
    let placed = pairs.filter { !spans[$0].isEmpty }.sorted { spans[$0].lowerBound < spans[$1].lowerBound }
    for (number, pair) in placed.enumerated() {
      let start = number == 0 ? span.lowerBound : spans[pair].lowerBound
      let end = number + 1 < placed.count ? spans[placed[number + 1]].lowerBound : span.upperBound
      spans[pair] = start..<end
      for unit in start..<end { owners[unit] = pair }
    }
  }

  // MARK: Runs and gaps

  /// The run of free units that attends more to a part of the source than to the rest. If there is none, returns the
  /// unit that attends to it most, if `orStrongest`.
  private func run(
    of ink: Range<Int>, in span: Range<Int>, orStrongest: Bool, where isFree: (Int) -> Bool
  ) -> Range<Int>? {
    let (subwords, weights) = target.source.weights(ink)
    var best: (run: Range<Int>, sum: Float)?
    var strongest: (unit: Int, mass: Float)?
    var (start, sum): (Int, Float) = (0, 0)
    for unit in target.units(from: subwords).clamped(to: span) {
      guard isFree(unit) else {
        sum = 0
        continue
      }
      let mass = target.mass(unit, subwords, weights)
      if mass > strongest?.mass ?? 0 { strongest = (unit, mass) }
      if sum <= 0 { (start, sum) = (unit, 0) }
      sum += mass - 0.5
      if sum > best?.sum ?? 0 { best = (start..<unit + 1, sum) }
    }
    return best?.run ?? (orStrongest ? strongest.map { $0.unit..<$0.unit + 1 } : nil)
  }

  /// The gap between two units that best separates attention before a place of the source from attention after it,
  /// outside neighboring pairs and required phrases; near subwords count more.
  private func gap(at place: Int, parent: Int, whole: Range<Int>, in span: Range<Int>) -> Int {
    if place <= whole.lowerBound { return span.lowerBound }
    if place >= whole.upperBound { return span.upperBound }
    let subwordCount = target.source.starts.count - 1
    let next = min(subwordCount, target.source.partition { $0 > Double(place) - 0.5 })
    let near = target.units(from: max(0, next - 1)..<min(subwordCount, next + 1)).clamped(to: span)
    func isOpen(_ gap: Int) -> Bool {
      if gap <= span.lowerBound || gap >= span.upperBound { return true }
      return (owners[gap - 1] != owners[gap] || owners[gap] == parent) && !target.isInsidePhrase(gap)
    }
    var best: (gap: Int, sum: Float)?
    var sum: Float = 0
    if isOpen(near.lowerBound) { best = (near.lowerBound, 0) }
    for unit in near {
      let window = target.source.windows[target.units[unit].window]
      for subword in window {
        let distance = subword < next ? Float(next - subword) : Float(next - subword - 1)
        sum += target.units[unit].attention[subword - window.lowerBound] / distance
      }
      if isOpen(unit + 1), best.map({ sum > $0.sum }) ?? true { best = (unit + 1, sum) }
    }
    return best?.gap ?? span.lowerBound
  }

  // MARK: Without marks

  /// The free units that translate a part of the source; nil if none attends to it.
  static func run(of ink: Range<Int>, on target: TargetLine, where isFree: (Int) -> Bool) -> Range<Int>? {
    MarkProjection(nodes: [], ink: 0, onto: target).run(
      of: ink, in: 0..<target.units.count, orStrongest: false, where: isFree)
  }

  /// The position in the translation that corresponds to a place in the source.
  static func gap(at place: Int, of ink: Int, on target: TargetLine) -> Int {
    MarkProjection(nodes: [], ink: ink, onto: target)
      .gap(at: place, parent: -1, whole: 0..<ink, in: 0..<target.units.count)
  }
}
