import ArgumentParser
import NMTCorpus

extension SubwordRegularization.Side: ExpressibleByArgument {}

struct SamplingFlags: ParsableArguments {
  @Option(
    help: """
      Sampled encodings of each training pair beside the plain one, for nmt-train --sampled-share; N of them take about \
      N + 1 times the disk. 0 to 64.
      """)
  var subwordSamples = 0

  @Option(
    help: """
      How far samples go. Unigram: inverse temperature, small is wild; BPE: probability that a merge is left out. \
      (default: 0.3 for unigram, 0.1 for BPE)
      """)
  var samplingAlpha: Double?

  @Option(help: "What is sampled: both, source or target.")
  var samplingSide = SubwordRegularization.Side.both

  /// Nil when nothing is sampled.
  var regularization: SubwordRegularization? {
    guard subwordSamples != 0 else { return nil }
    return SubwordRegularization(samples: subwordSamples, alpha: samplingAlpha, side: samplingSide)
  }
}
