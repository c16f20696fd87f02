import NMTSettings
import NMTSystem
import NMTTestSupport
import Testing

private typealias Setting = ToolSetting<SmallTool>

struct SettingTests {
  private func request(_ words: String...) throws -> SmallTool { try SmallTool(entries: flagEntries(words)) }

  private func message(_ entries: [SettingEntry]) -> String {
    do {
      _ = try SmallTool(entries: entries)
      return "no failure"
    } catch { return "\(error)" }
  }

  @Test func helpHasChoicesRangeAndDefault() throws {
    func help(_ name: String) throws -> String { try #require(Setting.named(name)).fullHelp }
    #expect(try help("size") == "size of the net (small | middle; default: middle)")
    #expect(try help("net-width") == "columns of the net (1 to 64; default: 20)")
    #expect(try help("loud") == "make noise")
    #expect(try help("nice") == "be nice (default: on)")
    #expect(try help("limit") == "most of it (0 to 9)")
    #expect(try help("snip") == "steps (default: 0)")
  }

  @Test func whatASettingImpliesIsFoundByItself() throws {
    #expect(try #require(Setting.named("size")).implied.map(\.name) == ["net-width", "net-depth"])
    #expect(try #require(Setting.named("kind")).implied.map(\.name) == ["first", "second"])
    #expect(try #require(Setting.named("cut")).implied.isEmpty)
  }

  @Test func whatIsGivenByHandWinsOverWhatIsImplied() throws {
    #expect(try request("--net-width", "30", "--size", "small").net.width == 30)
    #expect(try request("--size", "small").net.width == 10)
    let byHand = fileEntries([("net-width", "30")]) + flagEntries(["--size", "small"])
    #expect(try SmallTool(entries: byHand).net.width == 30)
    let preset = fileEntries([("size", "small")]) + flagEntries(["--size", "middle"])
    #expect(try SmallTool(entries: preset).net.width == 20)
    #expect(try request("--second", "wild", "--kind", "plain").net.second == .wild)
    #expect(try SmallTool(entries: fileEntries([("kind", "wild")])).net.first == .wild)
  }

  @Test func flagsWinOverTheFile() throws {
    let file = fileEntries([("cut", "5"), ("name", "a"), ("name", "b"), ("loud", "true")])
    let one = try SmallTool(entries: file)
    #expect(one.cut == 5 && one.names == ["a", "b"] && one.isLoud)
    let both = try SmallTool(entries: file + flagEntries(["--snip", "6", "--name", "c", "--no-loud"]))
    #expect(both.cut == 6 && both.names == ["c"] && !both.isLoud)
    #expect(try request("--cut", "1", "--cut", "2").cut == 2)
  }

  @Test func contradictionsAreRefused() {
    #expect(
      message(fileEntries([("cut", "10"), ("snip", "0")]))
        == "c.yaml:2: snip is another name for cut, which is 10 at c.yaml:1 (expected one of them)")
    #expect(
      message(flagEntries(["--cut", "1", "--snip", "2"]))
        == "--snip is another name for --cut, which is 1 (expected one of them)")
    #expect(message(flagEntries(["--cut", "1", "--snip", "1"])) == "no failure")
    #expect(message(fileEntries([("cut", "1")]) + flagEntries(["--snip", "2"])) == "no failure")
    #expect(
      message(flagEntries(["--loud", "--no-loud"])) == "--loud is turned both on and off (expected one or the other)")
    #expect(
      message(fileEntries([("first", "plain"), ("second", "plain")]) + flagEntries(["--kind", "wild"]))
        == "--kind is overridden by first at c.yaml:1 and second at c.yaml:2 (expected one or the other)")
    #expect(
      message(fileEntries([("first", "wild"), ("second", "wild")]) + flagEntries(["--kind", "wild"])) == "no failure")
  }

  @Test func whatIsUnknownOrWrongIsToldWithItsPlace() {
    #expect(
      message(fileEntries([("cut", "1"), ("net-widht", "1")]))
        == "c.yaml:2: unknown key 'net-widht'; did you mean net-width? see --help")
    #expect(message(flagEntries(["--hidden", "1"])) == "unknown flag '--hidden'; see --help")
    for (wrong, right) in [
      ("confg", "config"), ("dump-confg", "dump-config"), ("hepl", "help"), ("verison", "version"),
    ] {
      #expect(
        message(flagEntries(["--\(wrong)"])) == "unknown flag '--\(wrong)'; did you mean --\(right)? see --help")
    }
    #expect(message(fileEntries([("confg", "a")])) == "c.yaml:1: unknown key 'confg'; see --help")
    #expect(message(flagEntries(["--cut", "x"])) == "'x' is not a valid value for --cut (expected a whole number)")
    #expect(
      message(fileEntries([("size", "huge")]))
        == "c.yaml:1: 'huge' is not a valid value for size (expected small | middle)")
  }

  @Test func aRelationIsToldAtTheOptionThatWasGiven() {
    #expect(
      message(fileEntries([("cut", "1"), ("net-depth", "3")]))
        == "c.yaml:2: net-width is 20 (expected a multiple of net-depth)")
    #expect(
      message(fileEntries([("net-depth", "3")]) + flagEntries(["--net-width", "31"]))
        == "--net-width is 31 (expected a multiple of net-depth)")
  }

  @Test func aFailureOfAFlagGetsTheLineOfTheFile() {
    let failure = Failure(.usage, "is too little", at: "--cut")
    func placed(_ failure: Failure, _ entries: [SettingEntry]) -> Failure { SmallTool.placed(failure, among: entries) }
    let inFile = placed(failure, fileEntries([("loud", "true"), ("snip", "4")]))
    #expect(inFile.description == "c.yaml:2: snip: is too little" && inFile.code == .badConfiguration)
    #expect(placed(Failure(.badData, "is damaged", at: "--cut"), fileEntries([("cut", "4")])).code == .badData)
    for entries in [[], flagEntries(["--cut", "4"]), fileEntries([("cut", "4")]) + flagEntries(["--cut", "5"])] {
      #expect(placed(failure, entries).description == "--cut: is too little")
    }
    // A path, though it is spelled like a setting.
    let path = Failure(.noInput, "no such file", at: "cut")
    #expect(placed(path, fileEntries([("cut", "4")])).place == "cut")
  }

  @Test func aDumpHoldsNoAliasAndSaysWhatIsImpliedInComments() throws {
    #expect(
      Setting.yaml(try request("--size", "small", "--first", "wild", "--name", "a b")) == """
        # Net
        size: small
        # net-width: 10
        # net-depth: 1
        # kind:
        first: wild
        second: plain
        cut: 0

        # Rest
        name: ["a b"]
        loud: false
        nice: true
        # limit:
        share: 0.5
        """)
  }

  @Test func aDumpGivesTheSameRequest() throws {
    for words in [
      [], ["--size", "small", "--kind", "wild"], ["--net-width", "4", "--limit", "3"],
      ["--second", "wild", "--snip", "4"], ["--net-width", "30", "--net-depth", "3"],
    ] {
      let text = Setting.yaml(try SmallTool(entries: flagEntries(words)))
      #expect(Setting.yaml(try SmallTool(entries: dumpedEntries(text))) == text, "\(words)")
    }
  }

  @Test func nearNamesAreNear() {
    let names = ["model", "learning-rate", "minimum-learning-rate", "dropout", "dropout-kind", "max-epochs", "beam"]
    #expect(nearestNames(to: "hidden", among: names).isEmpty)
    #expect(nearestNames(to: "learning-rat", among: names) == ["learning-rate"])
    #expect(nearestNames(to: "max-epocs", among: names) == ["max-epochs"])
    #expect(nearestNames(to: "rate-learning", among: names) == ["learning-rate"])
    #expect(nearestNames(to: "drop", among: names) == ["dropout", "dropout-kind"])
    #expect(nearestNames(to: "Beam", among: names) == ["beam"])
    #expect(nearestNames(to: "baem", among: names) == ["beam"])
    #expect(nearestNames(to: "x", among: names).isEmpty)
  }

  @Test func editDistanceByHand() {
    #expect(editDistance("kitten", "sitting") == 3)
    #expect(editDistance("", "abc") == 3)
    #expect(editDistance("baem", "beam") == 1)
    #expect(editDistance("seed", "seed") == 0)
  }
}
