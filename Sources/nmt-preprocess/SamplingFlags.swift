import ArgumentParser
import NMTCorpus

extension SubwordRegularization.Side: ExpressibleByArgument {}

/// `auto` or a number.
enum SampleCount: ExpressibleByArgument {
  case auto
  case fixed(Int)

  init?(argument: String) {
    if argument == "auto" {
      self = .auto
    } else if let count = Int(argument) {
      self = .fixed(count)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "auto" }
}

struct SamplingFlags: ParsableArguments {
  @Option(
    help: """
      Sampled encodings of each training pair beside the plain one, for nmt-train --sampled-share: 0 to 64, or auto, \
      which is 8 up to 500,000 pairs and 0 beyond, or where a stream cannot be counted. N of them take about N + 1 times \
      the disk.
      """)
  var subwordSamples = SampleCount.auto

  @Option(
    help: """
      How far samples go. Unigram: inverse temperature, small is wild; BPE: probability that a merge is left out. \
      (default: 0.3 for unigram, 0.1 for BPE)
      """)
  var samplingAlpha: Double?

  @Option(help: "What is sampled: both, source or target.")
  var samplingSide = SubwordRegularization.Side.both

  /// Says in `job` what is sampled.
  func apply(to job: inout PreprocessJob) {
    switch subwordSamples {
    case .auto: job.smallCorpusRegularization = .forSmallCorpora(alpha: samplingAlpha, side: samplingSide)
    case .fixed(0): break
    case .fixed(let count):
      job.options.regularization = SubwordRegularization(samples: count, alpha: samplingAlpha, side: samplingSide)
    }
  }
}
