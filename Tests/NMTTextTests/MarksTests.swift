import Foundation
import NMTSystem
import NMTText
import Testing

struct PlaceholderTests {
  private func found(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return placeholders(in: bytes).map { "\($0.kind.rawValue) " + String(decoding: bytes[$0.range], as: UTF8.self) }
  }

  @Test func numbers() {
    #expect(found("7 of 1,000.50, at 10:30.") == ["numbers 7", "numbers 1,000.50", "numbers 10:30"])
    #expect(
      found("(2016-11-05) 5-year $5 5% 1/2 #3") == ["2016-11-05", "5", "5", "5", "1/2", "3"].map { "numbers \($0)" })
    #expect(found("१२ und ٣,٤") == ["numbers १२", "numbers ٣,٤"])
    // What touches a letter or a mark is part of a word.
    #expect(found("5km 2nd A4 x86_64 3é 1,2,3a 5\u{FE0F}\u{20E3}") == [])
  }

  @Test func addresses() {
    #expect(
      found("See https://a.b/c?d=1&e=%20#f, or www.x.hu.") == ["urls https://a.b/c?d=1&e=%20#f", "urls www.x.hu"])
    #expect(found("(http://a.b/c_(d)) \"ftp://x/y\"!") == ["urls http://a.b/c_(d)", "urls ftp://x/y"])
    #expect(
      found("https://hu.wikipedia.org/wiki/Tolmács„ mailto:a@b.hu") == [
        "urls https://hu.wikipedia.org/wiki/Tolmács", "urls mailto:a@b.hu",
      ])
    #expect(found("https:// www. a://, x:/y") == [])
    #expect(
      found("me.too+x@mail.example.org, a@b @c d@ é.á@ő.hu") == [
        "emails me.too+x@mail.example.org", "emails é.á@ő.hu",
      ])
  }

  @Test func variables() {
    #expect(
      found("{name} {0} {} ${a.b} %{c} #{d} {{ e }} {{f}}")
        == [
          "{name}", "{0}", "{}", "${a.b}", "%{c}", "#{d}", "{{ e }}", "{{f}}",
        ].map { "variables \($0)" })
    #expect(found("{ a } {a b} {{} $ # {\"a\":b}") == ["variables {}"])
    #expect(
      found("%s %1$s %-5.2f %(name)s %% %@ %ld%d")
        == [
          "%s", "%1$s", "%-5.2f", "%(name)s", "%%", "%@", "%ld", "%d",
        ].map { "printf \($0)" })
    #expect(found("50%discount 100 % of") == ["numbers 50", "numbers 100"])
  }

  /// Between spaces each is found as itself: what repairs rely on.
  @Test func eachStandsAlone() {
    var random = SplitMix64(seed: 11)
    let parts = [
      "5", ".", ",", "a", "é", "{", "}", "%", "s", "$", "@", "http://", "www.", "/", "(", ")", " ", "水", "-", "_",
    ]
    var count = 0
    for _ in 0..<5_000 {
      let text = (0..<Int(random.next() % 12)).map { _ in parts[Int(random.next() % UInt64(parts.count))] }.joined()
      let bytes = Array(text.utf8)
      var end = 0
      for placeholder in placeholders(in: bytes) {
        #expect(placeholder.range.lowerBound >= end)
        end = placeholder.range.upperBound
        let alone = [0x20] + bytes[placeholder.range] + [0x20]
        let again = placeholders(in: alone)
        #expect(
          again.count == 1 && again[0].kind == placeholder.kind && again[0].range.count == placeholder.range.count)
        count += 1
      }
    }
    #expect(count > 1_000)
  }

  @Test(arguments: ["1,", "a.", "a@", "{", "%(", "www.", "http://a ", "x-", "{{ ", "(", "mailto:!"])
  func longLinesTakeNoLonger(_ part: String) {
    let line = Array(String(repeating: part, count: 500_000 / part.utf8.count).utf8) + Array("a".utf8)
    let start = Date()
    _ = placeholders(in: line)
    #expect(Date().timeIntervalSince(start) < 20)
  }
}

struct MarkupScannerTests {
  private func found(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return markup(in: bytes).map { token in
      let raw = String(decoding: bytes[token.range], as: UTF8.self)
      switch token.kind {
      case .open(let name): return "open \(String(decoding: name, as: UTF8.self)) \(raw)"
      case .close(let name): return "close \(String(decoding: name, as: UTF8.self)) \(raw)"
      case .alone: return "alone \(raw)"
      case .character(let text): return "text \(text)"
      case .entity(let role): return "\(role) \(raw)"
      }
    }
  }

  @Test func tags() {
    #expect(found("<b>a</b >") == ["open b <b>", "close b </b >"])
    #expect(found(#"<a href="x>y" b='<'>"#) == [#"open a <a href="x>y" b='<'>"#])
    #expect(found("<br/><x:y-1.2 /><é>") == ["alone <br/>", "alone <x:y-1.2 />", "open é <é>"])
    #expect(
      found("<!-- <b> --><![CDATA[<i>]]><?php ?><!DOCTYPE x>") == [
        "alone <!-- <b> -->", "alone <![CDATA[<i>]]>", "alone <?php ?>", "alone <!DOCTYPE x>",
      ])
    #expect(found("a < b, <3, <>, </ b>, <a <b>, <a href=\"x>, <!-- x, <b") == ["open b <b>"])
    #expect(found("<p>it's <b x=y'z>") == ["open p <p>", "open b <b x=y'z>"])
    // What stands in the value of a tag without an end is read for itself, whatever that tag has looked for.
    #expect(found(#"<a x="<b y='1'>" w='q"#) == ["open b <b y='1'>"])
    #expect(found(#"<a ="<b "="<c "="<i d='e'>"#) == ["open i <i d='e'>"])
  }

  @Test func entities() {
    #expect(found("&amp;&lt;&#65;&#x42;&eacute;") == ["text &", "text <", "text A", "text B", "text é"])
    #expect(
      found("&nbsp;&#160;&#10;&shy;&#xAD;&name;") == [
        "space &nbsp;", "space &#160;", "space &#10;", "invisible &shy;", "invisible &#xAD;", "word &name;",
      ])
    #expect(found("AT&T & &; &#; &#xD800; &a b; &#+5;") == [])
  }

  /// Upper case of ASCII alone: a Kelvin sign is no k, though as strings the two are canonically equal.
  @Test func elementsThatSeparateWordsAreNamedInASCII() {
    for (text, separates) in [
      ("<blockquote>", true), ("</BlockQuote>", true), ("<bloc\u{212A}quote>", false), ("<b>", false),
    ] {
      let line = Array(text.utf8)
      #expect(markup(in: line).map { $0.separatesWords(in: line) } == [separates], "\(text)")
    }
  }

  @Test(arguments: [
    "<", "<!--", "<a \"", "<a b='", "&", "&#", "<?", "<![CDATA[", "<a ", "<a b=\"c\" ", "</a ", "=\"<b \"", "='<b '\" ",
  ])
  func longLinesTakeNoLonger(_ part: String) {
    let start = Date()
    _ = markup(in: Array(("<a " + String(repeating: part, count: 500_000 / part.utf8.count)).utf8))
    #expect(Date().timeIntervalSince(start) < 20)
  }
}
