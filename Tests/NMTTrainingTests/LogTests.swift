import Foundation
import NMTSystem
import NMTTestSupport
import NMTTraining
import Testing

@Suite struct LogTests {
  private static let entries: [LogEntry] = (1...6).map { step in
    var entry = LogEntry(
      step % 3 == 0 ? .validation : .training, update: 10 * step, epoch: 0, elapsed: Double(step), learningRate: 1e-3,
      loss: 6 / Double(step), perplexity: 1)
    if step % 3 == 0 { entry.bleu = Double(step) }
    return entry
  }

  private func state(update: Int, lastValidation: Int) -> TrainingState {
    var state = TrainingState()
    state.update = update
    state.lastValidation = lastValidation
    return state
  }

  @Test func entriesAfterTheCheckpointAreDropped() throws {
    let directory = TemporaryDirectory()
    let path = directory.file("log.jsonl")
    do {
      let log = try TrainingLog(path: path, upTo: state(update: 0, lastValidation: -1))
      for entry in Self.entries { try log.append(entry) }
    }
    #expect(try TrainingLog.read(path) == Self.entries)
    do {
      let log = try TrainingLog(path: path, upTo: state(update: 60, lastValidation: 30))
      #expect(log.entries == Array(Self.entries[..<5]))
      try log.append(Self.entries[0])
    }
    #expect(try TrainingLog.read(path) == Array(Self.entries[..<5]) + [Self.entries[0]])
  }

  @Test func aLineCutOffByACrashIsLeftOutAndOtherDamageRefused() throws {
    let directory = TemporaryDirectory()
    let line = #"{"kind":"training","update":1,"epoch":0,"elapsed":1,"learningRate":1,"loss":"nan","perplexity":1}"#
    let cut = try directory.write(line + "\n" + line.prefix(20), to: "cut")
    #expect(try TrainingLog.read(cut).map(\.loss.isNaN) == [true])
    let damaged = try directory.write("x\n" + line + "\n", to: "damaged")
    #expect(throws: (any Error).self) { try TrainingLog.read(damaged) }
  }

  @Test func curvesAreWellFormedAndShowEveryPoint() throws {
    let picture = String(decoding: CurvesSVG.picture(Self.entries), as: UTF8.self)
    let parser = XMLCounter()
    #expect(parser.parse(picture))
    // Loss of training and validation, BLEU, learning rate.
    #expect(parser.paths.count == 4)
    #expect(parser.paths[0].split(separator: "L").count == 4)
    #expect(picture.contains("prefers-color-scheme: dark"))
    #expect(parser.parse(String(decoding: CurvesSVG.picture([]), as: UTF8.self)))
    #expect(!picture.contains("nan"))
  }

  @Test func severalTrainingsAreOnePicture() throws {
    let directory = TemporaryDirectory()
    let encoder = JSONEncoder()
    let lines = try Self.entries.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    let log = try directory.write(lines.joined(separator: "\n") + "\n", to: "log.jsonl")
    let runs = ["fp32", "bf16", "a < b & c"].map { (name: $0, path: log) }
    let picture = String(decoding: try CurvesSVG.comparison(runs), as: UTF8.self)
    let parser = XMLCounter()
    #expect(parser.parse(picture))
    // Training loss, validation loss and BLEU of each.
    #expect(parser.paths.count == 9)
    #expect(picture.contains("a &lt; b &amp; c"))
    #expect(picture.contains("path.c2") && !picture.contains("path.c3"))
    #expect(throws: Failure.self) { try CurvesSVG.comparison([(name: "none", path: directory.file("none"))]) }
  }

  @Test func eventFilesHaveTensorBoardsFraming() throws {
    let directory = TemporaryDirectory()
    do {
      let board = try TensorBoard(directory: directory.path, start: 1000)
      try board.append(Self.entries[0], time: 1001)
    }
    let name = try #require(directory.entries().first)
    #expect(name.hasPrefix("events.out.tfevents.1000."))
    let bytes = try directory.read(name)
    // Record: length (8), checksum (4), payload, checksum (4). The first one names the version.
    let first = Int(bytes[0])
    #expect(bytes[1..<8].allSatisfy { $0 == 0 })
    #expect(String(decoding: bytes[12..<12 + first], as: UTF8.self).hasSuffix("brain.Event:2"))
    let crc = CRC32C.of(Array(bytes[12..<12 + first]))
    let masked = ((crc >> 15) | (crc << 17)) &+ 0xA282_EAD8
    #expect((0..<4).allSatisfy { bytes[12 + first + $0] == UInt8(truncatingIfNeeded: masked >> (8 * $0)) })
    let second = 16 + first
    #expect(second + 16 + Int(bytes[second]) + 256 * Int(bytes[second + 1]) == bytes.count)
    #expect(String(decoding: bytes[second...], as: UTF8.self).contains("training/learning_rate"))
  }
}

/// Open and close tags balance, attributes are quoted; collects the paths. Enough for what we write ourselves.
private final class XMLCounter {
  var paths: [Substring] = []

  func parse(_ text: String) -> Bool {
    paths = []
    var open: [Substring] = []
    for piece in text.split(separator: "<").dropFirst(text.first == "<" ? 0 : 1) {
      guard let end = piece.firstIndex(of: ">") else { return false }
      let tag = piece[..<end]
      guard tag.filter({ $0 == "\"" }).count % 2 == 0 else { return false }
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else if !tag.hasSuffix("/") {
        open.append(tag.prefix { $0 != " " })
      }
      if tag.hasPrefix("path") { paths.append(tag) }
    }
    return open.isEmpty
  }
}
