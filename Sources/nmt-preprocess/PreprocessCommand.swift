import ArgumentParser
import Foundation
import NMTCorpus
import NMTSystem
import NMTToolCommand

@main
struct PreprocessCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "nmt-preprocess",
    abstract: "Makes a data directory for nmt-train from parallel text.",
    usage: """
      nmt-preprocess --source FILE --target FILE --output DIR [options]
      nmt-preprocess --tsv FILE --output DIR [options]
      """,
    discussion: """
      Text is one segment a line, plain or .gz; line N of a source file pairs with line N of its target file. Nothing is \
      written to stdout. Exit codes: 64 usage, 65 bad data, 66 no input, 73 cannot create, 74 input/output, 75 busy, \
      130 and 143 stopped by a signal.
      """,
    version: toolVersion)

  @OptionGroup(title: "Input") var input: InputFlags
  @OptionGroup(title: "Text") var text: TextFlags
  @OptionGroup(title: "Filters") var filters: FilterFlags
  @OptionGroup(title: "Subword regularisation") var sampling: SamplingFlags
  @OptionGroup(title: "Shortlist") var shortlist: ShortlistFlags
  @OptionGroup(title: "Output") var output: OutputFlags

  func run() throws {
    runTool("nmt-preprocess") {
      StopSignal.install()
      do {
        try Preprocessor(try job()).run()
      } catch is StopRequest {
        writeMessage("nmt-preprocess: stopped by a signal; \(output.output) was not made")
        leave(with: StopSignal.exitCode)
      }
    }
  }

  private func job() throws -> PreprocessJob {
    var job = PreprocessJob(train: try input.training(), output: output.output)
    job.validation = try input.validation()
    job.options = text.options(filters: filters.filters())
    sampling.apply(to: &job)
    job.options.shortlist = shortlist.options
    job.subwordModel = text.subwordModel
    job.targetSubwordModel = text.targetSubwordModel
    job.replacesOutput = output.force
    job.threads = output.threads ?? Machine.coreCount
    job.isQuiet = output.quiet
    return job
  }
}
