import NMTSystem
import NMTText

/// The raw validation text in the data directory, so that training computes BLEU on words rather than subwords.
struct ValidationText {
  var inputs: [PairInput]

  /// Writes both sides; line i is pair i of the validation shard. Replaces invalid UTF-8.
  func write(into directory: String) throws -> [Manifest.DataFileRecord] {
    [
      try write(DataDirectory.validationFiles.source, into: directory) { $0.source },
      try write(DataDirectory.validationFiles.target, into: directory) { $0.target },
    ]
  }

  private func write(
    _ name: String, into directory: String, side: (RawPair) -> [UInt8]
  ) throws -> Manifest.DataFileRecord {
    let reader = PairReader(inputs)
    var record = Manifest.DataFileRecord(name: name, bytes: 0, sha256: "")
    try DurableFile.write(to: "\(directory)/\(name)") { sink in
      while let pair = try reader.next() {
        try sink.append(Array(String(decoding: side(pair), as: UTF8.self).utf8) + [0x0A])
      }
      record.bytes = sink.byteCount
      record.sha256 = sink.sha256Hex
    }
    return record
  }
}
