import CZlib
import NMTSystem

/// Inflates gzip data of any number of members (RFC 1952, section 2.2) that is fed in blocks.
final class GzipDecoder {
  private var stream = z_stream()
  private let name: String
  private var isInitialized = false
  /// Between two members: the next byte begins a header, or is zero padding as tape archives have it.
  private var isBetweenMembers = false
  private var isInPadding = false
  /// Zero bytes left out up to now. A tape's blocks are far smaller than the limit; a file with a hole of a terabyte is not.
  private var padding = 0
  private static let paddingLimit = 16 << 20

  /// The two bytes that every gzip member begins with.
  static let magic: [UInt8] = [0x1F, 0x8B]

  init(name: String) throws {
    self.name = name
    let version = zlibVersion()
    // 15 bits of window, + 16: a gzip header and trailer are expected and checked.
    let code = inflateInit2_(&stream, 15 + 16, version, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw Failure(.software, "zlib cannot start (code \(code))", at: name) }
    isInitialized = true
  }

  deinit {
    if isInitialized { inflateEnd(&stream) }
  }

  /// Inflates as much of `input` as `output` has room for.
  ///
  /// - Parameter offset: of `input`'s first byte in the file, for the message.
  /// - Returns: bytes taken from `input` and bytes put into `output`.
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

  /// Call at the end of the file: a member that has not ended is an error.
  func finish(offset: Int) throws {
    if !isBetweenMembers { throw damaged("the gzip data ends early", at: offset) }
  }

  /// After a member: number of zero bytes to leave out. Anything else must be the next member.
  private func skipPadding(_ input: UnsafeMutableRawBufferPointer, offset: Int) throws -> Int {
    guard isBetweenMembers, let first = input.first, isInPadding || first == 0 else { return 0 }
    isInPadding = true
    guard let other = input.firstIndex(where: { $0 != 0 }) else {
      padding += input.count
      guard padding <= GzipDecoder.paddingLimit else {
        throw damaged("zeros without end follow the gzip data", at: offset)
      }
      return input.count
    }
    throw damaged("there is something else after the gzip data", at: offset + other)
  }

  private func damaged(_ what: String, at offset: Int) -> Failure {
    Failure(.badData, what, at: "\(name), byte \(offset)", remedy: "fetch or compress the file again")
  }
}
