import Foundation
import NMTTranslation

/// Ends the check with code 1 where something is not as promised.
func require(_ condition: Bool, _ promise: String) {
  if condition { return }
  say("NOT KEPT: \(promise)")
  exit(1)
}

/// One call of all lines, the stream and single calls from many tasks: the same translations. Writes them.
func sameTranslations(_ model: URL, _ lines: [String]) async throws {
  let translator = try Translator(modelDirectory: model)
  let together = try await translator.translate(lines)
  var streamed: [Translation] = []
  let (stream, feed) = AsyncStream.makeStream(of: String.self)
  for line in lines { feed.yield(line) }
  feed.finish()
  for try await translation in translator.translations(of: stream, window: 100) { streamed.append(translation) }
  require(streamed == together, "a stream is translated as a call")
  let some = Array(lines.indices.prefix(200))
  let single = try await withThrowingTaskGroup(of: (Int, Translation).self) { group in
    for index in some { group.addTask { (index, try await translator.translate([lines[index]])[0]) } }
    return try await group.reduce(into: [Int: Translation]()) { $0[$1.0] = $1.1 }
  }
  require(some.allSatisfy { single[$0] == together[$0] }, "a line is translated as in company")
  for translation in together { say(translation.text) }
}

/// Damaged models, empty requests and bad lines are errors that a caller can catch and name.
func failures(_ model: URL) async {
  func expect(_ code: Failure.Code, _ what: String, _ body: () async throws -> Void) async {
    do {
      try await body()
      require(false, "\(what) is an error")
    } catch let failure as Failure {
      require(failure.code == code, "\(what) is \(code), not \(failure)")
      say("caught: \(what): \(failure)")
    } catch let error as LineError {
      require(error.failure.code == code, "\(what) is \(code), not \(error)")
      say("caught: \(what): \(error)")
    } catch {
      require(false, "\(what) is a Failure, not \(error)")
    }
  }
  if getenv("TOLMACS_KERNELS") != nil {
    await expect(.badConfiguration, "nonsense in TOLMACS_KERNELS") { _ = try Translator(modelDirectory: model) }
    return
  }
  await expect(.usage, "no model directory") { _ = try Translator(modelDirectories: []) }
  await expect(.noInput, "a missing directory") { _ = try Translator(modelDirectory: URL(fileURLWithPath: "/nowhere")) }
  let damaged = FileManager.default.temporaryDirectory.appendingPathComponent("damaged-\(getpid())")
  await expect(.badData, "a damaged model") {
    try FileManager.default.copyItem(at: model, to: damaged)
    defer { try? FileManager.default.removeItem(at: damaged) }
    let weights = damaged.appendingPathComponent("model.safetensors")
    var bytes = try Data(contentsOf: weights)
    bytes[bytes.count - 9] ^= 1
    try bytes.write(to: weights)
    _ = try Translator(modelDirectory: damaged)
  }
  await expect(.badConfiguration, "an option out of range") {
    _ = try Translator(modelDirectory: model, options: TranslationOptions(search: SearchOptions(beam: 0)))
  }
  await expect(.badConfiguration, "window: 0") {
    let (stream, feed) = AsyncStream.makeStream(of: String.self)
    feed.finish()
    for try await _ in try Translator(modelDirectory: model).translations(of: stream, window: 0) {}
  }
  await expect(.badData, "a bad line among good ones") {
    // Set after the library has read it: of no consequence.
    setenv("TOLMACS_KERNELS", "nonsense", 1)
    let translator = try Translator(modelDirectory: model)
    let phrases = (0..<65).map { RequiredPhrase("word\($0)") }
    let bad = TranslationInput("The door is open.", constraints: LineConstraints(include: phrases))
    let results = try await translator.translateEach([TranslationInput("The door is open."), bad])
    require(results.count == 2 && (try? results[0].get()) != nil, "a bad line does not lose a good one")
    _ = try results[1].get()
  }
}

/// Writes a line at once, so that what was said before a crash is seen.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
