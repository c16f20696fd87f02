import Foundation
import NMTModelStore
import NMTModels
import NMTSystem
import NMTTensor
import NMTTestSupport
import Testing

private func smallOptions() -> ModelOptions {
  var options = ModelOptions(sourceVocabulary: 11, targetVocabulary: 13)
  (options.embedding, options.encoderWidth, options.decoderWidth) = (6, 8, 10)
  return options
}

struct ModelFilesTests {
  let directory = TemporaryDirectory()
  let provenance = ModelProvenance(
    sourceLanguage: "en", targetLanguage: "hu", dataHash: "abc", seed: .max, updates: 12, maximumSourceLength: 77,
    options: ["learning-rate": "0.001", "note": "a \"configChecksum\" : \"é|\n"], scores: ["bleu": 31.25])

  private func save() throws -> Seq2SeqModel {
    let model = try Seq2SeqModel(options: smallOptions(), seed: 3)
    try ModelFiles.save(model, to: directory.path, provenance: provenance)
    return model
  }

  private func failure() -> Failure? {
    do {
      _ = try ModelFiles.load(directory.path)
      return nil
    } catch {
      return error as? Failure
    }
  }

  /// Rewrites config.json through JSON and gives it a valid checksum again: a directory made by an enemy.
  private func forge(_ change: (inout [String: Any]) -> Void) throws {
    var json =
      try JSONSerialization.jsonObject(with: Data(try directory.read("config.json"))) as? [String: Any] ?? [:]
    change(&json)
    json["configChecksum"] = "0000000000000000"
    let data = try JSONSerialization.data(withJSONObject: json, options: [.prettyPrinted, .sortedKeys])
    let text = String(decoding: data, as: UTF8.self)
    let sum = Array(text.utf8).withUnsafeBytes { XXH64.hex($0) }
    try directory.write(
      text.replacing("\"configChecksum\" : \"0000000000000000\"", with: "\"configChecksum\" : \"\(sum)\""),
      to: "config.json")
  }

  @Test func loadsWhatItSaved() throws {
    let model = try save()
    let (loaded, config) = try ModelFiles.load(directory.path)
    #expect(config.provenance == provenance)
    #expect(config.architecture == model.options)
    #expect(loaded.parameters.specs == model.parameters.specs)
    for index in 0..<model.parameters.count {
      #expect(loaded.parameters.values[index] == model.parameters.values[index])
    }
    #expect(directory.entries() == ["config.json", "model.safetensors"])
  }

  @Test func theSameModelGivesTheSameBytes() throws {
    _ = try save()
    let first = (try directory.read("config.json"), try directory.read("model.safetensors"))
    _ = try save()
    #expect(try directory.read("config.json") == first.0)
    #expect(try directory.read("model.safetensors") == first.1)
  }

  @Test func everyFlippedBitOfConfigIsNoticed() throws {
    _ = try save()
    let whole = try directory.read("config.json")
    for bit in 0..<whole.count * 8 {
      var bytes = whole
      bytes[bit / 8] ^= 1 << (bit % 8)
      let failure = #expect(throws: Failure.self, "bit \(bit)") { try ModelConfig(bytes, path: "config.json") }
      #expect(failure?.code == .badData && failure?.place.contains("config.json") == true, "bit \(bit)")
    }
  }

  @Test func flippedBitsOfWeightsAreNoticed() throws {
    _ = try save()
    let whole = try directory.read("model.safetensors")
    for bit in stride(from: 0, to: whole.count * 8, by: 997) {
      var bytes = whole
      bytes[bit / 8] ^= 1 << (bit % 8)
      try directory.write(bytes, to: "model.safetensors")
      let failure = failure()
      #expect(failure?.code == .badData && failure?.place.contains("model.safetensors") == true, "bit \(bit)")
      #expect(failure?.expected.contains("xxh64") == true)
    }
  }

  @Test(arguments: ["config.json", "model.safetensors"]) func missingAndCutFilesAreNamed(_ name: String) throws {
    _ = try save()
    let whole = try directory.read(name)
    for length in [0, 1, 8, whole.count / 2, whole.count - 1] {
      try directory.write(Array(whole[..<length]), to: name)
      #expect(failure()?.code == .badData, "\(length) bytes")
      #expect(failure()?.place.contains(name) == true)
    }
    unlink(directory.file(name))
    #expect(failure()?.place.contains(name) == true)
  }

  @Test func aLinkIsNotFollowed() throws {
    _ = try save()
    rename(directory.file("model.safetensors"), directory.file("elsewhere"))
    symlink(directory.file("elsewhere"), directory.file("model.safetensors"))
    #expect(failure()?.what == "is a symbolic link")
  }

  @Test(arguments: ["../secret", "/etc/passwd", "", ".", "..", "a/b", "a\0b", ".hidden"])
  func namesStayInTheDirectory(_ name: String) throws {
    _ = try save()
    try forge { json in
      var files = json["files"] as? [String: Any] ?? [:]
      files[name] = files["model.safetensors"]
      json["files"] = files
    }
    #expect(failure()?.what.contains("names the file") == true)
  }

  @Test(.enabled(if: !SlowSet.isSanitized)) func anotherArchitectureIsRefusedBeforeMemoryIsTaken() throws {
    _ = try save()
    let original = try directory.read("config.json")
    for (key, value) in [("encoderWidth", 8192), ("targetVocabulary", 16_777_216), ("decoderLayers", 16)] {
      try directory.write(original, to: "config.json")
      try forge { json in
        var options = json["architecture"] as? [String: Any] ?? [:]
        options[key] = value
        json["architecture"] = options
      }
      let before = Machine.peakResidentBytes()
      #expect(failure()?.remedy == "its config.json belongs to another model", "\(key)")
      #expect(Machine.peakResidentBytes() - before < 64 << 20, "\(key)")
    }
  }

  @Test func versionsGatesAndRangesAreChecked() throws {
    _ = try save()
    let original = try directory.read("config.json")
    let changes: [(String, Any, String)] = [
      ("formatVersion", 2, "format version 2"), ("gateOrder", "i,f,o,g", "gate order"),
      ("architecture", [String: Any](), "lacks the key"), ("files", [String: Any](), "does not name"),
    ]
    for (key, value, message) in changes {
      try directory.write(original, to: "config.json")
      try forge { $0[key] = value }
      #expect(failure()?.what.contains(message) == true, "\(key): \(failure()?.description ?? "loaded")")
    }
    try directory.write(original, to: "config.json")
    try forge { json in
      var options = json["architecture"] as? [String: Any] ?? [:]
      options["embedding"] = -1
      json["architecture"] = options
    }
    #expect(failure()?.code == .badData)
  }

  @Test func aDuplicateKeyIsRefused() throws {
    _ = try save()
    let text = String(decoding: try directory.read("config.json"), as: UTF8.self)
    try directory.write(
      text.replacing("{\n  \"arch", with: "{\n  \"gateOrder\" : \"i,f,g,o\",\n  \"arch"), to: "config.json")
    #expect(failure()?.what == "key \"gateOrder\" is given twice")
  }
}
