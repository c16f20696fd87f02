import NMTText
import NMTTranslation
import Testing

/// Marks over hand-made translations: which target word came from which source word.
struct MarkProjectionTests {
  private let markup = MarkOptions(placeholders: PlaceholderKind.allCases, markup: true)

  /// - Parameter words: of the target, with the source word that each attends to; a word that begins with "+" stands
  ///   without a space before it.
  private func project(
    _ line: String, _ words: [(String, Int)], reads: Set<PlaceholderKind> = [], required: Set<[UInt8]> = []
  ) -> (text: String, placed: Int, removed: Int) {
    let marked = MarkedLine(line, markup, reads: reads)
    // Words, and the signs behind them.
    var source: [Substring] = []
    for word in String(decoding: marked.reading, as: UTF8.self).split(separator: " ") {
      let signs = word.count > 1 && ".,:".contains(word.last!) ? 1 : 0
      source += [word.dropLast(signs), word.suffix(signs)].filter { !$0.isEmpty }
    }
    var starts = [0.0]
    for word in source { starts.append(starts.last! + Double(word.utf8.count)) }
    let units = words.enumerated().map { number, pair in
      let (word, origin) = pair
      let text = word.hasPrefix("+") ? String(word.dropFirst()) : word
      var attention = [Float](repeating: 0.1 / Float(source.count), count: source.count)
      attention[origin] += 0.9
      return TargetUnit(
        text: Array(text.utf8), isPlaceholder: placeholders(in: Array(text.utf8)).count == 1,
        space: number == 0 || word.hasPrefix("+") ? [] : [0x20], window: 0, attention: attention)
    }
    var target = TargetLine(units: units, source: SourceInk(starts: starts))
    target.keepTogether(required)
    let repair = repairPlaceholders(of: marked, in: &target)
    return (String(decoding: MarkRenderer.render(marked, target), as: UTF8.self), repair.placed, repair.removed)
  }

  private let same = [("ein", 0), ("rotes", 1), ("Haus", 2), ("steht", 3), ("dort", 4)]
  private let moved = [("dort", 4), ("steht", 3), ("ein", 0), ("Haus", 2), ("rotes", 1)]

  @Test func aPairGoesWithItsWords() {
    #expect(project("a <b>red</b> house stands there", same).text == "ein <b>rotes</b> Haus steht dort")
    #expect(project("a <b>red</b> house stands there", moved).text == "dort steht ein Haus <b>rotes</b>")
    #expect(project("<b>a red</b> house stands there", moved).text == "dort steht <b>ein</b> Haus rotes")
    #expect(project("a <b>red house</b> stands there", moved).text == "dort steht ein <b>Haus rotes</b>")
  }

  @Test func pairsNestAndSwap() {
    #expect(
      project("a <b>red <i>house</i></b> stands <u>there</u>", moved).text
        == "<u>dort</u> steht ein <b><i>Haus</i> rotes</b>")
    #expect(
      project("<a x=\"1 < 2\"><b>a red house</b> stands there</a>", moved).text
        == "<a x=\"1 < 2\">dort steht <b>ein Haus rotes</b></a>")
    // What fills its parent fills it in the translation, too; siblings that share all share all.
    #expect(project("<p>a red house</p><p>stands there</p>", same).text == "<p>ein rotes Haus</p> <p>steht dort</p>")
    #expect(project("<b><i>a red house stands there</i></b>", moved).text == "<b><i>dort steht ein Haus rotes</i></b>")
  }

  @Test func pointsStayBetweenTheirNeighbors() {
    #expect(project("a red <br/> house stands there", same).text == "ein rotes <br/> Haus steht dort")
    #expect(project("a red<br/>house stands there", same).text == "ein rotes<br/>Haus steht dort")
    #expect(project("<br/>a red house stands there<hr/>", moved).text == "<br/>dort steht ein Haus rotes<hr/>")
    #expect(project("a red house <!-- <b> -->stands there", same).text == "ein rotes Haus <!-- <b> -->steht dort")
    #expect(
      project("a <b></b> <i> <?x?> </i> red house stands there", same).text
        == "ein <b></b> <i> <?x?> </i> rotes Haus steht dort")
    #expect(project("a red&nbsp;house stands there", same).text == "ein rotes&nbsp;Haus steht dort")
  }

  @Test func tagsWithoutPartnersAreKept() {
    #expect(project("a <b>red <i>house</b> stands</i> there", same).text == "ein <b>rotes <i>Haus</b> steht</i> dort")
    #expect(project("a </b>red house <i>stands there", same).text == "ein </b>rotes Haus <i>steht dort")
  }

  @Test func textIsWrittenAsTheLineWritesIt() {
    let words = [("a", 0), ("&", 1), ("<b>", 2), ("\"c\"", 3), ("d>", 4)]
    #expect(project("a &amp; x y z", words).text == "a &amp; &lt;b> \"c\" d>")
    #expect(project("a &amp; x&gt; &quot;y z", words).text == "a &amp; &lt;b&gt; &quot;c&quot; d&gt;")
    #expect(project("a & x> &quot;y\" z", words).text == "a &amp; &lt;b> \"c\" d>")
  }

  @Test func placeholdersThatAreSetAside() {
    #expect(project("a {x} red house stands there.", same + [("+.", 5)]).text == "ein {x} rotes Haus steht dort.")
    #expect(project("a red house stands there {x}.", same + [("+.", 5)]).text == "ein rotes Haus steht dort {x}.")
    #expect(project("a red house ({x}) stands there", moved).text.contains("({x})"))
    #expect(project("{x} {y}: a red house stands there", same).text.hasPrefix("{x} {y}"))
    #expect(
      project("a <b>http://a.b/?c=1&amp;d=2</b> red house stands there", moved).text.contains(
        "<b>http://a.b/?c=1&amp;d=2</b>"))
    // A copy that the model made up goes.
    let found = project("a {x} red house stands there", [("ein", 0), ("{x}", 1), ("{x}", 1), ("Haus", 2)])
    #expect(found.text == "ein {x} Haus" && found.removed == 2)
  }

  @Test func placeholdersThatAreRead() {
    let read: Set<PlaceholderKind> = [.numbers]
    #expect(project("7 red houses and 7", [("7", 0), ("rote", 1), ("und", 3), ("7", 4)], reads: read).placed == 0)
    // One too many: the one that attends elsewhere goes. Written out as a word: replaced. Not there: put in.
    let more = project("7 red houses", [("7", 0), ("rote", 1), ("Häuser", 2), ("7", 2)], reads: read)
    #expect(more.text == "7 rote Häuser" && more.removed == 1)
    let word = project("7 red houses", [("sieben", 0), ("rote", 1), ("Häuser", 2)], reads: read)
    #expect(word.text == "7 rote Häuser" && word.placed == 1)
    let none = project("red houses <b>7</b> here", [("rote", 0), ("Häuser", 1), ("hier", 3)], reads: read)
    #expect(none.text == "rote Häuser <b>7</b> hier" && none.placed == 1)
  }

  @Test func requiredPhrasesAreNotParted() {
    let required: Set = [Array("rotes Haus".utf8)]
    #expect(project("a red {x} house stands there", same).text == "ein rotes {x} Haus steht dort")
    let found = project("a red {x} house stands there", same, required: required).text
    #expect(found.contains("rotes Haus") && found.contains("{x}"), "\(found)")
  }

  @Test func aLineWithoutWordsIsNotTranslated() {
    for line in ["{a}", "<b>12</b> %s", "<p></p>", "--- &nbsp; ({x})", ""] {
      #expect(!MarkedLine(line, markup).isTranslatable, "\(line)")
    }
    #expect(MarkedLine("a {b}", markup).isTranslatable)
  }
}
