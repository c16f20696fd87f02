import NMTSystem
import NMTTestSupport
import NMTText
import Testing

@Suite("Text pipeline")
struct TextPipelineTests {
  @Test("decode(encode(line)) is the normalised line, for both subword types", arguments: SubwordType.allCases)
  func roundTrip(type: SubwordType) throws {
    let pipeline = try SmallText.pipeline(type)
    for line in SmallText.lines + ["", "x", "Zażółć gęślą jaźń", "日本語 🙂 <s> </s> <0x41>", "a\u{2581}b", "a\u{0}\tb"] {
      let normal = pipeline.normalize(line, side: .target)
      let decoded = pipeline.decodeTarget(pipeline.encodeTarget(line))
      #expect(Array(decoded.utf8) == Array(normal.utf8), "\(line)")
    }
  }

  @Test("saved and loaded, the pipeline gives the same ids and files")
  func saveAndLoad() throws {
    let directory = TemporaryDirectory()
    let pipeline = try SmallText.pipeline(.unigram)
    try pipeline.save(to: directory.path)
    #expect(directory.entries() == ["joint.spm", "pipeline.json"])
    let loaded = try TextPipeline(directory: directory.path)
    #expect(loaded.options == pipeline.options)
    #expect(loaded.sharedVocabulary)
    for line in SmallText.lines { #expect(loaded.encodeSource(line) == pipeline.encodeSource(line)) }
  }
}
