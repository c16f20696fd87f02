import Foundation
import NMTSystem

/// An event file for TensorBoard with the numbers of `log.jsonl`.
///
/// TFRecord framing (length, masked CRC-32C of it, payload, masked CRC-32C of that) around protocol-buffer messages:
/// `Event { 1: wall_time double, 2: step int64, 3: file_version string, 5: Summary { 1: Value { 1: tag, 2: float } } }`
package final class TensorBoard {
  private let file: UnsafeMutablePointer<FILE>
  private let path: String

  /// Creates an event file in `directory`, named by `start` (seconds since 1970) as TensorBoard expects.
  package init(directory: String, start: Double) throws {
    path = "\(directory)/events.out.tfevents.\(Int(start)).\(Machine.hostName).\(getpid())"
    let descriptor = try Descriptor.create(path, O_WRONLY | O_TRUNC | O_NOFOLLOW)
    guard let file = fdopen(descriptor, "wb") else { throw Failure.system("create", path) }
    self.file = file
    try write(Self.field(1, start) + Self.field(3, Array("brain.Event:2".utf8)))
  }

  deinit { fclose(file) }

  package func append(_ entry: LogEntry, time: Double) throws {
    let place = entry.kind == .training ? "training" : "validation"
    var values: [(String, Double?)] = [("loss", entry.loss), ("perplexity", entry.perplexity)]
    values += [("bleu", entry.bleu), ("averaged_loss", entry.averagedLoss), ("averaged_bleu", entry.averagedBLEU)]
    values += [
      ("tokens_per_second", entry.tokensPerSecond), ("gflops", entry.gflops), ("gradient_norm", entry.gradientNorm),
    ]
    if entry.kind == .training { values.append(("learning_rate", entry.learningRate)) }
    var summary: [UInt8] = []
    for (name, value) in values {
      guard let value else { continue }
      summary += Self.field(1, Self.field(1, Array("\(place)/\(name)".utf8)) + Self.field(2, Float(value)))
    }
    try write(Self.field(1, time) + Self.field(2, UInt64(entry.update)) + Self.field(5, summary))
  }

  private func write(_ payload: [UInt8]) throws {
    let length = Self.bytes(UInt64(payload.count))
    let record = length + Self.bytes(Self.masked(length)) + payload + Self.bytes(Self.masked(payload))
    guard fwrite(record, 1, record.count, file) == record.count, fflush(file) == 0 else {
      throw Failure.system("append to", path)
    }
  }

  /// TFRecord's mask, which keeps a checksum of a checksum from being trivial.
  private static func masked(_ bytes: [UInt8]) -> UInt32 {
    let crc = CRC32C.of(bytes)
    return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
  }

  // MARK: Protocol buffers: a key is number · 8 + wire type (0 varint, 1 fixed 64, 2 bytes, 5 fixed 32)

  private static func field(_ number: UInt64, _ value: Double) -> [UInt8] {
    varint(number << 3 | 1) + bytes(value.bitPattern)
  }

  private static func field(_ number: UInt64, _ value: Float) -> [UInt8] {
    varint(number << 3 | 5) + bytes(value.bitPattern)
  }

  private static func field(_ number: UInt64, _ value: UInt64) -> [UInt8] { varint(number << 3) + varint(value) }

  private static func field(_ number: UInt64, _ value: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(UInt64(value.count)) + value
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
