import Foundation
import Testing

/// A golden file beside the tests.
func golden(_ name: String) throws -> Data {
  let url = try #require(Bundle.module.url(forResource: "Goldens/\(name)", withExtension: nil))
  return try Data(contentsOf: url)
}
