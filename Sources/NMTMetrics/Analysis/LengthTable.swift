/// Scores by length of the first reference, in words.
public struct LengthTable: Sendable {
  /// Segments in one range of lengths.
  public struct Group: Sendable {
    /// Range of lengths in words, such as "1–10" or "over 60".
    public let name: String
    /// Number of segments.
    public let segments: Int
    /// Corpus scores of these segments, `scores[metric][system]`.
    public let scores: [[Double]]
  }

  /// Groups by ascending length; those without segments are omitted.
  public let groups: [Group]

  /// Longest length of each group except the last.
  static let limits = [5, 10, 20, 30, 40, 60]

  static func group(of length: Int) -> Int { limits.firstIndex { length <= $0 } ?? limits.count }

  /// - Parameters:
  /// - segments: number of segments in each group.
  /// - scores: scores by metric, group and system.
  init(segments: [Int], scores: [[[Double]]]) {
    groups = segments.indices.filter { segments[$0] > 0 }.map { index in
      let name: String
      if index == LengthTable.limits.count {
        name = "over \(LengthTable.limits[index - 1])"
      } else {
        name = "\(index == 0 ? 0 : LengthTable.limits[index - 1] + 1)–\(LengthTable.limits[index])"
      }
      return Group(name: name, segments: segments[index], scores: scores.map { $0[index] })
    }
  }
}
