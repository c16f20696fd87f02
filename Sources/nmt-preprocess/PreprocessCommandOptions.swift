import NMTCorpus
import NMTSettings
import NMTSystem
import NMTText

/// One call of nmt-preprocess as a value.
struct PreprocessCommandOptions: Sendable {
  var job = PreprocessJob(train: [], output: "")

  // Settings that together form one option of the library.
  var training = InputFiles()
  var validation = InputFiles()
  /// Source and target column of tables, from 1.
  var columns = [1, 2]
  var lowercases: Bool {
    get { job.options.text.casing == .lower }
    set { job.options.text.casing = newValue ? .lower : .keep }
  }
  var separatesVocabularies: Bool {
    get { !job.options.text.sharesVocabulary }
    set { job.options.text.sharesVocabulary = !newValue }
  }
  var subwordSamples = SampleCount.auto
  var samplingAlpha: Double?
  var samplingSide = SubwordRegularization.Side.both
  var learnsShortlist = false
  var shortlist = ShortlistOptions()
  /// Nil for one per core.
  var threads: Int?

  /// Text files: pairs of files, and tables.
  struct InputFiles: Sendable {
    var sources: [String] = []
    var targets: [String] = []
    var tables: [String] = []

    func inputs(columns: [Int]) -> [PairInput] {
      zip(sources, targets).map { PairInput.files(source: $0, target: $1) }
        + tables.map { PairInput.tsv($0, sourceColumn: columns[0], targetColumn: columns[1]) }
    }
  }

  mutating func settle() {
    job.train = training.inputs(columns: columns)
    job.validation = validation.inputs(columns: columns)
    switch subwordSamples {
    case .auto: job.smallCorpusRegularization = .forSmallCorpora(alpha: samplingAlpha, side: samplingSide)
    case .fixed(0): break
    case .fixed(let count):
      job.options.regularization = SubwordRegularization(samples: count, alpha: samplingAlpha, side: samplingSide)
    }
    job.options.shortlist = learnsShortlist ? shortlist : nil
    job.threads = threads ?? Machine.coreCount
  }
}

extension PreprocessCommandOptions: CheckedOptions {
  static let rules = own + OptionRule.within(\.shortlist) + OptionRule.within(\.job)

  private static let own: [OptionRule<PreprocessCommandOptions>] = [
    .limit(\.columns, "two numbers from 1, such as 1,2") { $0.count == 2 && $0.allSatisfy { $0 > 0 } },
    unpaired(\.training.sources, \.training.targets),
    unpaired(\.training.targets, \.training.sources),
    unpaired(\.validation.sources, \.validation.targets),
    unpaired(\.validation.targets, \.validation.sources),
    .limit(\.subwordSamples, "auto, or 0 to \(SubwordRegularization.counts.upperBound)") { $0.isAllowed },
    .range(\.samplingAlpha, 0...),
    // The type of a given model is known only after it is read.
    .relation(\.samplingAlpha, expected: "a probability, 0 to 1, where \(\.job.options.text.subwords) is bpe") {
      $0.job.subwordModel != nil || $0.job.options.text.subwords != .bpe || ($0.samplingAlpha ?? 0) <= 1
    },
    .range(\.threads, 1...),
  ]

  private static func unpaired(
    _ side: any KeyPath<PreprocessCommandOptions, [String]> & Sendable,
    _ other: any KeyPath<PreprocessCommandOptions, [String]> & Sendable
  ) -> OptionRule<PreprocessCommandOptions> {
    .relation(side, "names more files than \(other)", expected: "both sides of each pair of files") {
      $0[keyPath: side].count <= $0[keyPath: other].count
    }
  }
}

/// Sampled encodings of each training pair: `auto` or a number.
enum SampleCount: SettingValue {
  case auto
  case fixed(Int)

  static var expected: String { "auto or a whole number" }
  static var placeholder: String { "n" }

  init?(settingText: String) {
    if settingText == "auto" {
      self = .auto
    } else {
      guard let count = Int(settingText: settingText) else { return nil }
      self = .fixed(count)
    }
  }

  var settingText: String {
    switch self {
    case .auto: "auto"
    case .fixed(let count): count.settingText
    }
  }

  var isAllowed: Bool {
    switch self {
    case .auto: true
    case .fixed(let count): (0...SubwordRegularization.counts.upperBound).contains(count)
    }
  }
}
