/// Names that a user who typed `name` may have meant: at most three, best first.
///
/// A name is near if it differs by at most one edit per three characters, begins or ends with what was typed, or has
/// the same words in another order.
package func nearestNames(to name: String, among names: [String]) -> [String] {
  let typed = name.lowercased()
  let allowed = max(1, typed.unicodeScalars.count / 3)
  let candidates = names.compactMap { candidate -> (name: String, cost: Int)? in
    let distance = editDistance(typed, candidate)
    if distance <= allowed { return (candidate, distance) }
    guard typed.unicodeScalars.count >= 4 else { return nil }
    let words = Set(typed.split(separator: "-"))
    let isPart = candidate.hasPrefix(typed) || typed.hasPrefix(candidate + "-") || candidate.hasSuffix("-" + typed)
    let isReordered = words.count > 1 && words == Set(candidate.split(separator: "-"))
    return isPart || isReordered ? (candidate, allowed + 1) : nil
  }
  guard let best = candidates.map(\.cost).min() else { return [] }
  return candidates.filter { $0.cost == best }.prefix(3).map(\.name)
}

/// Number of insertions, deletions, replacements and swaps of two neighbors that turn `a` into `b` (Damerau 1964; no
/// part is edited twice).
package func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a.unicodeScalars.prefix(200)), Array(b.unicodeScalars.prefix(200)))
  var rows = [Array(0...b.count)]
  for (i, left) in a.enumerated() {
    var row = [i + 1]
    for (j, right) in b.enumerated() {
      var least = min(rows[i][j] + (left == right ? 0 : 1), row[j] + 1, rows[i][j + 1] + 1)
      if i > 0, j > 0, left == b[j - 1], a[i - 1] == right { least = min(least, rows[i - 1][j - 1] + 1) }
      row.append(least)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
