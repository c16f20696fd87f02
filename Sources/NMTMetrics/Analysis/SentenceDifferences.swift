/// A segment that two systems translate with different scores.
public struct MovedSentence: Sendable {
  /// Line number in the input, from 1.
  public let line: Int
  /// Sentence score of the first system.
  public let baselineScore: Double
  /// Sentence score of the compared system.
  public let score: Double
  /// Source text; empty if none was read.
  public let source: String
  /// First reference.
  public let reference: String
  /// Translation by the first system.
  public let baseline: String
  /// Translation by the compared system.
  public let hypothesis: String
}

/// Segments whose scores differ most between the first system and another.
public struct SystemDifferences: Sendable {
  /// Name of the compared system.
  public let system: String
  /// Name of the first system.
  public let baseline: String
  /// Name of the sentence score, such as "chrF2".
  public let metric: String
  /// Segments with a better, a worse, and the same score.
  public let counts: (better: Int, worse: Int, same: Int)
  /// Segments that improved, the largest gain first.
  public let better: [MovedSentence]
  /// Segments that degraded, the largest loss first.
  public let worse: [MovedSentence]
}

/// Collects the segments with the largest differences, at most `limit` on either side, whatever the length of the
/// input.
struct DifferenceTally {
  private struct Entry {
    let gain: Double
    let sentence: MovedSentence
  }

  private let limit: Int
  private let system: Int
  private let sign: Double
  private var better: [Entry] = []
  private var worse: [Entry] = []
  private var counts = (better: 0, worse: 0, same: 0)

  /// - Parameter system: the system to compare with system 0.
  init(limit: Int, system: Int, higherIsBetter: Bool) {
    self.limit = limit
    self.system = system
    sign = higherIsBetter ? 1 : -1
  }

  mutating func add(_ segment: Segment, line: Int, scores: [Double]) {
    let gain = sign * (scores[system] - scores[0])
    if gain > 0 {
      counts.better += 1
    } else if gain < 0 {
      counts.worse += 1
    } else {
      counts.same += 1
      return
    }
    func entry() -> Entry {
      func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
      return Entry(
        gain: abs(gain),
        sentence: MovedSentence(
          line: line, baselineScore: scores[0], score: scores[system], source: text(segment.source),
          reference: text(segment.references[0]), baseline: text(segment.hypotheses[0]),
          hypothesis: text(segment.hypotheses[system])))
    }
    if gain > 0 {
      Self.insert(abs(gain), into: &better, limit, entry)
    } else {
      Self.insert(abs(gain), into: &worse, limit, entry)
    }
  }

  /// Inserts into a list sorted by descending gain; the earlier line wins a tie.
  private static func insert(_ gain: Double, into list: inout [Entry], _ limit: Int, _ entry: () -> Entry) {
    if list.count == limit {
      guard let last = list.last, last.gain < gain else { return }
      list.removeLast()
    }
    let place = list.firstIndex { $0.gain < gain } ?? list.count
    list.insert(entry(), at: place)
  }

  func differences(systems: [String], metric: String) -> SystemDifferences {
    SystemDifferences(
      system: systems[system], baseline: systems[0], metric: metric, counts: counts, better: better.map(\.sentence),
      worse: worse.map(\.sentence))
  }
}
