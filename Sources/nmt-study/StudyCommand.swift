import ArgumentParser
import NMTStudy
import NMTSystem
import NMTToolCommand

@main
struct StudyCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "nmt-study",
    abstract:
      "Measures what is taught about networks for sequences, and writes one page about it in English and Hungarian.",
    discussion: """
      DIR gets index.html (readable offline), study.md, study.hu.md, results.json with every figure's numbers, and the \
      figures as SVG. Exit codes: 64 usage, 73 and 74 cannot write.
      """,
    version: toolVersion)

  @Option(help: ArgumentHelp("Directory to write.", valueName: "dir"))
  var output: String

  @Flag(help: "A minute instead of a quarter of an hour: short delays, one seed.")
  var quick = false

  @Option(help: "Decides every random number.")
  var seed: UInt64 = 1

  @Option(help: "Threads for experiments whose time is not measured.")
  var threads = 2

  @Option(help: ArgumentHelp("Experiments to run, by commas; all, if not given.", valueName: "names"))
  var only: String?

  @Flag(help: "No progress lines.")
  var quiet = false

  func run() {
    runTool("nmt-study") {
      var options = StudyOptions()
      (options.isQuick, options.seed, options.threads) = (quick, seed, max(1, threads))
      options.only = only?.split(separator: ",").map(String.init)
      try options.validate()
      // Before a quarter of an hour is spent on what could not be written.
      try DurableFile.createDirectory(output)
      let findings = try Study.run(options) { if !quiet { writeMessage("nmt-study: \($0)") } }
      try StudyPages.write(findings, options: options, to: output)
    }
  }
}
