import NMTSettings

/// The options that identify a training run: a checkpoint can be resumed only with equal ones.
package struct RunIdentity: Codable, Sendable, Equatable {
  /// Options, including those filled in from data and machine.
  package var options: TrainingOptions
  /// The requested batches, before a memory limit reduced them; nil without a limit.
  package var batchesAsked: BatchingOptions?

  package init(options: TrainingOptions, batchesAsked: BatchingOptions? = nil) {
    self.options = options
    self.batchesAsked = batchesAsked
  }

  /// Identity of the run that `request` describes.
  package init(_ request: TrainingRequest) {
    self.init(options: request.options, batchesAsked: request.batchesAsked)
  }

  /// An option that must stay the same on resume but differs, in the words of the command line.
  package struct Difference: Equatable {
    package let name: String
    package let saved: String
    package let asked: String
  }

  /// The first option in which `asked` differs from this run; nil if it is the same run.
  package func difference(from asked: RunIdentity) -> Difference? {
    let (saved, asked) = (request, asked.request)
    func difference(_ setting: TrainingSetting) -> Difference? {
      let (own, other) = (setting.read(saved), setting.read(asked))
      // An empty text is not a value: a combined setting has none if its parts differ.
      guard own != other, !own.isEmpty, !other.isEmpty else { return nil }
      return Difference(name: setting.name, saved: own, asked: other)
    }
    let fixed = TrainingSetting.all.filter { $0.resume == .same }
    // Reports a requested value before others that follow from it.
    if let memory = fixed.first(where: { $0.name == "memory" }).flatMap(difference) { return memory }
    let batches = [saved, asked].map { $0.batchesAsked?.text ?? "not limited" }
    if batches[0] != batches[1] {
      return Difference(name: Self.batchesAsked, saved: batches[0], asked: batches[1])
    }
    if let first = fixed.lazy.compactMap(difference).first { return first }
    return Self.areEqual(saved, asked)
      ? nil : Difference(name: "an option without a setting", saved: "the saved value", asked: "different")
  }

  /// Name of the requested batches, in case a memory limit reduced them.
  static let batchesAsked = "batches before --memory"

  /// Compares whole values, so options without a setting count too. First equalizes settings that may change on resume.
  private static func areEqual(_ saved: TrainingRequest, _ asked: TrainingRequest) -> Bool {
    var (saved, asked) = (saved, asked)
    for setting in TrainingSetting.all where setting.resume == .free {
      let text = setting.read(asked)
      _ = setting.write(&saved, text)
      _ = setting.write(&asked, text)
    }
    return saved.options == asked.options
  }

  private var request: TrainingRequest {
    var request = TrainingRequest()
    (request.options, request.batchesAsked) = (options, batchesAsked)
    return request
  }
}

extension RunIdentity {
  /// Reads options of an earlier version as well, using defaults for options that it lacked.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    options = try TrainingOptions(completing: container.superDecoder(forKey: .options))
    batchesAsked =
      try container.contains(.batchesAsked)
      ? BatchingOptions(completing: container.superDecoder(forKey: .batchesAsked)) : nil
  }
}

extension TrainingRequest {
  /// The settings that affect results, by name: a record for people in the model directory.
  package var record: [String: String] {
    let fixed = TrainingSetting.all.filter { $0.resume == .same }
    // An empty text is not a value, such as `cell` when encoder and decoder differ.
    var values = Dictionary(uniqueKeysWithValues: fixed.map { ($0.name, $0.read(self)) }).filter { !$0.value.isEmpty }
    values[RunIdentity.batchesAsked] = batchesAsked?.text
    return values
  }
}
