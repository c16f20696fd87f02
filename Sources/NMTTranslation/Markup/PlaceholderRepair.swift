import NMTSearch

/// Matches the placeholders of a translation to those of its source: removes surplus copies, and puts missing ones in
/// place of their translations, or where they belong by alignment.
///
/// Handles only placeholders that the model has seen; those set aside must not have been inserted yet.
package func repairPlaceholders(
  of line: MarkedLine, in target: inout TargetLine
) -> (placed: Int, removed: Int) {
  var wanted: [[UInt8]: [Int]] = [:]
  for (index, copied) in line.copied.enumerated() { wanted[copied.text, default: []].append(index) }
  var found: [[UInt8]: [Int]] = [:]
  for (unit, value) in target.units.enumerated() where value.isPlaceholder {
    if wanted[value.text] != nil || line.aside.contains(value.text) { found[value.text, default: []].append(unit) }
  }
  var (surplus, missing): (Set<Int>, [Int]) = ([], [])
  for (text, units) in found {
    let occurrences = wanted[text] ?? []
    let pairs = matches(occurrences.map { line.copied[$0] }, units, target)
    surplus.formUnion(Set(units).subtracting(pairs.map(\.unit)))
    for pair in pairs {
      settle(&target, pair.unit, line.copied[occurrences[pair.copied]], isOnly: occurrences.count == 1)
    }
    missing += occurrences.indices.filter { number in !pairs.contains { $0.copied == number } }.map { occurrences[$0] }
  }
  missing += wanted.filter { found[$0.key] == nil }.flatMap(\.value)
  remove(surplus, from: &target)
  for index in missing.sorted() { insert(line.copied[index], of: line, into: &target) }
  return (missing.count, surplus.count)
}

/// Pairs copies with occurrences: in order if their numbers are equal, else by strongest attention.
private func matches(
  _ copied: [CopiedText], _ units: [Int], _ target: TargetLine
) -> [(copied: Int, unit: Int)] {
  if copied.count == units.count { return Array(zip(copied.indices, units)) }
  var free = units
  var pairs: [(copied: Int, unit: Int)] = []
  for (number, text) in copied.enumerated() {
    let (subwords, weights) = target.source.weights(text.ink)
    guard
      let best = free.indices.max(by: { a, b in
        target.mass(free[a], subwords, weights) < target.mass(free[b], subwords, weights)
      })
    else { break }
    pairs.append((number, free.remove(at: best)))
  }
  return pairs
}

/// Spells a copy as the source does, and attributes it to its only occurrence.
private func settle(_ target: inout TargetLine, _ unit: Int, _ copied: CopiedText, isOnly: Bool) {
  target.units[unit].raw = copied.raw
  if isOnly, let attention = attention(on: copied, target, window: target.units[unit].window) {
    target.units[unit].attention = attention
  }
}

/// Attention entirely on the copied text; nil if that is outside the window.
private func attention(on copied: CopiedText, _ target: TargetLine, window: Int) -> [Float]? {
  let (subwords, weights) = target.source.weights(copied.ink)
  let range = target.source.windows[window]
  var row = [Float](repeating: 0, count: range.count)
  for subword in subwords.clamped(to: range) {
    row[subword - range.lowerBound] = weights[subword - subwords.lowerBound]
  }
  let sum = row.reduce(0, +)
  return sum > 0 ? row.map { $0 / sum } : nil
}

private func remove(_ surplus: Set<Int>, from target: inout TargetLine) {
  guard !surplus.isEmpty else { return }
  var units: [TargetUnit] = []
  var space: [UInt8]?
  for (index, var unit) in target.units.enumerated() {
    if surplus.contains(index) {
      space = space ?? unit.space
      continue
    }
    if let left = space, units.isEmpty || beginsInsideWord(unit.text[...]), left.count >= unit.space.count {
      unit.space = left
    }
    space = nil
    units.append(unit)
  }
  target.units = units
  target.countUnits()
}

private func insert(_ copied: CopiedText, of line: MarkedLine, into target: inout TargetLine) {
  let run = MarkProjection.run(of: copied.ink, on: target) {
    target.units[$0].raw == nil && target.units[$0].phrase == nil
  }
  let gap = run?.lowerBound ?? MarkProjection.gap(at: copied.ink.lowerBound, of: line.ink, on: target)
  let window = gap < target.units.count ? target.units[gap].window : max(0, target.source.windows.count - 1)
  let attention = attention(on: copied, target, window: window)
  let isFirst = gap == 0 && !target.units.isEmpty
  let space = isFirst ? target.units[0].space : run.map { target.units[$0.lowerBound].space } ?? [0x20]
  if isFirst, run == nil { target.units[0].space = [] }
  let unit = TargetUnit(
    text: copied.text, raw: copied.raw, isPlaceholder: true, space: space, window: window,
    attention: attention ?? Array(repeating: 0, count: target.source.windows[window].count))
  target.units.replaceSubrange(run ?? gap..<gap, with: [unit])
  let next = gap + 1
  if next < target.units.count, target.units[next].space.isEmpty, beginsInsideWord(target.units[next].text[...]) {
    target.units[next].space = [0x20]
  }
  target.countUnits()
}
