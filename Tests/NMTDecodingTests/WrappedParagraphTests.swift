import NMTDecoding
import Testing

struct WrappedParagraphTests {
  private func paragraphs(_ block: [String]) -> [WrappedParagraph] { wrappedParagraphs(block, joinedBy: " ") }

  @Test func filledLinesGoOn() {
    let found = paragraphs([
      "The dog sees the green door and the", "bridge behind it, where nobody ever", "paints.",
    ])
    #expect(found.map(\.text) == ["The dog sees the green door and the bridge behind it, where nobody ever paints."])
    #expect(
      found[0].lines("Aaaa bbbb cccc dddd eeee ffff gggg hhhh.") == ["Aaaa bbbb cccc dddd eeee ffff gggg", "hhhh."])
  }

  @Test func linesWithRoomEndTheirParagraph() {
    let poem = ["Roses", "The violets are blue today", "And short", "It is"]
    #expect(paragraphs(poem).map(\.text) == poem)
    #expect(
      paragraphs(poem).map { $0.lines("a translation that is longer than the line was") }.allSatisfy { $0.count == 1 })
    let headed = ["A Title", "=======", "The dog sees the green door and", "the bridge."]
    #expect(paragraphs(headed).map(\.text) == ["A Title", "=======", "The dog sees the green door and the bridge."])
    let hard = ["The dog sees the green door and  ", "the bridge behind it, which is."]
    #expect(paragraphs(hard).map(\.text).count == 2)
  }

  @Test func listsKeepTheirMarksAndIndents() {
    let list = [
      "  * The dog sees the green door and the", "    bridge behind it.", "  * A second point that is almost as long",
      "    as the first.", "  3. Third.",
    ]
    let found = paragraphs(list)
    #expect(found.map(\.indent) == ["  * ", "  * ", "  3. "] && found.map(\.hanging) == ["    ", "    ", ""])
    #expect(found.flatMap { $0.lines($0.text) } == list)
    let indented = ["\tThe dog sees the green door and the\r", "\tbridge behind it.\r"]
    #expect(paragraphs(indented).flatMap { $0.lines($0.text) } == indented)
    #expect(paragraphs(["The dog sees the green door and the", "    bridge(behind: it)"]).count == 2)
  }

  @Test func brokenWordsAreOne() {
    #expect(paragraphs(["The well-", "known door"]).map(\.text) == ["The well-known door"])
    #expect(paragraphs(["The dog –", "or a door"]).map(\.text) == ["The dog – or a door"])
  }

  @Test func whatCannotBeBrokenStaysWhole() {
    let word = String(repeating: "x", count: 50)
    let paragraph = paragraphs(["aaaa bbbb", "cccc dddd"])[0]
    #expect(paragraph.lines("a \(word) b") == ["a", word, "b"])
    #expect(paragraph.lines("") == [""])
    #expect(paragraph.lines("aaa  bbb  ccc") == ["aaa  bbb", "ccc"])
  }
}
