import NMTSystem
import NMTTestSupport
import NMTText
import Testing

struct ShortlistTests {
  private let directory = TemporaryDirectory()
  private let shortlist = Shortlist(
    targetVocabulary: 20, sharesVocabulary: false, frequent: [9, 4],
    likely: [[], [], [], [], [17, 5], [6], [], [5, 19, 4]])

  @Test func candidatesAreAscendingAndComplete() {
    #expect(shortlist.sourceVocabulary == 8)
    #expect(Array(shortlist.likely(7)) == [5, 19, 4])
    #expect(shortlist.candidates(for: []) == [0, 1, 2, 3, 4, 9])
    #expect(shortlist.candidates(for: [4, 7, 4]) == [0, 1, 2, 3, 4, 5, 9, 17, 19])
    #expect(shortlist.candidates(for: [6], adding: [18, 4, 7]) == [0, 1, 2, 3, 4, 7, 9, 18])
    let shared = Shortlist(
      targetVocabulary: 8, sharesVocabulary: true, frequent: [], likely: [[Int32]](repeating: [], count: 8))
    #expect(shared.candidates(for: [7, 5]) == [0, 1, 2, 3, 5, 7])
  }

  @Test func readsWhatItSaved() throws {
    try shortlist.save(to: directory.path)
    #expect(try Shortlist(directory: directory.path) == shortlist)
  }

  /// Cut anywhere, any word wrong: a Failure that names the file, or a list that can be used.
  @Test func hostileFiles() throws {
    try shortlist.save(to: directory.path)
    let whole = try directory.read(Shortlist.fileName)
    func open(_ bytes: [UInt8]) throws -> Shortlist? {
      try directory.write(bytes, to: Shortlist.fileName)
      do {
        return try Shortlist(directory: directory.path)
      } catch let failure as Failure {
        #expect(failure.code == .badData && failure.place.hasSuffix(Shortlist.fileName))
        return nil
      }
    }
    for size in 0..<whole.count { #expect(try open(Array(whole[..<size])) == nil, "\(size) bytes") }
    for bit in 0..<whole.count * 8 {
      var bytes = whole
      bytes[bit / 8] ^= 1 << (bit % 8)
      guard let found = try open(bytes) else { continue }
      let all = found.candidates(for: (0..<Int32(found.sourceVocabulary)).map { $0 })
      #expect(all.allSatisfy { Int($0) < found.targetVocabulary })
    }
    for word in 0..<whole.count / 4 {
      var bytes = whole
      for byte in 0..<4 { bytes[4 * word + byte] = 0xFF }
      #expect(try open(bytes) == nil, "word \(word)")
    }
    #expect(throws: Failure.self) { try Shortlist(directory: "/absent") }
  }
}
