import Foundation
import NMTTranslation

// README's example.

func hello() async throws {
  let translator = try Translator(modelDirectory: URL(fileURLWithPath: "model"))
  for translation in try await translator.translate(["Where is the station?"]) { print(translation.text) }
}

try await hello()
