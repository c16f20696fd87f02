import Foundation
import NMTSettings
import NMTSystem
import NMTText

/// Creates a data directory from parallel text: `nmt-preprocess` as a library.
///
/// The subword model comes first (given, or trained on a sample from a first pass), then the training shards, the
/// validation shard with its raw text, and last the manifest. Memory: the sample while the subword model is trained,
/// then a few thousand lines and the duplicate filter.
package struct Preprocessor {
  private let job: PreprocessJob

  package init(_ job: PreprocessJob) { self.job = job }

  /// Runs the job and returns the manifest of the new directory.
  ///
  /// - Throws: `Failure` for a problem with the input, the options or the disk; `StopRequest` after a signal. In either
  ///   case `output` is left as it was before.
  @discardableResult
  package func run() throws -> Manifest {
    let start = SystemClock.monotonic.seconds
    try checkRequest()
    let staging = try StagingDirectory(output: job.output, replaces: job.replacesOutput)
    do {
      let manifest = try build(in: staging)
      try staging.commit()
      if !job.isQuiet {
        for line in PreprocessSummary(manifest: manifest, seconds: SystemClock.monotonic.seconds - start).lines {
          writeMessage(line)
        }
      }
      return manifest
    } catch {
      staging.discard()
      throw error
    }
  }

  /// Checks everything that can be checked before any work is done.
  private func checkRequest() throws {
    try job.checkRules(.usage)
    _ = try FilterContext(job.options.filters, job.options.text)
    guard !job.train.isEmpty else {
      throw Failure(
        .usage, "no training text is given", at: "", remedy: "name it with --source and --target, or with --tsv")
    }
    let files = (job.train + job.validation).flatMap(\.files)
    guard files.filter({ $0.path == "-" }).count <= 1 else {
      throw Failure(.usage, "stdin is given twice", at: "-", remedy: "use stdin for one input only")
    }
    for file in files { try file.check() }
  }

  private func build(in staging: StagingDirectory) throws -> Manifest {
    var spooler = Spooler(directory: staging.scratch)
    // Without a given subword model, the training text is read more than once, so a stream is spooled to a file.
    let train = job.subwordModel == nil ? try spooler.spool(job.train) : job.train
    let validation = try spooler.spool(job.validation)
    let (pipeline, total) = try makePipeline(train)
    let options = try options(of: pipeline, pairs: total)
    try pipeline.save(to: staging.data)
    var (trainPart, files) = try write(
      "train", train, pipeline, options, total: total, isFiltering: true, into: staging.data)
    guard trainPart.counts.kept > 0 else { throw nothingKept(trainPart.counts) }
    var validationPart: Manifest.Part?
    if !validation.isEmpty {
      let (part, more) = try write(
        "validation", validation, pipeline, options, total: nil, isFiltering: false, into: staging.data)
      validationPart = part
      files += more + (try ValidationText(inputs: validation).write(into: staging.data))
    }
    if let shortlist = options.shortlist {
      try learn(shortlist, from: trainPart, pipeline, in: staging.data)
      files.append(try Self.record(Shortlist.fileName, in: staging.data))
    }
    for name in pipeline.fileNames { files.append(try Self.record(name, in: staging.data)) }
    let manifest = Manifest(
      formatVersion: trainPart.sampled == nil ? Manifest.currentFormat : Manifest.sampledFormat,
      sourceLanguage: pipeline.options.sourceLanguage, targetLanguage: pipeline.options.targetLanguage,
      sourceVocabulary: pipeline.sourceVocabularySize, targetVocabulary: pipeline.targetVocabularySize,
      isVocabularyShared: pipeline.sharedVocabulary, options: options, train: trainPart,
      validation: validationPart, files: files.sorted { $0.name < $1.name })
    try DurableFile.write(try manifest.encoded(), to: "\(staging.data)/\(Manifest.fileName)")
    return manifest
  }

  /// The given subword model or one trained on a sample, and the number of training pairs if they were counted.
  private func makePipeline(_ train: [PairInput]) throws -> (TextPipeline, Int?) {
    let sample = SubwordSample(inputs: train, options: job.options.text, isQuiet: job.isQuiet)
    let isStream = train.flatMap(\.files).contains(where: \.isStream)
    let total = isStream ? nil : try sample.countPairs()
    if let model = job.subwordModel {
      return (
        try TextPipeline(options: job.options.text, sourceModel: model, targetModel: job.targetSubwordModel), total
      )
    }
    guard let total, total > 0 else {
      throw Failure(.badData, "has no lines", at: train[0].files[0].name, remedy: "name files of parallel text")
    }
    let drawn = try sample.draw(total: total)
    try StopRequest.check()
    if !job.isQuiet {
      let pairs = formatCount(min(total, job.options.text.sampleLines))
      writeMessage(
        "training a subword model of \(formatCount(job.options.text.vocabularySize)) pieces on \(pairs) pairs")
    }
    return (try TextPipeline.train(drawn), total)
  }

  private func write(
    _ name: String, _ inputs: [PairInput], _ pipeline: TextPipeline, _ options: PreprocessOptions, total: Int?,
    isFiltering: Bool, into directory: String
  ) throws -> (part: Manifest.Part, files: [Manifest.DataFileRecord]) {
    let filters = options.filters
    let regularization = isFiltering ? options.regularization : nil
    let encoder = try PairEncoder(
      pipeline: pipeline, filters: filters, regularization: regularization, isFiltering: isFiltering, inputs: inputs)
    let isWatched = isFiltering && !filters.keepsDuplicates
    let writer = PartWriter(
      name: name, inputs: inputs, encoder: encoder, samplesPerPair: regularization?.samples ?? 0,
      sourceVocabulary: pipeline.sourceVocabularySize, targetVocabulary: pipeline.targetVocabularySize,
      duplicates: isWatched ? DuplicateFilter(capacity: filters.duplicateCapacity) : nil, threads: job.threads,
      directory: directory)
    let progress = Progress(name, unit: "pairs", total: total, isQuiet: job.isQuiet)
    let result = try writer.write(progress: progress)
    progress.finish()
    return result
  }

  private func learn(
    _ options: ShortlistOptions, from part: Manifest.Part, _ pipeline: TextPipeline, in directory: String
  ) throws {
    let (sources, targets) = (pipeline.sourceVocabularySize, pipeline.targetVocabularySize)
    let set = try ShardSet(
      paths: part.shards.map { "\(directory)/\($0)" }, sourceVocabulary: sources, targetVocabulary: targets)
    if !job.isQuiet { writeMessage("learning a shortlist from \(formatCount(min(set.count, options.pairs))) pairs") }
    let shortlist = try Shortlist(
      learnedFrom: set, options: options, sourceVocabulary: sources, targetVocabulary: targets,
      sharesVocabulary: pipeline.sharedVocabulary, threads: job.threads)
    try shortlist.save(to: directory)
  }

  /// The effective options; those of the text come from the pipeline.
  ///
  /// - Parameter pairs: number of training pairs; nil for a stream that was not counted.
  private func options(of pipeline: TextPipeline, pairs: Int?) throws -> PreprocessOptions {
    var options = job.options
    options.text = pipeline.options
    if options.regularization == nil, let pairs, pairs <= SubwordRegularization.automatic.mostPairs {
      options.regularization = job.smallCorpusRegularization
    }
    options.regularization = try options.regularization?.resolved(for: pipeline.options.subwords)
    return options
  }

  private func nothingKept(_ counts: PairCounts) -> Failure {
    Failure(
      .badData, "none of the \(formatCount(counts.read)) pairs was kept: \(counts.reasons)",
      at: job.train[0].files[0].name, remedy: "check the files or loosen the filters")
  }

  static func record(_ name: String, in directory: String) throws -> Manifest.DataFileRecord {
    let file = try MappedFile(path: "\(directory)/\(name)")
    return Manifest.DataFileRecord(name: name, bytes: file.bytes.count, sha256: try SHA256.hex(ofFile: file.path))
  }
}

/// Spools streams to numbered files in a directory.
private struct Spooler {
  let directory: String
  private var count = 0

  init(directory: String) { self.directory = directory }

  mutating func spool(_ inputs: [PairInput]) throws -> [PairInput] {
    try inputs.map { input in
      try input.mapFiles { file in
        guard file.isStream else { return file }
        count += 1
        return try file.spooled(to: "\(directory)/spool-\(count)")
      }
    }
  }
}
