import ArgumentParser
import NMTDecoding
import NMTKernels
import NMTSystem

extension PrecisionChoice: ExpressibleByArgument {}
extension StopRule: ExpressibleByArgument {}

enum NormalisationName: String, CaseIterable, ExpressibleByArgument {
  case none, average, gnmt
}

struct SearchFlags: ParsableArguments {
  @Option(help: "Beam; 1 is greedy search.")
  var beam = 5

  @Option(help: "Translations a line, as a Moses n-best list if more than 1.")
  var nBest = 1

  @Option(help: "Length normalisation: none, average or gnmt.")
  var lengthNormalisation: NormalisationName = .gnmt

  @Option(help: "Strength of gnmt's normalisation.")
  var alpha: Float = 1

  @Option(help: "Shortest translation in subwords.")
  var minLength = 1

  @Option(help: "Longest translation in subwords, whatever the source. (default: see --max-length-ratio)")
  var maxLength: Int?

  @Option(help: "Longest translation in subwords: so many times the source's, and 10.")
  var maxLengthRatio: Float = 2

  @Option(help: "When a search ends: first, best-possible or all.")
  var stop: StopRule = .bestPossible

  @Flag(help: "Let the unknown token be produced.")
  var allowUnknown = false

  @Option(help: "Longest source in subwords that is translated in one piece. (default: what the model was trained on)")
  var maxSourceLength: Int?

  @Option(help: "Worker threads. (default: one a core)")
  var threads = Machine.coreCount

  @Option(help: "Source subwords in a batch.")
  var batchTokens = 1024

  @Option(help: "Of products: auto (as the model was saved), fp32, bf16 or int8.")
  var precision: PrecisionChoice = .auto

  func options(alignment: Bool) throws -> TranslationOptions {
    let normalisation: LengthNormalisation =
      switch lengthNormalisation {
      case .none: .none
      case .average: .average
      case .gnmt: .gnmt(alpha: alpha)
      }
    let lengths = LengthBounds(
      minimum: minLength, ratio: maxLength == nil ? maxLengthRatio : 0, constant: maxLength ?? 10)
    let options = TranslationOptions(
      search: SearchOptions(
        beam: beam, nBest: nBest, normalisation: normalisation, lengths: lengths, stop: stop,
        allowsUnknown: allowUnknown, alignment: alignment),
      threads: threads, batchTokens: batchTokens, maximumSourceLength: maxSourceLength,
      precision: precision)
    do {
      try options.validate()
    } catch let failure as Failure {
      throw Failure(.usage, failure.what, at: failure.place, expected: failure.expected, remedy: failure.remedy)
    }
    return options
  }
}
