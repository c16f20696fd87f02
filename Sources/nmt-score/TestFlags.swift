import ArgumentParser
import Foundation
import NMTMetrics
import NMTSystem

struct ResamplingOptions: ParsableArguments {
  @Flag(
    name: [.long, .customLong("pbs", withSingleDash: true)],
    help: "Paired bootstrap test of all systems against the first one.")
  var pairedBs = false

  @Option(
    name: [.long, .customLong("pbsn", withSingleDash: true)], help: "Resampled corpora of the paired bootstrap test.")
  var pairedBsN = 1_000

  @Flag(
    name: [.long, .customLong("par", withSingleDash: true)],
    help: "Approximate randomisation test of all systems against the first one.")
  var pairedAr = false

  @Option(name: [.long, .customLong("parn", withSingleDash: true)], help: "Trials of approximate randomisation.")
  var pairedArN = 10_000

  @Flag(
    name: [.long, .customLong("ci", withSingleDash: true)],
    help: "Confidence interval of the one system by bootstrap resampling.")
  var confidence = false

  @Option(name: [.long, .customLong("cin", withSingleDash: true)], help: "Resampled corpora of the interval.")
  var confidenceN = 1_000

  @Option(help: "Seed of all resampling, or none for another one each time. (default: SACREBLEU_SEED, else 12345)")
  var seed: String?

  func resampling() throws -> Resampling {
    if [pairedBs, pairedAr, confidence].filter({ $0 }).count > 1 {
      throw Failure(.usage, "several tests", at: "", expected: "one of paired-bs, paired-ar and confidence")
    }
    let isWanted = pairedBs || pairedAr || confidence
    let variable = isWanted ? ProcessInfo.processInfo.environment["SACREBLEU_SEED"] : nil
    let text = seed ?? variable ?? "12345"
    guard let seed = ResamplingSeed(text) else {
      throw Failure(.usage, "seed is \(text)", at: "", expected: "a number from 0 to 2⁶⁴ − 1, or none")
    }
    if pairedBs { return .paired(PairedTest(.bootstrap, samples: pairedBsN, seed: seed)) }
    if pairedAr { return .paired(PairedTest(.randomisation, samples: pairedArN, seed: seed)) }
    return confidence ? .confidence(samples: confidenceN, seed: seed) : .none
  }
}
