import Foundation
import NMTModelStore
import NMTModels
import NMTSearch
import NMTSystem
import NMTTestModels
import NMTTranslation

/// Files of a model directory.
enum HostileModels {
  static func all() throws -> [HostileSubject] {
    let whole = try withScratch { directory in
      try TinyModel.save(to: "\(directory)/fp32")
      try ModelDirectory.quantize("\(directory)/fp32", to: "\(directory)/int8")
      return (try filesBelow("\(directory)/fp32"), try filesBelow("\(directory)/int8"))
    }
    return [
      try safetensors(), try config(whole.0), try weights("model", whole.0, flipStride: 1999),
      try weights("quantised", whole.1, flipStride: 997), pipeline(whole.0),
    ]
  }

  private static func safetensors() throws -> HostileSubject {
    let floats: [Float] = (0..<60).map { Float($0) - 30 }
    let good = try withScratch { directory in
      try floats.withUnsafeBufferPointer { values in
        _ = try SafeTensors.write(
          [
            ("encoder.weight", [5, 6], .init(rebasing: values[..<30])), ("bias", [30], .init(rebasing: values[30...])),
            ("empty", [0, 4], .init(start: nil, count: 0)),
          ], metadata: ["format": "pt"], to: "\(directory)/a")
      }
      return try contents("\(directory)/a")
    }
    let end = 8 + Int(UInt64(littleEndian: good.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }))
    var subject = HostileSubject("safetensors", file: "a.safetensors", good: good, header: 0..<end) { directory in
      let file = try SafeTensors(path: "\(directory)/a.safetensors")
      return try file.tensors.map { tensor in
        let values = tensor.type == .fp32 ? try file.values(of: tensor).map(\.bitPattern) : []
        return "\(tensor.name) \(tensor.shape) \(values)"
      }.joined(separator: "\n")
    }
    subject.json = (Array(good[8..<end]), { [UInt8](UInt64($0.count)) + $0 + good[end...] })
    return subject
  }

  /// Loads the whole directory and translates a sentence.
  private static let translate: @Sendable (String) throws -> String = { directory in
    var options = TranslationOptions()
    options.threads = 1
    options.search.beam = 2
    let translator = try Translator(modelDirectory: URL(fileURLWithPath: directory), options: options)
    return try translator.translate(["the dog sees cold water."])[0].text
  }

  private static func config(_ files: [String: [UInt8]]) throws -> HostileSubject {
    var subject = HostileSubject("config", file: ModelConfig.fileName, good: files[ModelConfig.fileName] ?? []) {
      let text = try translate($0)
      return try XXH64.hex(ofBytes: ModelConfig(directory: $0).encoded()) + text
    }
    subject.companions = files
    subject.isChecksummed = true
    subject.flipsWholeHeader = true
    subject.seal = { try seal("\($0)/\(ModelConfig.fileName)") }
    subject.json = (subject.good, { $0 })
    return subject
  }

  /// Writes the correct checksum into `config.json`.
  private static func seal(_ path: String) throws {
    var bytes = try contents(path)
    let key = Array("\"configChecksum\" : \"".utf8)
    guard bytes.count > key.count + 16,
      let start = (0..<bytes.count - key.count - 16).first(where: { bytes[$0..<$0 + key.count].elementsEqual(key) })
    else { return }
    let digits = start + key.count..<start + key.count + 16
    bytes.replaceSubrange(digits, with: [UInt8](repeating: UInt8(ascii: "0"), count: 16))
    bytes.replaceSubrange(digits, with: XXH64.hex(ofBytes: bytes).utf8)
    try overwrite(path, with: bytes)
  }

  /// The weights file; sealing updates `config.json` to match it.
  private static func weights(
    _ name: String, _ files: [String: [UInt8]], flipStride: Int
  ) throws -> HostileSubject {
    let good = files[ModelFiles.weightsName] ?? []
    let end = 8 + Int(UInt64(littleEndian: good.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }))
    var subject = HostileSubject(
      name, file: ModelFiles.weightsName, good: good, header: 0..<end, use: translate)
    subject.companions = files
    subject.isChecksummed = true
    subject.flipStride = flipStride
    subject.refused = try spoiled(good)
    subject.seal = { directory in
      var config = try ModelConfig(directory: directory)
      config.files[ModelFiles.weightsName] = try FileRecord(ofFile: "\(directory)/\(ModelFiles.weightsName)")
      try overwrite("\(directory)/\(ModelConfig.fileName)", with: config.encoded())
    }
    subject.json = (Array(good[8..<end]), { [UInt8](UInt64($0.count)) + $0 + good[end...] })
    return subject
  }

  /// Weights files with a value that is not finite: in the first fp32 tensor, in the last, and in the first scales of
  /// an int8 model.
  private static func spoiled(_ good: [UInt8]) throws -> [(name: String, bytes: [UInt8])] {
    let tensors = try withScratch { directory in
      try overwrite("\(directory)/a", with: good)
      return try SafeTensors(path: "\(directory)/a").tensors.filter { $0.type == .fp32 && $0.count > 0 }
    }
    let scales = tensors.first { $0.name.hasSuffix(".scales") }
    return [tensors.first, tensors.last, scales].compactMap { $0 }.flatMap { tensor in
      notFinite.map { value in
        let place = tensor.byteRange.upperBound - 4
        return ("\(value) in \(tensor.name)", good[..<place] + [UInt8](value.bitPattern) + good[(place + 4)...])
      }
    }
  }

  /// The description of the text pipeline; sealing updates `config.json` to match it.
  private static func pipeline(_ files: [String: [UInt8]]) -> HostileSubject {
    var subject = HostileSubject("pipeline", file: "pipeline.json", good: files["pipeline.json"] ?? [], use: translate)
    subject.companions = files
    subject.isChecksummed = true
    subject.seal = { directory in
      var config = try ModelConfig(directory: directory)
      config.files["pipeline.json"] = try FileRecord(ofFile: "\(directory)/pipeline.json")
      try overwrite("\(directory)/\(ModelConfig.fileName)", with: config.encoded())
    }
    subject.json = (subject.good, { $0 })
    return subject
  }
}

extension XXH64 {
  static func hex(ofBytes bytes: [UInt8]) -> String { bytes.withUnsafeBytes { XXH64.hex($0) } }
}
