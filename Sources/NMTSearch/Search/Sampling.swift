package import NMTKernels
import NMTSystem
import NMTText

/// Samples translations token by token from the model's own distribution.
///
/// Random numbers depend only on the seed, the source's subwords, the sample's number and the position: a line yields
/// the same samples whatever the batch, the threads and the other lines. Samples are independent and returned in
/// numbered order.
package struct Sampling: SearchStrategy {
  private let options: SearchOptions
  private let sampler: Sampler
  private let seed: UInt64
  private let processors: ProcessorChain
  private let recordsAttention: Bool

  /// - Parameters:
  /// - kernels: kernels of the sampled model.
  /// - recordsAttention: whether hypotheses keep the attention of every step. Always recorded for the coverage penalty.
  package init(
    options: SearchOptions, sampling: SamplingOptions, kernels: any Kernels, recordsAttention: Bool = false
  ) {
    self.options = options
    self.recordsAttention = recordsAttention || options.coverage > 0
    sampler = Sampler(sampling, kernels)
    seed = sampling.seed
    processors = ProcessorChain(options.processors)
  }

  package struct Record {
    fileprivate let input: SearchInput
    fileprivate let limits: ClosedRange<Int>
    fileprivate var samples: [Sample]
    fileprivate var length = 0
    fileprivate var trellis = Trellis()
  }

  fileprivate struct Sample {
    let seed: UInt64
    var node = Trellis.root
    /// Nil once the sample has ended.
    var row: Int? = 0
    var logProbability: Float = 0
    var total: Float = 0

    init(seed: UInt64) { self.seed = seed }
  }

  package func begin(_ input: SearchInput) -> Record {
    var key = SplitMix64.value(seed: seed, at: 0)
    for token in input.source { key = SplitMix64.value(seed: key ^ UInt64(UInt32(bitPattern: token)), at: 0) }
    let samples = (0..<options.nBest).map { Sample(seed: SplitMix64.value(seed: key, at: UInt64($0))) }
    let limits = options.lengths.range(sourceLength: input.source.count)
    return Record(input: input, limits: input.constraints?.widened(limits) ?? limits, samples: samples)
  }

  package func mostRows(_ input: SearchInput) -> Int { options.nBest }

  package func advance<Decoder: StepDecoder>(
    _ record: inout Record, _ step: StepRows<Decoder>, scratch: SearchScratch, next: inout LiveRows
  ) {
    scratch.changes.removeAll(keepingCapacity: true)
    scratch.constrained.removeAll(keepingCapacity: true)
    var (processed, rowCount) = (0, 0)
    for index in record.samples.indices {
      guard let row = record.samples[index].row else { continue }
      if row >= processed {
        processors.process(
          step.row(row), row: row, node: record.samples[index].node, in: record.trellis, input: record.input,
          length: record.length, limits: record.limits, scratch: scratch)
        processed = row + 1
      }
      let token = draw(&record, index, row, step, scratch)
      record.samples[index].row = token == Vocabulary.eos ? nil : rowCount
      if token != Vocabulary.eos {
        next.append(row: row, token: token)
        rowCount += 1
      }
    }
    record.length += 1
  }

  package func hypotheses(_ record: Record) -> [Hypothesis] {
    record.samples.map { sample in
      var score =
        sample.total / options.normalization.divisor(length: record.trellis.path(to: sample.node).count)
      if options.coverage > 0 {
        score += coveragePenalty(record.trellis.coverage(of: sample.node), strength: options.coverage)
      }
      return record.trellis.hypothesis(sample.node, logProbability: sample.logProbability, score: score)
    }
  }

  /// Draws and appends a sample's next token; a row without any positive probability ends the sample.
  private func draw<Decoder: StepDecoder>(
    _ record: inout Record, _ index: Int, _ row: Int, _ step: StepRows<Decoder>, _ scratch: SearchScratch
  ) -> Int32 {
    let sample = record.samples[index]
    let unit = Double(SplitMix64.value(seed: sample.seed, at: UInt64(record.length)) >> 11) * 0x1p-53
    let values = step.row(row)
    let drawn = sampler.token(values, unit: unit, scratch)
    let token = drawn ?? Vocabulary.eos
    let processed = drawn == nil ? -Float.infinity : values[Int(token)]
    let own =
      drawn == nil ? processed : scratch.modelLogProbability(row: row, token: token, processed: processed)
    record.samples[index].node = record.trellis.append(
      parent: sample.node, token: token, logProbability: own,
      attention: recordsAttention ? step.attention(row) : nil)
    record.samples[index].logProbability += own
    record.samples[index].total += processed
    return token
  }
}
