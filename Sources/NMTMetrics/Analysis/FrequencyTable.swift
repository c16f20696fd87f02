public import NMTText

/// Accuracy of systems on words that were rare or frequent in training.
public struct FrequencyTable: Sendable {
  /// The counts of one system.
  public struct Accuracy: Sendable, Equatable {
    /// Words in the first references.
    public var reference = 0
    /// Words in the hypotheses.
    public var hypothesis = 0
    /// Words shared by hypothesis and first reference; a repeated word matches at most as often as it occurs in both.
    public var matches = 0

    /// Zero counts.
    public init() {}

    /// 2 × matches / (words of both sides), in percent: the harmonic mean of precision and recall.
    public var f1: Double {
      reference + hypothesis == 0 ? 0 : 200 * Double(matches) / Double(reference + hypothesis)
    }
    /// Share of the hypotheses' words that match, in percent; 0 without words.
    public var precision: Double { hypothesis == 0 ? 0 : 100 * Double(matches) / Double(hypothesis) }
    /// Share of the references' words that match, in percent; 0 without words.
    public var recall: Double { reference == 0 ? 0 : 100 * Double(matches) / Double(reference) }
  }

  /// Words in one range of frequencies.
  public struct Group: Sendable {
    /// Range of frequencies, such as "0", "10–99" or "1000 and more".
    public let name: String
    /// Number of distinct words.
    public let types: Int
    /// Counts of each system, in the order of the systems.
    public let systems: [Accuracy]
  }

  /// Where the frequencies are from: "training text" or "references".
  public let origin: String
  /// Groups by ascending frequency; those without words are omitted.
  public let groups: [Group]

  /// The lowest frequency of each group.
  static let limits = [0, 1, 2, 3, 5, 10, 100, 1_000, 10_000]

  static func name(_ group: Int) -> String {
    let first = limits[group]
    if group == limits.count - 1 { return "\(first) and more" }
    let last = limits[group + 1] - 1
    return first == last ? String(first) : "\(first)–\(last)"
  }
}

/// Number of occurrences of each word in a text. Memory grows with the number of distinct words.
public final class WordFrequencies {
  private let counter: BLEUCounter
  private var words = WordTable()
  private var counts: [Int] = []

  /// Zero counts; `bleu` splits lines into words.
  public init(_ bleu: BLEU) { counter = bleu.makeCounter() }

  /// Counts the words of a line of UTF-8.
  public func add(_ line: [UInt8]) {
    counter.forEachWord(of: line) { word in
      let number = Int(words.insert(word))
      if number == counts.count { counts.append(0) }
      counts[number] += 1
    }
  }

  /// Counts the words of a file, plain or gzip.
  ///
  /// - Returns: number of lines that were repaired because they were not UTF-8.
  public func add(linesOf path: String, invalidUTF8: InvalidUTF8Policy = .replace) throws -> Int {
    let reader = try LineReader(path: path)
    var repaired = 0
    while let line = try reader.next() {
      let text = try decodeUTF8(line, policy: invalidUTF8, place: { reader.place }, counter: &repaired)
      add(Array(text.utf8))
    }
    return repaired
  }

  /// Number of occurrences of a word; 0 for one that the text lacks.
  func count(_ word: UnsafeBufferPointer<UInt8>) -> Int {
    let number = words.find(word)
    return number < 0 ? 0 : counts[Int(number)]
  }
}

/// Collects the counts of a frequency table, segment by segment. Memory grows with the number of distinct words.
final class FrequencyTally {
  private let counter: BLEUCounter
  private let training: WordFrequencies?
  private let systems: Int
  private var words = WordTable()
  /// Counts by word number and system.
  private var accuracies: [FrequencyTable.Accuracy] = []
  /// Training counts by word number.
  private var frequencies: [Int] = []
  private var pending: [Int32: Int] = [:]

  init(_ bleu: BLEU, training: WordFrequencies?, systems: Int) {
    counter = bleu.makeCounter()
    self.training = training
    self.systems = systems
  }

  func add(_ segment: Segment) {
    let reference = counts(of: segment.references[0])
    for system in 0..<systems {
      let hypothesis = counts(of: segment.hypotheses[system])
      for (word, count) in reference { accuracies[Int(word) * systems + system].reference += count }
      for (word, count) in hypothesis {
        accuracies[Int(word) * systems + system].hypothesis += count
        accuracies[Int(word) * systems + system].matches += min(count, reference[word] ?? 0)
      }
    }
  }

  private func counts(of text: [UInt8]) -> [Int32: Int] {
    pending.removeAll(keepingCapacity: true)
    counter.forEachWord(of: text) { word in
      let number = words.insert(word)
      if Int(number) == frequencies.count {
        frequencies.append(training?.count(word) ?? 0)
        accuracies.append(contentsOf: repeatElement(FrequencyTable.Accuracy(), count: systems))
      }
      pending[number, default: 0] += 1
    }
    return pending
  }

  func table() -> FrequencyTable {
    let limits = FrequencyTable.limits
    var types = [Int](repeating: 0, count: limits.count)
    var sums = [[FrequencyTable.Accuracy]](
      repeating: Array(repeating: FrequencyTable.Accuracy(), count: systems), count: limits.count)
    for word in frequencies.indices {
      let own = accuracies[(word * systems)..<((word + 1) * systems)]
      let frequency = training == nil ? own.first!.reference : frequencies[word]
      let group = limits.lastIndex { $0 <= frequency }!
      types[group] += 1
      for (system, accuracy) in own.enumerated() {
        sums[group][system].reference += accuracy.reference
        sums[group][system].hypothesis += accuracy.hypothesis
        sums[group][system].matches += accuracy.matches
      }
    }
    return FrequencyTable(
      origin: training == nil ? "references" : "training text",
      // A word in no reference did not have to be translated, so without training text the lowest group says nothing.
      groups: limits.indices.filter { types[$0] > 0 && (training != nil || limits[$0] > 0) }.map {
        FrequencyTable.Group(name: FrequencyTable.name($0), types: types[$0], systems: sums[$0])
      })
  }
}
