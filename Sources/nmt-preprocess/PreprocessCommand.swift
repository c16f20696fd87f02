import NMTCorpus
import NMTSystem
import NMTToolCommand

@main
enum PreprocessCommand: Tool {
  typealias Request = PreprocessCommandOptions

  static let name = "nmt-preprocess"
  static let abstract = "Makes a data directory for nmt-train from parallel text."
  static let usage = """
    nmt-preprocess --source <file> --target <file> --output <dir> …
    nmt-preprocess --tsv <file> --output <dir> …
    """
  static let discussion = """
    Input is one segment per line, plain or .gz; line N of a source file pairs with line N of its target file. Nothing is \
    written to stdout. Each setting is a flag and a key of the YAML file; flags override the file. Exit codes: 64 usage, \
    65 bad data, 66 no input, 73 cannot create, 74 input/output, 75 busy, 78 bad configuration, 130 and 143 stopped by a \
    signal.
    """

  static func run(_ request: PreprocessCommandOptions, config: String?) throws {
    let job = request.job
    guard !job.output.isEmpty else {
      throw Failure(.usage, "--output is missing", at: "", expected: "--output DIR", remedy: "see --help")
    }
    try requireFreeInput(config, (job.train + job.validation).flatMap(\.files).map(\.path))
    StopSignal.install()
    do {
      try Preprocessor(job).run()
    } catch is StopRequest {
      writeMessage("\(name): stopped by a signal; \(job.output) was not created")
      leave(with: StopSignal.exitCode)
    }
  }
}
