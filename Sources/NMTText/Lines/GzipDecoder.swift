import CZlib
import NMTSystem

/// Inflates gzip data with any number of members (RFC 1952, section 2.2), fed in blocks.
final class GzipDecoder {
  private var stream = z_stream()
  private let name: String
  private var isInitialized = false
  /// Between two members: the next byte begins a header or is zero padding, as in tape archives.
  private var isBetweenMembers = false
  private var isInPadding = false
  /// Zero bytes skipped so far. Tape padding is far below the limit; a terabyte hole in a sparse file is not.
  private var padding = 0
  private static let paddingLimit = 16 << 20

  /// The two bytes that every gzip member begins with.
  static let magic: [UInt8] = [0x1F, 0x8B]

  init(name: String) throws {
    self.name = name
    let version = zlibVersion()
    // 15 bits of window; adding 16 makes zlib expect and check a gzip header and trailer.
    let code = inflateInit2_(&stream, 15 + 16, version, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw Failure(.software, "zlib cannot start (code \(code))", at: name) }
    isInitialized = true
  }

  deinit {
    if isInitialized { inflateEnd(&stream) }
  }

  /// Inflates as much of `input` as `output` has room for.
  ///
  /// - Parameter offset: file offset of `input`'s first byte, for messages.
  /// - Returns: bytes consumed from `input` and bytes written to `output`.
  func inflate(
    _ input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer, offset: Int
  ) throws -> (taken: Int, given: Int) {
    var taken = try skipPadding(input, offset: offset)
    if taken == input.count { return (taken, 0) }
    if isBetweenMembers {
      inflateReset(&stream)
      isBetweenMembers = false
    }
    let rest = input[taken...]
    stream.next_in = rest.base.baseAddress!.assumingMemoryBound(to: UInt8.self) + taken
    stream.avail_in = UInt32(rest.count)
    stream.next_out = output.baseAddress!.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(output.count)
    let code = CZlib.inflate(&stream, Z_NO_FLUSH)
    taken = input.count - Int(stream.avail_in)
    switch code {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: isBetweenMembers = true
    default: throw damaged("the gzip data is damaged", at: offset + taken)
    }
    return (taken, output.count - Int(stream.avail_out))
  }

  /// Reports a member that is still incomplete at the end of the file.
  func finish(offset: Int) throws {
    if !isBetweenMembers { throw damaged("the gzip data ends early", at: offset) }
  }

  /// Number of padding zeros to skip after a member. Anything else must begin the next member.
  private func skipPadding(_ input: UnsafeMutableRawBufferPointer, offset: Int) throws -> Int {
    guard isBetweenMembers, let first = input.first, isInPadding || first == 0 else { return 0 }
    isInPadding = true
    guard let other = input.firstIndex(where: { $0 != 0 }) else {
      padding += input.count
      guard padding <= GzipDecoder.paddingLimit else {
        throw damaged("too many zero bytes follow the gzip data", at: offset)
      }
      return input.count
    }
    throw damaged("other data follows the gzip data", at: offset + other)
  }

  private func damaged(_ what: String, at offset: Int) -> Failure {
    Failure(.badData, what, at: "\(name), byte \(offset)", remedy: "fetch or compress the file again")
  }
}
