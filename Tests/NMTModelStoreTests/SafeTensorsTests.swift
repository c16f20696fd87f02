import Foundation
import NMTModelStore
import NMTModels
import NMTSystem
import NMTTestSupport
import Testing

/// A safetensors file from a header text and so many bytes of values.
private func file(_ header: String, data: Int = 0) -> [UInt8] {
  withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
    + [UInt8](repeating: 0, count: data)
}

private func tensor(_ name: String, _ shape: String, _ begin: Int, _ end: Int, type: String = "F32") -> String {
  "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
}

/// Opens bytes as a file and reads every tensor; the failure, if there is one.
private func failure(_ bytes: [UInt8], in directory: TemporaryDirectory) throws -> Failure? {
  let path = try directory.write(bytes, to: "case.safetensors")
  do {
    let tensors = try SafeTensors(path: path)
    for tensor in tensors.tensors { _ = try tensors.values(of: tensor) }
    return nil
  } catch let failure as Failure {
    return failure
  }
}

private let badHeaders: [(name: String, header: String, data: Int)] = [
  ("empty text", "", 0),
  ("not an object", "[]", 0),
  ("space first", " {}", 0),
  ("unclosed", "{", 0),
  ("unclosed string", "{\"a", 0),
  ("unclosed tensor", "{\"a\":{", 0),
  ("text behind", "{}x", 0),
  ("NUL behind", "{}\0", 0),
  ("trailing comma", "{\(tensor("a", "[1]", 0, 4)),}", 4),
  ("no colon", "{\"a\" 1}", 0),
  ("single quotes", "{'a':1}", 0),
  ("a number for a tensor", "{\"a\":1}", 0),
  ("an array for a tensor", "{\"a\":[]}", 0),
  ("null", "{\"a\":null}", 0),
  ("no dtype", "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4),
  ("no shape", "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4),
  ("no offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4),
  ("one offset", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4),
  ("three offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}", 4),
  ("unknown key", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}", 4),
  ("dtype twice", "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4),
  ("tensor twice", "{\(tensor("a", "[1]", 0, 4)),\(tensor("a", "[1]", 4, 8))}", 8),
  ("tensor twice, escaped", "{\(tensor("a", "[1]", 0, 4)),\(tensor("\\u0061", "[1]", 4, 8))}", 8),
  ("half precision", "{\(tensor("a", "[2]", 0, 4, type: "F16"))}", 4),
  ("unknown type", "{\(tensor("a", "[1]", 0, 4, type: "F33"))}", 4),
  ("negative extent", "{\(tensor("a", "[-1]", 0, 4))}", 4),
  ("fractional extent", "{\(tensor("a", "[1.0]", 0, 4))}", 4),
  ("exponent", "{\(tensor("a", "[1e0]", 0, 4))}", 4),
  ("leading zero", "{\(tensor("a", "[01]", 0, 4))}", 4),
  ("extent as text", "{\(tensor("a", "[\"1\"]", 0, 4))}", 4),
  ("shape below size", "{\(tensor("a", "[1]", 0, 8))}", 8),
  ("shape above size", "{\(tensor("a", "[2]", 0, 4))}", 4),
  ("extent beyond Int", "{\(tensor("a", "[9223372036854775808]", 0, 4))}", 4),
  ("product overflows to 0", "{\(tensor("a", "[4294967296,4294967296]", 0, 0))}", 0),
  ("product overflows to 4", "{\(tensor("a", "[4611686018427387905]", 0, 4))}", 4),
  ("rank 9", "{\(tensor("a", "[1,1,1,1,1,1,1,1,1]", 0, 4))}", 4),
  ("offsets backwards", "{\(tensor("a", "[1]", 4, 0))}", 4),
  ("offsets beyond the end", "{\(tensor("a", "[2]", 0, 8))}", 4),
  ("offset beyond Int", "{\(tensor("a", "[1]", 0, 4).replacing("4]", with: "99999999999999999999]"))}", 4),
  ("hole at the start", "{\(tensor("a", "[1]", 4, 8))}", 8),
  ("hole in the middle", "{\(tensor("a", "[1]", 0, 4)),\(tensor("b", "[1]", 8, 12))}", 12),
  ("overlap", "{\(tensor("a", "[2]", 0, 8)),\(tensor("b", "[2]", 4, 12))}", 12),
  ("the same place twice", "{\(tensor("a", "[1]", 0, 4)),\(tensor("b", "[1]", 0, 4))}", 4),
  ("a byte too many", "{\(tensor("a", "[1]", 0, 4))}", 5),
  ("values of no tensor", "{}", 4),
  ("name of 1025 bytes", "{\(tensor(String(repeating: "n", count: 1025), "[1]", 0, 4))}", 4),
  ("metadata not text", "{\"__metadata__\":{\"a\":1}}", 0),
  ("metadata twice", "{\"__metadata__\":{},\"__metadata__\":{}}", 0),
  ("bad escape", "{\"\\x\":{}}", 0),
  ("half a surrogate pair", "{\"\\ud800\":{}}", 0),
  ("line feed in a name", "{\"\n\":{}}", 0),
]

struct SafeTensorsTests {
  let directory = TemporaryDirectory()

  @Test func writesWhatItReads() throws {
    let first: [Float] = [1, -2.5, 3, 4e-30, 5, 6]
    let second: [Float] = [7]
    let path = directory.file("a.safetensors")
    try first.withUnsafeBufferPointer { a in
      _ = try second.withUnsafeBufferPointer { b in
        try SafeTensors.write(
          [("encoder.weight", [2, 3], a), ("b\"\u{1}é", [1], b), ("empty", [0, 4], .init(start: nil, count: 0))],
          metadata: ["format": "pt"], to: path)
      }
    }
    let read = try SafeTensors(path: path)
    #expect(read.metadata == ["format": "pt"])
    let weight = try #require(read["encoder.weight"])
    #expect(weight.shape == [2, 3])
    #expect(weight.byteRange.lowerBound % 64 == 0)
    #expect(try read.values(of: weight) == first)
    #expect(try read.values(of: try #require(read["b\"\u{1}é"])) == second)
    #expect(try read.values(of: try #require(read["empty"])).isEmpty)
    #expect(read["encoder"] == nil)
  }

  @Test func canonicallyEquivalentNamesAreDifferent() throws {
    // U+00E9 and U+0065 U+0301 are equal as Swift strings; as names of tensors they are two.
    let bytes = file("{\(tensor("\u{E9}", "[1]", 0, 4)),\(tensor("e\u{301}", "[1]", 4, 8))}", data: 8)
    let read = try SafeTensors(path: try directory.write(bytes, to: "a"))
    #expect(try #require(read["e\u{301}"]).byteRange.lowerBound > #require(read["\u{E9}"]).byteRange.lowerBound)
  }

  @Test(arguments: badHeaders.indices) func refusesBadHeaders(_ index: Int) throws {
    let bad = badHeaders[index]
    let failure = try failure(file(bad.header, data: bad.data), in: directory)
    #expect(failure?.code == .badData, "\(bad.name): \(failure?.description ?? "was read")")
    #expect(failure?.place.contains("case.safetensors") == true, "\(bad.name)")
  }

  @Test func acceptsTheBounds() throws {
    let name = String(repeating: "n", count: 1024)
    let header = "{\(tensor(name, "[1,1,1,1,1,1,1,1]", 0, 4))}   "
    #expect(try failure(file(header, data: 4), in: directory) == nil)
  }

  @Test func refusesLengthsBeyondTheFile() throws {
    for length in [17 << 20, UInt64(Int.max), .max, 1000] {
      let bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array("{}".utf8)
      #expect(try failure(bytes, in: directory)?.code == .badData, "header length \(length)")
    }
  }

  @Test func refusesTruncationAtEveryByte() throws {
    let whole = file("{\(tensor("a", "[2]", 0, 8)),\(tensor("b", "[1]", 8, 12))}", data: 12)
    #expect(try failure(whole, in: directory) == nil)
    for length in 0..<whole.count {
      #expect(try failure(Array(whole[..<length]), in: directory)?.code == .badData, "cut to \(length) bytes")
    }
  }

  @Test func survivesEveryFlippedHeaderBit() throws {
    let header = "{\(tensor("a", "[2]", 0, 8)),\(tensor("b", "[1]", 8, 12))}"
    let whole = file(header, data: 12)
    var accepted = 0
    for bit in 0..<(8 + header.utf8.count) * 8 {
      var bytes = whole
      bytes[bit / 8] ^= 1 << (bit % 8)
      let failure = try failure(bytes, in: directory)
      if failure == nil { accepted += 1 } else { #expect(failure?.code == .badData, "bit \(bit)") }
    }
    // Only the two one-letter names can change and still make a whole file; the checksum in config.json sees those.
    #expect(accepted <= 16)
  }

  @Test func refusesNonFiniteValues() throws {
    for value in [Float.nan, .infinity, -.infinity] {
      for index in [0, 15, 16, 36] {
        var values = [Float](repeating: 1e38, count: 37)
        values[index] = value
        let failure = #expect(throws: Failure.self) {
          try values.withUnsafeBufferPointer { _ = try SafeTensors.write([("w", [37], $0)], to: directory.file("n")) }
        }
        #expect(failure?.what.contains("not finite") == true)
      }
    }
    #expect(directory.entries().isEmpty)
  }

  @Test func refusesWhatIsNoFile() throws {
    mkfifo(directory.file("fifo"), 0o600)
    for path in [directory.path, directory.file("fifo"), "/dev/zero"] {
      #expect(throws: Failure.self) { try SafeTensors(path: path) }
    }
    #expect(throws: Failure.self) { try SafeTensors(path: directory.file("absent")) }
  }

  @Test func deepNestingIsRefused() throws {
    let text = Array((String(repeating: "[", count: 1 << 20)).utf8)
    text.withUnsafeBufferPointer { bytes in
      var reader = JSONReader(bytes)
      #expect(throws: JSONError.self) { try reader.skipValue() }
    }
  }

  /// Values from the specification's own test program and the Python package's documentation.
  @Test(arguments: [
    ("", "ef46db3751d8e999"), ("a", "d24ec4f1a98c6e5b"), ("abc", "44bc2cf5ad770999"), ("xxhash", "32dd38952c4bc720"),
    ("Nobody inspects the spammish repetition", "fbcea83c8a378bf1"),
  ])
  func checksumsAsSpecified(_ text: String, _ expected: String) {
    let bytes = Array(text.utf8)
    #expect(bytes.withUnsafeBytes { XXH64.hex($0) } == expected)
    var pieces = XXH64()
    for byte in bytes { withUnsafeBytes(of: byte) { pieces.update($0) } }
    #expect(pieces.finalizeHex() == expected)
  }
}
