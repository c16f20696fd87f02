import Foundation
import NMTMetrics
import Testing

/// Rows come back from checkpoints, and sums go through memory by what they say of themselves.
@Suite struct StatisticsRowsTests {
  @Test(arguments: [
    (#"{"width":2,"stride":4,"values":[1,2,0,0],"count":1,"sum":[1,2]}"#, true),
    (#"{"width":2,"stride":4,"values":[],"count":1000000,"sum":[1,2]}"#, false),
    (#"{"width":2,"stride":4,"values":[1,2,0,0],"count":-1,"sum":[1,2]}"#, false),
    (#"{"width":0,"stride":0,"values":[],"count":0,"sum":[]}"#, false),
    (#"{"width":9,"stride":4,"values":[1,2,0,0],"count":1,"sum":[1,2]}"#, false),
    (#"{"width":2,"stride":4,"values":[1,2,0,0],"count":1,"sum":[1]}"#, false),
  ])
  func onlyRowsThatFitAreRead(_ text: String, _ isGood: Bool) {
    let rows = try? JSONDecoder().decode(StatisticsRows.self, from: Data(text.utf8))
    #expect((rows != nil) == isGood)
  }
}
