/// CRC-32C (Castagnoli; polynomial 0x1EDC6F41, reflected), as in RFC 3720 and TensorBoard's event files.
///
/// Detects every error burst of up to 32 bits. Processes eight bytes per step ("slicing by 8").
package struct CRC32C: Sendable {
  private var register: UInt32 = 0xFFFF_FFFF

  package init() {}

  /// The checksum of everything added so far.
  package var value: UInt32 { ~register }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var crc = register
    var at = 0
    let whole = bytes.count & ~7
    Self.tables.withUnsafeBufferPointer { table in
      while at < whole {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) ^ UInt64(crc)
        crc = 0
        for slice in 0..<8 { crc ^= table[(7 - slice) * 256 + Int((word >> UInt64(8 * slice)) & 0xFF)] }
        at += 8
      }
      while at < bytes.count {
        crc = (crc >> 8) ^ table[Int((crc ^ UInt32(bytes[at])) & 0xFF)]
        at += 1
      }
    }
    register = crc
  }

  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var crc = CRC32C()
    crc.update(bytes)
    return crc.value
  }

  package static func of(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { of($0) } }

  /// tables[k·256 + b]: the register after byte b and k more zero bytes.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1 }
      tables[byte] = crc
    }
    for slice in 1..<8 {
      for byte in 0..<256 {
        let previous = tables[(slice - 1) * 256 + byte]
        tables[slice * 256 + byte] = (previous >> 8) ^ tables[Int(previous & 0xFF)]
      }
    }
    return tables
  }()
}
