import Foundation
import NMTKernels
import NMTModels
import NMTTestModels
import NMTTestSupport
import NMTTranslation
import Testing

/// A model that is read in another precision translates; its weights are rounded, so its scores are near, not the same.
struct PrecisionTranslationTests {
  private static let pairs = TinyModel.sentences.prefix(12).map { (source: $0, target: "a " + $0) }

  @Test func bfloat16TranslatesNearlyAsSinglePrecision() throws {
    let directory = TemporaryDirectory()
    try TinyModel.save(to: directory.path)
    func translator(_ precision: PrecisionChoice, _ options: TranslationOptions) throws -> Translator {
      try Translator(
        modelDirectory: URL(fileURLWithPath: directory.path), precision: precision, options: options)
    }
    let single = try translator(.fp32, TranslationOptions(threads: 1))
    let half = try translator(.bf16, TranslationOptions(threads: 2))
    let (expected, found) = (try single.score(Self.pairs), try half.score(Self.pairs))
    for (a, b) in zip(expected, found) {
      #expect(a.tokenLogProbabilities.count == b.tokenLogProbabilities.count)
      #expect(a.tokenLogProbabilities != b.tokenLogProbabilities, "nothing was rounded")
      // Eight significant bits in every operand: within a tenth, for weights four times as large as at a training's start.
      #expect(abs(a.logProbability - b.logProbability) < 0.1 * abs(a.logProbability))
    }
    // It is the same translator in all else: threads and batches have no say.
    let lines = Self.pairs.map(\.source) + ["", "é 水"]
    let translations = try half.translate(lines)
    #expect(translations.map(\.text.isEmpty) == lines.map(\.isEmpty))
    let other = TranslationOptions(threads: 1, batchTokens: 9)
    #expect(try translator(.bf16, other).translate(lines) == translations)
  }
}
