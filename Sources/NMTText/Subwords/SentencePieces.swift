import CSentencePiece
import Foundation
import NMTSystem

/// A SentencePiece model of anybody's making that cuts text for a metric, such as flores200's: text to pieces, nothing
/// more. What translation models use is ``SubwordModel``. May be used by any number of threads at once.
public final class SentencePieces: @unchecked Sendable {
  // SentencePiece's own const methods are safe to call at once; nothing changes the model after `init`.
  private let model: OpaquePointer
  /// SHA-256 of the model file.
  public let sha256Hex: String

  /// Loads a model file.
  ///
  /// - Throws: `Failure(.noInput)` where there is no such file, `Failure(.badData)` if it is not a SentencePiece model.
  public init(path: String) throws {
    let bytes = try readWholeFile(path, limit: 1 << 28)
    try ForeignSubwordModel.check(bytes, place: path)
    var opened: OpaquePointer?
    let message = bytes.withUnsafeBufferPointer { csp_load($0.baseAddress, $0.count, &opened) }
    if let reason = takeMessage(message) {
      throw Failure(.badData, "SentencePiece refuses the model: \(reason)", at: path, remedy: "fetch the file again")
    }
    model = opened!
    sha256Hex = SHA256.hex(bytes)
  }

  deinit { csp_free(model) }

  /// The pieces of a line of UTF-8, one after the other with a space between two, as the library normalizes and cuts it.
  public func pieces(of line: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var pieces: UnsafeMutablePointer<CChar>?
    var count = 0
    let message = line.withMemoryRebound(to: CChar.self) {
      csp_encode_pieces(model, $0.baseAddress, $0.count, &pieces, &count)
    }
    if let reason = takeMessage(message) { preconditionFailure("SentencePiece: \(reason)") }
    defer { free(pieces) }
    return [UInt8](UnsafeRawBufferPointer(start: pieces, count: count))
  }
}
