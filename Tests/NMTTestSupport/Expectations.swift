package import NMTSystem
package import Testing

/// The failure that `body` throws, checked for its code; nil, and an issue, if it throws none or another error.
@discardableResult
package func expectFailure<Result>(
  _ code: Failure.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Result
) -> Failure? {
  do {
    _ = try body()
    Issue.record("no failure, expected \(code)", sourceLocation: sourceLocation)
  } catch let failure as Failure {
    #expect(failure.code == code, "\(failure)", sourceLocation: sourceLocation)
    return failure
  } catch {
    Issue.record("\(error) is no Failure", sourceLocation: sourceLocation)
  }
  return nil
}
