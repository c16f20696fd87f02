/// Values that no saved file may contain.
let notFinite: [Float] = [.nan, .infinity, -.infinity]

/// Files that no loader should accept, and text that has broken text readers before.
enum HandMade {
  static let files: [(name: String, bytes: [UInt8])] = [
    ("nothing", []),
    ("a zero", [0]),
    ("a line feed", [0x0A]),
    ("null", Array("null".utf8)),
    ("a number", Array("1e999999999".utf8)),
    ("an empty object", Array("{}".utf8)),
    ("an empty list", Array("[]".utf8)),
    ("a lone quotation mark", Array("\"".utf8)),
    ("a half surrogate", Array("{\"\\ud800\":1}".utf8)),
    ("deep lists", repeated("[", 1 << 20)),
    ("deep objects", repeated("{\"a\":", 1 << 18)),
    ("deep YAML", repeated("- ", 1 << 16)),
    ("deep flow YAML", repeated("[", 1 << 14)),
    ("YAML that laughs", laughs),
    ("a list of a million numbers", Array("[".utf8) + repeated("0,", 1 << 19) + Array("0]".utf8)),
    ("a million keys", Array("{".utf8) + (0..<100_000).flatMap { Array("\"\($0)\":0,".utf8) } + Array("\"x\":0}".utf8)),
    ("a name of a megabyte", Array("{\"".utf8) + repeated("n", 1 << 20) + Array("\":1}".utf8)),
    ("a megabyte of digits", repeated("9", 1 << 20)),
    ("a megabyte of backslashes", Array("\"".utf8) + repeated("\\", 1 << 20)),
    ("a megabyte of marks", Array("a".utf8) + repeated("\u{301}\u{323}", 1 << 18)),
    ("a megabyte of spaces", repeated(" ", 1 << 20)),
    ("a megabyte of tabs", repeated("\t", 1 << 20)),
    ("invalid UTF-8", [0xC0, 0x80, 0xED, 0xA0, 0x80, 0xF5, 0x80, 0x80, 0x80, 0xFF, 0xFE]),
    ("UTF-16", [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]),
    ("a mark of order alone", [0xEF, 0xBB, 0xBF]),
    ("an executable", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 57)),
    ("a ZIP archive", [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0xFF, count: 60)),
    ("a gzip header alone", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]),
    ("a gzip header with a name without end", [0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3] + repeated("n", 1 << 20)),
    ("a protocol buffer that is longer than all", [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
    ("a number without end", [UInt8](repeating: 0xFF, count: 1 << 16)),
  ]

  /// YAML anchors that expand tenfold nine times ("billion laughs").
  static let laughs: [UInt8] = {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let parts = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(parts)]\n"
    }
    return Array(text.utf8)
  }()

  private static func repeated(_ text: String, _ count: Int) -> [UInt8] {
    Array(repeatElement(Array(text.utf8), count: count).joined())
  }
}
