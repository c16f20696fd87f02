import CSentencePiece
import Foundation
import NMTSystem

/// A SentencePiece model of any origin, such as flores200's, that tokenizes text for a metric; it only converts text to
/// pieces. Translation models use ``SubwordModel``. Safe to use from any number of threads.
public final class SentencePieces: @unchecked Sendable {
  // SentencePiece's const methods are thread-safe, and nothing changes the model after `init`.
  private let model: OpaquePointer
  /// SHA-256 of the model file.
  public let sha256Hex: String

  /// Loads a model file.
  ///
  /// - Throws: `Failure(.noInput)` for a missing file, `Failure(.badData)` for one that is not a SentencePiece model.
  public init(path: String) throws {
    let bytes = try readWholeFile(path, limit: 1 << 28)
    try ForeignSubwordModel.check(bytes, place: path)
    var opened: OpaquePointer?
    let message = bytes.withUnsafeBufferPointer { csp_load($0.baseAddress, $0.count, &opened) }
    if let reason = takeMessage(message) {
      throw Failure(.badData, "SentencePiece rejects the model: \(reason)", at: path, remedy: "fetch the file again")
    }
    model = opened!
    sha256Hex = SHA256.hex(bytes)
  }

  deinit { csp_free(model) }

  /// Pieces of a line of UTF-8, separated by spaces, as the library normalizes and splits it.
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
