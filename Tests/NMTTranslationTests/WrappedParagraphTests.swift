import NMTTranslation
import Testing

struct WrappedParagraphTests {
  private func paragraphs(_ block: [String]) -> [WrappedParagraph] { wrappedParagraphs(block, joinedBy: " ") }

  @Test func filledLinesGoOn() {
    let found = paragraphs([
      "The dog sees the green door and the bridge", "behind it, where nobody ever paints a large", "letter.",
    ])
    #expect(
      found.map(\.text) == [
        "The dog sees the green door and the bridge behind it, where nobody ever paints a large letter."
      ])
    let lines = found[0].lines("Aaaa bbbb cccc dddd eeee ffff gggg hhhh iii jjjj.")
    #expect(lines == ["Aaaa bbbb cccc dddd eeee ffff gggg hhhh iii", "jjjj."])
  }

  @Test func linesWithRoomEndTheirParagraph() {
    let poem = ["Roses", "The violets are blue today", "And short", "It is"]
    #expect(paragraphs(poem).map(\.text) == poem)
    #expect(paragraphs(poem).allSatisfy { $0.lines("a translation longer than the line was").count == 1 })
    let text = ["The dog sees the green door and the bridge", "behind it."]
    let headed = ["A Title", "======="] + text
    #expect(paragraphs(headed).map(\.text) == ["A Title", "=======", text.joined(separator: " ")])
    #expect(paragraphs([text[0] + "  ", text[1]]).map(\.text) == text)
    #expect(
      paragraphs(text + ["A line that follows"]).map(\.text) == [text.joined(separator: " "), "A line that follows"])
  }

  @Test func listsKeepTheirMarksAndIndents() {
    let list = [
      "  * The dog sees the green door and the", "    bridge behind it.", "  * A second point that is almost as long",
      "    as the first.", "  3. Third.",
    ]
    let found = paragraphs(list)
    #expect(found.map(\.indent) == ["  * ", "  * ", "  3. "] && found.map(\.hanging) == ["    ", "    ", ""])
    #expect(found.flatMap { $0.lines($0.text) } == list)
    let indented = ["\tThe dog sees the green door and the bridge\r", "\tbehind it.\r"]
    #expect(paragraphs(indented).flatMap { $0.lines($0.text) } == indented)
    #expect(paragraphs(["The dog sees the green door and the bridge", "    bridge(behind: it)"]).count == 2)
  }

  @Test func brokenWordsAreOne() {
    let line = "The dog sees the green door and the "
    #expect(paragraphs([line + "well-", "known door"]).map(\.text) == [line + "well-known door"])
    #expect(paragraphs([line + "door –", "or it"]).map(\.text) == [line + "door – or it"])
  }

  @Test func whatCannotBeBrokenStaysWhole() {
    let word = String(repeating: "x", count: 50)
    let paragraph = paragraphs(["The dog sees the green door and the bridge", "behind it."])[0]
    #expect(paragraph.lines("a \(word) b") == ["a", word, "b"])
    #expect(paragraph.lines("") == [""])
    let space = String(repeating: "y", count: 36)
    #expect(paragraph.lines("\(space)  bbb  ccc") == ["\(space)  bbb", "ccc"])
  }
}
