import NMTSystem
import Testing

@Suite("Progress")
struct ProgressTests {
  @Test("the time left is known from a total or from a share, else not")
  func timeLeft() {
    let (counted, shared, open) = (
      Progress("", unit: "lines", total: 4, isQuiet: true), Progress("", unit: "lines", isQuiet: true),
      Progress("", unit: "lines", isQuiet: true)
    )
    counted.advance(by: 4)
    shared.advance(by: 4, share: 1)
    open.advance(by: 4)
    #expect(counted.remainingSeconds == 0 && shared.remainingSeconds == 0 && open.remainingSeconds == nil)
    shared.advance(share: 0.25)
    #expect(shared.remainingSeconds.map { $0 > 0 } == true && shared.count == 5)
    shared.advance(share: nil)
    #expect(shared.remainingSeconds == nil)
  }
}
