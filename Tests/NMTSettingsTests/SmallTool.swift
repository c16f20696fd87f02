import NMTSettings

/// A tool with one setting of each kind.
struct SmallTool: SettingRequest {
  var size = Size.middle
  var net = Net()
  var cut = 0
  var names: [String] = []
  var isLoud = false
  var isNice = true
  var limit: Int?
  var share = 0.5

  enum Size: String, CaseIterable, SettingValue {
    case small, middle
  }

  struct Net: CheckedOptions {
    var width = 20
    var depth = 2
    var first = Kind.plain
    var second = Kind.plain

    static let rules: [OptionRule<Net>] = [
      .range(\.width, 1...64),
      .range(\.depth, 1...),
      .relation(\.width, expected: "a multiple of \(\.depth)") { $0.width % $0.depth == 0 },
    ]
  }

  enum Kind: String, CaseIterable, SettingValue {
    case plain, wild
  }

  static let sections = [
    SettingSection<SmallTool>(
      "Net",
      [
        ToolSetting(
          implying: "size", "size of the net", read: { $0.size },
          write: { request, size in
            request.size = size
            (request.net.width, request.net.depth) = size == .small ? (10, 1) : (20, 2)
          }),
        ToolSetting("net-width", \.net.width, "columns of the net"),
        ToolSetting("net-depth", \.net.depth, "layers of the net"),
        ToolSetting(
          implying: "kind", "both kinds", read: { $0.net.first == $0.net.second ? $0.net.first : nil },
          write: { request, kind in (request.net.first, request.net.second) = (kind, kind) }),
        ToolSetting("first", \.net.first, "the first kind"),
        ToolSetting("second", \.net.second, "the second kind"),
        ToolSetting("cut", \.cut, "steps", aliases: ["snip", "-c"]),
      ]),
    SettingSection(
      "Rest",
      [
        ToolSetting(list: "name", \.names, "names", takes: .loose),
        ToolSetting("loud", \.isLoud, "make noise"),
        ToolSetting("nice", \.isNice, "be nice"),
        ToolSetting("limit", \.limit, "most of it"),
        ToolSetting("share", \.share, "share of it"),
      ]),
  ]

  static let rules =
    [OptionRule<SmallTool>.range(\.limit, 0...9), .range(\.share, .between(0, 1))] + OptionRule.within(\.net)
}
