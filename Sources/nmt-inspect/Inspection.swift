import Foundation
import NMTCorpus
import NMTKernels
import NMTModelStore
import NMTModels
import NMTSystem
import NMTTensor
import NMTTraining

/// Detects what a path contains, verifies all of it and reports.
///
/// - Throws: `Failure(.badData)` naming the first file that fails verification.
func inspect(_ path: String) throws -> Report {
  if isThere("\(path)/\(ModelConfig.fileName)") { return .members(try modelMembers(path) + trainingMembers(path)) }
  if isThere("\(path)/\(Manifest.fileName)") { return try dataReport(path) }
  let training = try trainingMembers(path)
  if !training.isEmpty { return .members([("kind", .text("checkpoints"))] + training) }
  if isFile(path) {
    return .members([("kind", .text("checkpoint")), ("summary", .text(try Checkpoint.summary(path)))])
  }
  guard isThere(path) else { throw Failure.system("open for reading", path, errno: ENOENT) }
  throw Failure(
    .badData, "holds neither a model, nor data, nor checkpoints", at: path,
    expected: "\(ModelConfig.fileName), \(Manifest.fileName) or *.checkpoint", remedy: "name another directory")
}

private func modelMembers(_ path: String) throws -> [(key: String, value: Report)] {
  let (model, _, config) = try ModelDirectory.load(path)
  try ModelFiles.verify(path, config, thorough: true)
  let files = config.files.sorted { $0.key < $1.key }.map { name, record -> (key: String, value: Report) in
    (name, .members([("bytes", .integer(record.size)), ("sha256", .text("\(record.sha256), verified"))]))
  }
  return [
    ("kind", .text("model")),
    ("formatVersion", .integer(config.formatVersion)),
    ("gateOrder", .text(config.gateOrder)),
    ("parameters", .integer(model.parameters.parameterCount)),
    ("weights", .text(config.weights?.rawValue ?? "fp32")),
    ("architecture", try Report(config.architecture)),
    ("provenance", try Report(config.provenance)),
    ("files", .members(files)),
  ]
}

private func dataReport(_ path: String) throws -> Report {
  let data = try DataDirectory(path: path)
  try data.verify()
  return .members([
    ("kind", .text("data")),
    ("hash", .text(data.hash)),
    ("trainPairs", .integer(data.train.count)),
    ("validationPairs", .integer(data.validation.count)),
    ("verified", .text("sizes and SHA-256 of \(data.manifest.files.count) files")),
    ("manifest", try Report(data.manifest)),
  ])
}

/// Checkpoints and training history, if any.
private func trainingMembers(_ path: String) throws -> [(key: String, value: Report)] {
  let inside = "\(path)/checkpoints"
  try refuseLink(inside)
  let directory = isThere(inside) ? inside : path
  let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
  let checkpoints = try names.filter { $0.hasSuffix(".checkpoint") }.sorted().map { name in
    (key: name, value: Report.text(try Checkpoint.summary("\(directory)/\(name)")))
  }
  var members: [(key: String, value: Report)] = []
  if !checkpoints.isEmpty { members.append(("checkpoints", .members(checkpoints))) }
  let log = TrainingLog.path(in: path)
  if isThere(log) { members.append(("history", try history(log))) }
  return members
}

/// All validations of a training run, oldest first.
private func history(_ path: String) throws -> Report {
  let entries = try TrainingLog.read(path)
  let validations = entries.filter { $0.kind == .validation }.map { entry in
    var text = "update \(formatCount(entry.update)), epoch \(entry.epoch), \(formatDuration(entry.elapsed))"
    text += String(format: ": loss %.4f, perplexity %.3f", entry.loss, entry.perplexity)
    if let bleu = entry.bleu { text += String(format: ", BLEU %.2f", bleu) }
    return Report.text(entry.isBest == true ? text + ", best so far" : text)
  }
  return .members([("entries", .integer(entries.count)), ("validations", .list(validations))])
}

private func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

private func isFile(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
}
