import Foundation
import NMTModels
import NMTTensor
import NMTTestModels
import NMTTestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct InspectToolTests {
  private let directory = TemporaryDirectory()

  private func json(_ arguments: [String]) throws -> [String: Any] {
    let result = try ToolRunner.run("nmt-inspect", arguments + ["--json"])
    #expect(result.status == 0, "\(result.errorText)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
  }

  @Test func tellsWhatAModelIs() throws {
    let model = try TinyModel.save(to: directory.path)
    let report = try json([directory.path])
    #expect(report["kind"] as? String == "model")
    #expect(report["parameters"] as? Int == model.parameters.parameterCount)
    #expect((report["architecture"] as? [String: Any])?["decoderWidth"] as? Int == 20)
    #expect((report["provenance"] as? [String: Any])?["targetLanguage"] as? String == "hu")
    let files = try #require(report["files"] as? [String: Any])
    #expect(Set(files.keys) == Set(directory.entries()).subtracting(["config.json", "README.md"]))
    let text = try ToolRunner.run("nmt-inspect", [directory.path])
    #expect(text.outputLines.first == "kind: model")
    #expect(text.outputLines.contains { $0.hasSuffix(", verified") })
  }

  @Test func namesTheDamagedFile() throws {
    try TinyModel.save(to: directory.path)
    var bytes = try directory.read("model.safetensors")
    bytes[bytes.count - 1] ^= 1
    try directory.write(bytes, to: "model.safetensors")
    let result = try ToolRunner.run("nmt-inspect", [directory.path])
    #expect(result.status == 65 && result.output.isEmpty)
    #expect(result.errorText.contains("model.safetensors") && result.errorText.contains("expected xxh64"))
  }

  @Test func refusesWhatItDoesNotKnow() throws {
    #expect(try ToolRunner.run("nmt-inspect", [directory.path]).status == 65)
    #expect(try ToolRunner.run("nmt-inspect", ["/absent"]).status == 66)
    #expect(try ToolRunner.run("nmt-inspect", []).status == 64)
    let shortlist = try ToolRunner.run("nmt-inspect", [directory.path, "--shortlist", directory.path])
    #expect(shortlist.status == 64 && shortlist.errorText.contains("--quantize"), "\(shortlist.errorText)")
    try directory.write("not a checkpoint", to: "file")
    #expect(try ToolRunner.run("nmt-inspect", [directory.file("file")]).status == 65)
    #expect(try ToolRunner.run("nmt-inspect", ["--machine"], stdout: .file("/dev/full")).status == 74)
  }

  @Test func aReportDoesNotOverwriteWhatItIsAbout() throws {
    try TinyModel.save(to: directory.path)
    let before = try directory.read("model.safetensors")
    let result = try ToolRunner.run(
      "nmt-inspect", [directory.path, "--output", directory.file("model.safetensors")])
    #expect(result.status == 64 && result.errorText.contains("is also the input"), "\(result.errorText)")
    #expect(try directory.read("model.safetensors") == before)
    let report = try ToolRunner.run("nmt-inspect", [directory.path, "--output", directory.file("report")])
    #expect(report.status == 0, "\(report.errorText)")
    #expect(try directory.read("report").starts(with: Array("kind: model".utf8)))
    let small = directory.file("small")
    let quantised = try ToolRunner.run(
      "nmt-inspect", [directory.path, "--quantise", small, "--output", directory.file("model.safetensors")])
    #expect(quantised.status == 64 && !FileManager.default.fileExists(atPath: small), "\(quantised.errorText)")
  }

  @Test func tellsAboutTheMachine() throws {
    let report = try json(["--machine"])
    #expect((report["cores"] as? Int ?? 0) >= 1)
    #expect((report["vectorUnits"] as? [String])?.first == "plain")
    #expect((report["fastPrecisions"] as? [String])?.contains("int8") == true)
    #expect((report["blasKernel"] as? String)?.isEmpty == false)
  }

  @Test func drawsAnAlignment() throws {
    try TinyModel.save(to: directory.path)
    let picture = directory.file("picture.svg")
    let source = "the dog sees <seven> apples & \"cold\" water."
    let result = try ToolRunner.run(
      "nmt-inspect", [directory.path, "--attention", "--source", source, "--target", "a < b", "--output", picture])
    #expect(result.status == 0, "\(result.errorText)")
    let document = try XMLDocument(data: Data(try directory.read("picture.svg")))
    let root = try #require(document.rootElement())
    let labels = root.elements(forName: "text").compactMap(\.stringValue)
    #expect(labels.filter { $0 == "</s>" }.count == 2)
    let targets = root.elements(forName: "text").filter { $0.xmlString.contains("class=") }.count
    #expect(root.elements(forName: "rect").count == targets * (labels.count - targets))
    let style = try #require(root.elements(forName: "style").first?.stringValue)
    #expect(style.contains("prefers-color-scheme: dark"))
  }

  /// One curve for each layer and direction, over the positions of its sentence.
  @Test func gradientsAreDrawn() throws {
    let directory = TemporaryDirectory()
    try TinyModel.save(to: directory.path)
    let result = try ToolRunner.run(
      "nmt-inspect", [directory.path, "--gradients", "--source", "the dog sees seven apples.", "--target", "a b c"])
    #expect(result.status == 0, "\(result.errorText)")
    let root = try #require(try XMLDocument(data: Data(result.output)).rootElement())
    let labels = root.elements(forName: "text").compactMap(\.stringValue)
    for layer in ["decoder.layers.0", "encoder.layers.0.backward", "encoder.layers.0.forward"] {
      #expect(labels.contains(layer))
    }
    #expect(root.elements(forName: "path").count == 3)
    #expect(try ToolRunner.run("nmt-inspect", [directory.path, "--gradients"]).status == 64)
  }
}
