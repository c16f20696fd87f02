import Foundation
import NMTSearch
import NMTSystem
import NMTTestModels
import NMTText
import NMTTranslation

/// Lines with more than text to translate: constraints, markup and placeholders, requests of an editor.
enum HostileTranslation {
  static func all() throws -> [HostileSubject] {
    let pipeline = try TinyModel.pipeline()
    let model = try TinyModel.model(TinyModel.options(pipeline))
    func translator(_ marks: MarkOptions = MarkOptions()) throws -> Translator {
      let search = SearchOptions(beam: 2, lengths: LengthBounds(ratio: 1))
      let options = TranslationOptions(search: search, threads: 1, marks: marks, maximumSourceLength: 40)
      return try Translator(model: model, pipeline: pipeline, options: options)
    }
    let everything = MarkOptions(placeholders: PlaceholderKind.allCases, markup: true)
    return [
      constraints(try translator(), TargetText(pipeline)), marks(try translator(everything), everything),
      interactive(try translator()),
    ]
  }

  /// Longest line, in bytes, that is also translated, since a search takes time per byte.
  private static let searched = 300

  /// - Throws: errors from reading lines.
  private static func lines(_ path: String, atMost limit: Int) throws -> [[UInt8]] {
    let reader = try LineReader(path: path)
    var lines: [[UInt8]] = []
    while lines.count < limit, let line = try reader.next() { lines.append(line) }
    return lines
  }

  // MARK: Constraints

  /// Lines with constraints, as columns and as JSON. All are prepared for a search; only short ones are searched.
  private static func constraints(_ translator: Translator, _ target: TargetText) -> HostileSubject {
    let good =
      #"{"source": "the dog", "prefix": "A", "include": ["x", {"text": "y", "isStem": true}], "exclude": ["z"]}"#
      + "\na dog\tein Hund\tder\n"
    var subject = HostileSubject("constraints", file: "input", good: Array(good.utf8)) { directory in
      var (result, refusal) = ("", Failure?.none)
      for line in try lines("\(directory)/input", atMost: 100) {
        for format in [InputFormat.json, .columns([.source, .prefix, .include, .exclude])] {
          do {
            let input = try format.input(String(decoding: line, as: UTF8.self), place: "line")
            _ = try SentenceConstraints(input.constraints, text: target)
            let found = line.count <= searched ? try translator.translate([input])[0].text : ""
            result += "\(input.text.utf8.count) \(input.constraints) \(found)\n"
          } catch let failure as Failure {
            refusal = failure
          }
        }
      }
      if result.isEmpty, let refusal { throw refusal }
      return result
    }
    let phrases = (0..<100_000).map { "\"\($0)\"" }.joined(separator: ",")
    subject.handMade = [
      ("a hundred thousand phrases", Array(#"{"source": "a", "include": [\#(phrases)]}"#.utf8)),
      ("a thousand exclusions", Array(#"{"source": "a", "exclude": [\#(phrases.prefix(5000))"9"]}"#.utf8)),
      (
        "a prefix of a megabyte",
        Array((#"{"source": "a", "prefix": ""# + String(repeating: "ab ", count: 1 << 18) + "\"}").utf8)
      ),
    ]
    subject.isStream = true
    // More than loading: a prefix of a megabyte is cut into subwords.
    subject.allowance = 512 << 20
    return subject
  }

  // MARK: Marks

  /// Lines with markup and placeholders. All are parsed; short ones are translated and must keep their tags.
  private static func marks(_ translator: Translator, _ options: MarkOptions) -> HostileSubject {
    let good = """
      <p>The <b>dog</b> sees 7 apples &amp; {name}.</p>
      <a href="x > y">cold <i>water</i></a><br/> at 10:30, %1$s, http://a.b/c?d, me@x.org
      a <b>small <i>bird</b></i> &lt; <!-- 5 --> <![CDATA[<b>]]> <?p?> &#x41; &shy;

      """
    var subject = HostileSubject("marks", file: "text", good: Array(good.utf8)) { directory in
      var result = ""
      for line in try lines("\(directory)/text", atMost: 200) {
        let text = String(decoding: line, as: UTF8.self)
        let reading = MarkedLine(text, options, reads: [.numbers]).reading
        result += "\(reading.count) \(markup(in: line).count) \(placeholders(in: line).count)\n"
        guard line.count <= searched else { continue }
        let found = try translator.translate([text])[0].text
        guard tags(of: found) == tags(of: text), !found.utf8.contains(0x0A) else {
          throw DamageViolation(description: "other tags: \(text) became \(found)")
        }
        result += found + "\n"
      }
      return result
    }
    subject.handMade = [
      ("values that hold tags", repeated("=\"<a \"", after: "<a ")), ("openings", repeated("<a b='")),
      ("openings with spaces", repeated("<a \" ")), ("closings", repeated("</a ")), ("comments", repeated("<!--")),
      ("declarations", repeated("<!a ")), ("instructions", repeated("<?")), ("entities", repeated("&a")),
      ("nested tags", repeated("<b>") + repeated("</b>")), ("tags that cross", repeated("<b><i></b></i>")),
      ("braces", repeated("{")), ("at signs", repeated("a@a")), ("dots", repeated("www.")),
      ("percents", repeated("%-")),
      ("numbers with points", repeated("1.")), ("a name without end", Array("<".utf8) + repeated("a")),
    ]
    subject.isStream = true
    subject.allowance = 512 << 20
    return subject
  }

  private static func repeated(_ text: String, after start: String = "") -> [UInt8] {
    Array((start + String(repeating: text, count: (256 << 10) / text.utf8.count)).utf8)
  }

  private static func tags(of text: String) -> [[UInt8]] {
    let bytes = Array(text.utf8)
    return markup(in: bytes).compactMap { token in
      switch token.kind {
      case .open, .close, .alone: Array(bytes[token.range])
      case .character, .entity: nil
      }
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  // MARK: Requests

  /// Requests of an editor; each is answered by one line, whatever it contains.
  private static func interactive(_ translator: Translator) -> HostileSubject {
    let good = """
      {"source": "the dog sees cold water.", "id": 1}
      {"source": "a small bird", "prefix": "ein k", "position": 4, "alternatives": 3, "completions": 2, "id": "x"}
      {"source": "seven apples", "unit": "subword", "alternatives": 2}
      {"source": "", "completions": 99}

      """
    var subject = HostileSubject("interactive", file: "requests", good: Array(good.utf8)) { directory in
      let interactive = try InteractiveTranslator(translator)
      return try lines("\(directory)/requests", atMost: 20).filter { line in
        // Keeps lines long enough to be refused, and lines that are answered quickly.
        line.count <= searched || line.count > 1 << 16
      }.map { line in
        let answer = try InteractiveRun.answer(to: line, interactive)
        guard !answer.utf8.contains(0x0A) else { throw DamageViolation(description: "two lines: \(answer)") }
        return answer
      }.joined(separator: "\n")
    }
    subject.isStream = true
    subject.allowance = 512 << 20
    return subject
  }
}
