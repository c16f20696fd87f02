import Foundation

/// Index of the first 0x0A in `bytes[from..<to]`, by the C library's vector search.
func indexOfLineFeed(_ bytes: UnsafeRawBufferPointer, from: Int, to: Int) -> Int? {
  guard from < to, let base = bytes.baseAddress else { return nil }
  guard let found = memchr(base + from, 0x0A, to - from) else { return nil }
  return UnsafeRawPointer(found) - base
}
