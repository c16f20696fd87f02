import NMTSettings
import NMTStudy
import NMTSystem
import NMTToolCommand

@main
enum StudyCommand: Tool {
  typealias Request = StudyCommandOptions

  static let name = "nmt-study"
  static let abstract =
    "Measures what textbooks say about recurrent networks and writes a page about it in English and Hungarian."
  static let usage = "nmt-study --output <dir> [<settings>]"
  static let discussion = """
    The directory gets index.html (readable offline), study.md, study.hu.md, results.json with every figure's numbers, \
    and the figures as SVG. Exit codes: 64 usage, 73 and 74 cannot write, 78 bad configuration.
    """

  static func run(_ request: StudyCommandOptions, config: String?) throws {
    guard !request.output.isEmpty else {
      throw Failure(.usage, "--output is missing", at: "", expected: "--output DIR", remedy: "see --help")
    }
    try request.options.validate()
    // Fails before a quarter of an hour is spent on results that cannot be written.
    try DurableFile.createDirectory(request.output)
    let findings = try Study.run(request.options) { if !request.isQuiet { writeMessage("\(name): \($0)") } }
    try StudyPages.write(findings, options: request.options, to: request.output)
  }
}

/// One call of nmt-study as a value.
struct StudyCommandOptions: SettingRequest {
  var options = StudyOptions()
  var output = ""
  /// Names of experiments to run; empty for all.
  var only: [ExperimentName] = []
  var isQuiet = false

  static let rules: [OptionRule<StudyCommandOptions>] = [.range(\.options.threads, 1...1024)]

  static let sections = [
    SettingSection<StudyCommandOptions>(
      "Study",
      [
        ToolSetting("output", \.output, "directory to write", kind: .directory),
        ToolSetting(
          "quick", \.options.isQuick, "take a minute instead of a quarter of an hour: short delays, one seed"),
        ToolSetting("seed", \.options.seed, "seed of all random numbers"),
        ToolSetting("threads", \.options.threads, "threads for experiments that measure no time"),
        ToolSetting("only", \.only, "experiments to run; default: all"),
        ToolSetting("quiet", \.isQuiet, "no progress lines"),
      ])
  ]

  mutating func settle() { options.only = only.isEmpty ? nil : only.map(\.settingText) }
}

/// The name of an experiment.
struct ExperimentName: SettingListElement {
  let settingText: String

  static var expected: String { Study.names.joined(separator: " | ") }
  static var placeholder: String { "name" }

  init?(settingText: String) {
    guard Study.names.contains(settingText) else { return nil }
    self.settingText = settingText
  }
}
