import NMTSystem
import NMTTestSupport
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  /// FIPS 180-4's examples and the empty message.
  @Test(
    "published digests",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func published(message: String, digest: String) {
    #expect(SHA256.hex(Array(message.utf8)) == digest)
  }

  @Test("a million times the letter a")
  func million() {
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(SHA256.hex([UInt8](repeating: 0x61, count: 1_000_000)) == digest)
  }

  @Test(
    "every length around two blocks, by instructions and without, fed in pieces of many sizes, equals the digest of the whole"
  )
  func pieces() {
    for length in 0...130 {
      let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
      let whole = SHA256.hex(message)
      for size in [1, 3, 63, 64, 65, 200] {
        // The plain twin and, where the processor has them, its instructions.
        var hasher = SHA256(usesInstructions: size % 3 != 0)
        for start in stride(from: 0, to: length, by: size) {
          hasher.update(Array(message[start..<min(length, start + size)]))
        }
        #expect(hasher.finalizeHex() == whole, "\(length) bytes in pieces of \(size)")
      }
    }
  }

  @Test("a file's digest is that of sha256sum")
  func file() throws {
    let directory = TemporaryDirectory()
    let path = try directory.write((0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* $0) }, to: "data")
    let expected = try ToolRunner.run("/usr/bin/sha256sum", [path]).outputText.prefix(64)
    #expect(try SHA256.hex(ofFile: path) == expected)
  }
}
