import Foundation
import NMTKernels
import NMTSystem
import NMTText

/// How random translations are drawn.
public struct SamplingOptions: Codable, Sendable, Equatable {
  /// T: tokens are drawn with probabilities in proportion to p^(1/T); below 1 sharper, above 1 flatter. 0.01…100,
  /// default 1.
  public var temperature: Float
  /// Only the k most probable tokens are drawn from (Fan et al. 2018, section 5.4); 0 for all, the default.
  public var topK: Int
  /// Only the smallest set of most probable tokens whose mass reaches p (Holtzman et al. 2020, section 3.1), after
  /// `topK`; above 0, up to 1, the default, for all.
  public var topP: Float
  /// Another seed, another sample; default 1.
  public var seed: UInt64

  public init(temperature: Float = 1, topK: Int = 0, topP: Float = 1, seed: UInt64 = 1) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.seed = seed
  }

  public func validate() throws {
    guard (0.01...100).contains(temperature) else {
      throw Failure(.badConfiguration, "is \(temperature)", at: "temperature", expected: "0.01…100")
    }
    guard topK >= 0 else { throw Failure(.badConfiguration, "is \(topK)", at: "top-k", expected: "0 or more") }
    guard topP > 0, topP <= 1 else {
      throw Failure(.badConfiguration, "is \(topP)", at: "top-p", expected: "above 0, at most 1")
    }
  }
}

/// Draws translations token by token from the model's own distribution.
///
/// Random numbers are a function of the seed, the source's subwords, the sample's number and the position alone: the
/// same line gives the same samples whatever the batch, the threads and the lines around it. Samples are independent and
/// stay in the order in which they are numbered.
package struct Sampling: SearchStrategy {
  private let options: SearchOptions
  private let sampler: Sampler
  private let seed: UInt64
  private let processors: ProcessorChain

  package init(options: SearchOptions, sampling: SamplingOptions) {
    self.options = options
    sampler = Sampler(sampling)
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
    /// nil once it has ended.
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
        sample.total / options.normalisation.divisor(length: record.trellis.path(to: sample.node).count)
      if options.coverage > 0 {
        score += coveragePenalty(record.trellis.coverage(of: sample.node), strength: options.coverage)
      }
      return record.trellis.hypothesis(sample.node, logProbability: sample.logProbability, score: score)
    }
  }

  /// Draws a sample's next token and appends it; a row without a single probability ends the sample.
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
      attention: options.recordsAttention ? step.attention(row) : nil)
    record.samples[index].logProbability += own
    record.samples[index].total += processed
    return token
  }
}

/// Draws one token of a row of log-probabilities, under temperature, top-k and nucleus.
struct Sampler: Sendable {
  private let options: SamplingOptions
  private let kernels = CPUKernels()

  init(_ options: SamplingOptions) { self.options = options }

  /// The token at `unit`, in [0, 1), of the cumulative distribution: in the order of ids, or of probabilities where only
  /// the most probable ones are drawn from. Nil if no token has a probability.
  func token(_ values: UnsafeMutableBufferPointer<Float>, unit: Double, _ scratch: SearchScratch) -> Int32? {
    options.topK == 0 && options.topP == 1
      ? ofAll(values, unit: unit, scratch) : ofBest(values, unit: unit, scratch)
  }

  private func ofAll(
    _ values: UnsafeMutableBufferPointer<Float>, unit: Double, _ scratch: SearchScratch
  ) -> Int32? {
    scratch.row.removeAll(keepingCapacity: true)
    scratch.row.append(contentsOf: values)
    return scratch.row.withUnsafeMutableBufferPointer { row -> Int32? in
      let base = row.baseAddress!
      if options.temperature != 1 { kernels.scale(base, by: 1 / options.temperature, count: row.count) }
      kernels.softmax(Matrix(base, rows: 1, columns: row.count))
      return Self.position(of: unit, in: UnsafeBufferPointer(row)).map { Int32($0) }
    }
  }

  /// The position at which the cumulative sum passes `unit` of the whole; never one of probability 0. Nil if there is
  /// none.
  private static func position(of unit: Double, in probabilities: UnsafeBufferPointer<Float>) -> Int? {
    let whole = probabilities.reduce(0.0) { $0 + Double($1) }
    guard whole.isFinite else { return nil }
    var sum = 0.0
    var last: Int?
    for position in probabilities.indices where probabilities[position] > 0 {
      sum += Double(probabilities[position])
      last = position
      if sum > unit * whole { break }
    }
    return last
  }

  private func ofBest(
    _ values: UnsafeMutableBufferPointer<Float>, unit: Double, _ scratch: SearchScratch
  ) -> Int32? {
    var capacity = min(options.topK > 0 ? options.topK : 64, values.count)
    var whole: Float?
    while true {
      scratch.selection.reset(capacity: capacity)
      scratch.selection.offer(row: 0, base: 0, UnsafeBufferPointer(values))
      let candidates = scratch.selection.candidates
      guard let best = candidates.first?.score, best.isFinite else { return nil }
      let weights = candidates.map { exp(($0.score - best) / options.temperature) }
      whole = whole ?? (options.topK > 0 ? weights.reduce(0, +) : mass(values, relativeTo: best))
      let needed = options.topP * whole!
      var (nucleus, sum) = (0, Float(0))
      while nucleus < weights.count, nucleus == 0 || sum < needed {
        sum += weights[nucleus]
        nucleus += 1
      }
      if sum >= needed || options.topK > 0 || capacity == values.count {
        return weights.withUnsafeBufferPointer {
          Self.position(of: unit, in: UnsafeBufferPointer(rebasing: $0[..<nucleus]))
        }.map { candidates[$0].token }
      }
      capacity = min(capacity * 8, values.count)
    }
  }

  /// Σ (p / p of the best token)^(1/T) over the whole row.
  private func mass(_ values: UnsafeMutableBufferPointer<Float>, relativeTo best: Float) -> Float {
    Float(values.reduce(0.0) { $0 + Double(exp(($1 - best) / options.temperature)) })
  }
}
