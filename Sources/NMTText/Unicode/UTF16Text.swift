import CICU

/// Text as ICU's string functions take it. Only an intermediate form: text enters and leaves as UTF-8.
typealias UTF16Text = [UInt16]

/// Version of the Unicode library, as recorded in manifests.
public let unicodeLibraryVersion = "ICU " + String(cString: cicu_version())

extension UTF16Text {
  init(_ text: String) {
    var text = text
    self = text.withUTF8 { bytes in
      // UTF-16 never has more units than UTF-8 has bytes.
      [UInt16](unsafeUninitializedCapacity: bytes.count) { units, count in
        var code = cicu_code(cicu_ok)
        let needed = bytes.withMemoryRebound(to: CChar.self) { bytes in
          cicu_from_utf8(bytes.baseAddress, Int32(bytes.count), units.baseAddress, Int32(units.count), &code)
        }
        precondition(code == cicu_ok, "ICU cannot decode UTF-8")
        count = Int(needed)
      }
    }
  }

  var string: String {
    withUnsafeBufferPointer { units in
      String(unsafeUninitializedCapacity: 3 * units.count) { bytes in
        var code = cicu_code(cicu_ok)
        let needed = bytes.withMemoryRebound(to: CChar.self) { bytes in
          cicu_to_utf8(units.baseAddress, Int32(units.count), bytes.baseAddress, Int32(bytes.count), &code)
        }
        precondition(code == cicu_ok, "ICU cannot encode UTF-8")
        return Int(needed)
      }
    }
  }

  /// The scalar that begins at `index`; advances `index` past it. A lone surrogate becomes U+FFFD.
  func scalar(at index: inout Int) -> UInt32 {
    let first = self[index]
    index += 1
    guard UTF16.isSurrogate(first) else { return UInt32(first) }
    guard UTF16.isLeadSurrogate(first), index < count, UTF16.isTrailSurrogate(self[index]) else { return 0xFFFD }
    let low = UInt32(self[index]) - 0xDC00
    index += 1
    return 0x10000 + (UInt32(first) - 0xD800) << 10 + low
  }

  mutating func append(scalar: UInt32) {
    if scalar < 0x10000 {
      append(UInt16(scalar))
    } else {
      append(UInt16(0xD800 + (scalar - 0x10000) >> 10))
      append(UInt16(0xDC00 + (scalar - 0x10000) & 0x3FF))
    }
  }

  /// Result of an ICU function that reports the size it needs; called a second time with that size if the first guess
  /// was too small.
  func transformed(
    _ name: String,
    _ call: (
      _ source: UnsafePointer<UInt16>?, _ count: Int32, _ out: UnsafeMutablePointer<UInt16>?, _ capacity: Int32,
      _ code: inout cicu_code
    ) -> Int32
  ) -> UTF16Text {
    withUnsafeBufferPointer { source in
      var capacity = source.count + source.count / 8 + 16
      while true {
        var code = cicu_code(cicu_ok)
        var needed = 0
        let result = UTF16Text(unsafeUninitializedCapacity: capacity) { out, count in
          needed = Int(call(source.baseAddress, Int32(source.count), out.baseAddress, Int32(out.count), &code))
          count = Swift.min(needed, capacity)
        }
        if code == cicu_overflow {
          capacity = needed
          continue
        }
        precondition(code == cicu_ok, "ICU \(name): \(String(cString: cicu_error_name(code)))")
        return result
      }
    }
  }
}
