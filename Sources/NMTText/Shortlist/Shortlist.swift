import NMTSystem

/// Target subwords that the translation of a sentence may use: likely translations of its source subwords, and the most
/// frequent target subwords. The output layer is then computed for these alone (Jean et al. 2015, section 3.2;
/// Junczys-Dowmunt et al. 2018, section 4.3).
///
/// The file `shortlist.bin` holds little-endian 32-bit words: magic "NMTSHORT" (two words), version, |V_s|, |V_t|, 1
/// for a shared vocabulary, the number of frequent ids, these ids; then |V_s| + 1 offsets into the ids that follow,
/// each source subword's likely targets, best first.
public struct Shortlist: Sendable, Equatable {
  /// Name of the file in a data or model directory.
  public static let fileName = "shortlist.bin"
  private static let magic: [UInt32] = [0x53_544D_4E, 0x54_524F_48]
  private static let version: UInt32 = 1
  /// Size limit of a file: 250 targets for each of 65,536 subwords.
  private static let sizeLimit = 64 << 20

  /// Size of the target vocabulary.
  public let targetVocabulary: Int
  /// Whether a source subword may also be copied, as both sides share one vocabulary.
  public let sharesVocabulary: Bool
  /// The most frequent target subwords, most frequent first.
  public let frequent: [Int32]
  /// Start of each source subword's targets in `targets`, and the end.
  private let offsets: [Int32]
  private let targets: [Int32]

  /// - Parameter likely: target ids by source id, best first.
  package init(targetVocabulary: Int, sharesVocabulary: Bool, frequent: [Int32], likely: [[Int32]]) {
    precondition(
      (frequent + likely.joined()).allSatisfy { $0 >= 0 && $0 < targetVocabulary },
      "Shortlist: an id outside 0..<\(targetVocabulary)")
    self.targetVocabulary = targetVocabulary
    self.sharesVocabulary = sharesVocabulary
    self.frequent = frequent
    offsets = likely.reduce(into: [0]) { $0.append($0[$0.count - 1] + Int32($1.count)) }
    targets = Array(likely.joined())
  }

  /// Size of the source vocabulary.
  public var sourceVocabulary: Int { offsets.count - 1 }

  /// The likely targets of a source subword, best first.
  public func likely(_ source: Int32) -> ArraySlice<Int32> {
    targets[Int(offsets[Int(source)])..<Int(offsets[Int(source) + 1])]
  }

  /// The target subwords for one sentence, ascending: the special and the frequent ones, the likely ones of each source
  /// subword, the source subwords themselves if the vocabulary is shared, and `extra`.
  ///
  /// - Parameters:
  /// - source: ids without EOS.
  /// - extra: ids that must be included, such as those of constraints.
  public func candidates(for source: [Int32], adding extra: [Int32] = []) -> [Int32] {
    var isMember = [Bool](repeating: false, count: targetVocabulary)
    var found: [Int32] = []
    func add(_ ids: some Sequence<Int32>) {
      for id in ids where !isMember[Int(id)] {
        isMember[Int(id)] = true
        found.append(id)
      }
    }
    add(0...Vocabulary.eos)
    add(frequent)
    add(extra)
    for id in source { add(likely(id)) }
    if sharesVocabulary { add(source) }
    return found.sorted()
  }

  // MARK: The file

  /// Saves the shortlist durably in a directory.
  public func save(to directory: String) throws {
    let head =
      Self.magic + [Self.version]
      + [sourceVocabulary, targetVocabulary, sharesVocabulary ? 1 : 0, frequent.count].map(UInt32.init)
    let words = head + (frequent + offsets + targets).map { UInt32(bitPattern: $0) }
    let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    try DurableFile.write(bytes, to: "\(directory)/\(Self.fileName)")
  }

  /// Reads a directory's shortlist and checks it against the vocabularies of a pipeline.
  public init(directory: String, for pipeline: TextPipeline) throws {
    try self.init(directory: directory)
    let (sources, targets) = (pipeline.sourceVocabularySize, pipeline.targetVocabularySize)
    guard (sourceVocabulary, targetVocabulary) == (sources, targets) else {
      throw Failure(
        .badData, "is for vocabularies of \(sourceVocabulary) and \(targetVocabulary)",
        at: "\(directory)/\(Self.fileName)", expected: "\(sources) and \(targets), as the text pipeline has",
        remedy: "copy the directory again")
    }
  }

  /// Reads and checks a directory's shortlist.
  public init(directory: String) throws {
    let path = "\(directory)/\(Self.fileName)"
    try refuseLink(path)
    let bytes = try readWholeFile(path, limit: Self.sizeLimit)
    func damaged(_ what: String) -> Failure {
      Failure(
        .badData, what, at: path, expected: "a shortlist that nmt-preprocess wrote", remedy: "copy the file again")
    }
    guard bytes.count % 4 == 0, bytes.count >= 28 else { throw damaged("has \(bytes.count) bytes") }
    let count = bytes.count / 4
    func read(_ range: Range<Int>) -> [UInt32] {
      bytes.withUnsafeBytes { raw in
        range.map { UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
      }
    }
    let words = read(0..<7)
    guard Array(words[..<2]) == Self.magic else { throw damaged("does not begin like a shortlist") }
    guard words[2] == Self.version else { throw damaged("has version \(words[2])") }
    let (sources, targets, frequents) = (Int(words[3]), Int(words[4]), Int(words[6]))
    guard words[5] <= 1, targets > Int(Vocabulary.eos), targets <= Int(Int32.max) else {
      throw damaged("has a vocabulary of \(targets)")
    }
    guard words[5] == 0 || sources == targets else {
      throw damaged("has a joint vocabulary of both \(sources) and \(targets)")
    }
    guard 7 + frequents + sources + 1 <= count else { throw damaged("is too short for its tables") }
    let start = 7 + frequents + sources + 1
    let offsets = read(7 + frequents..<start)
    guard offsets.first == 0, offsets.last.map(Int.init) == count - start,
      zip(offsets, offsets.dropFirst()).allSatisfy(<=)
    else { throw damaged("has offsets out of order or out of range") }
    let ids = [read(7..<7 + frequents), read(start..<count)]
    guard ids.allSatisfy({ $0.allSatisfy { Int($0) < targets } }) else {
      throw damaged("names an id outside its vocabulary")
    }
    targetVocabulary = targets
    sharesVocabulary = words[5] == 1
    frequent = ids[0].map { Int32(bitPattern: $0) }
    self.offsets = offsets.map { Int32(bitPattern: $0) }
    self.targets = ids[1].map { Int32(bitPattern: $0) }
  }
}
