import NMTSettings
import NMTSystem
import NMTTestSupport
import Testing

struct OptionRuleTests {
  @Test func rangesAreSaidAsTheyAreChecked() {
    let closed = (1...64).optionRange
    #expect(closed.words == "1 to 64" && closed.contains(1) && closed.contains(64) && !closed.contains(65))
    let open = (0.5...).optionRange
    #expect(open.words == "0.5 or more" && open.contains(0.5) && !open.contains(0.4) && !open.contains(.infinity))
    let half = (Float(0)..<1).optionRange
    #expect(half.words == "0 or more, below 1" && half.contains(0) && !half.contains(1) && !half.contains(.nan))
    let above = OptionRange<Double>.above(0)
    #expect(above.words == "above 0" && !above.contains(0) && above.contains(1e-9))
    let between = OptionRange<Double>.between(0, 1)
    #expect(between.words == "above 0, below 1")
    #expect(!between.contains(0) && between.contains(0.5) && !between.contains(1))
    let mass = OptionRange<Float>.above(0, upTo: 1)
    #expect(mass.words == "above 0, at most 1" && !mass.contains(0) && mass.contains(1))
  }

  @Test func aLibrarysUserIsToldTheProperty() throws {
    var net = SmallTool.Net()
    try net.checkRules()
    net.width = 65
    let wide = expectFailure(.badConfiguration) { try net.checkRules() }
    #expect(wide?.description == "width is 65 (expected 1 to 64)")
    (net.width, net.depth) = (7, 2)
    let odd = expectFailure(.usage) { try net.checkRules(.usage) }
    #expect(odd?.description == "width is 7 (expected a multiple of depth)")
  }

  @Test func aToolsUserIsToldWhatTheyTyped() {
    func message(_ entries: [SettingEntry]) -> String? {
      do {
        _ = try SmallTool(entries: entries)
        return nil
      } catch { return "\(error)" }
    }
    #expect(message(flagEntries(["--net-width", "65"])) == "--net-width is 65 (expected 1 to 64)")
    #expect(message(flagEntries(["--net-width", "7"])) == "--net-width is 7 (expected a multiple of --net-depth)")
    #expect(
      message(fileEntries([("net-width", "7")])) == "c.yaml:1: net-width is 7 (expected a multiple of net-depth)")
    #expect(
      message(fileEntries([("net-width", "7")]) + flagEntries(["--net-depth", "3"]))
        == "c.yaml:1: net-width is 7 (expected a multiple of --net-depth)")
    #expect(message(flagEntries(["--limit", "10"])) == "--limit is 10 (expected 0 to 9)")
    #expect(message(flagEntries(["--share", "1"])) == "--share is 1.0 (expected above 0, below 1)")
  }
}
