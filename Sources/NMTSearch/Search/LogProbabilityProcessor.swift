import NMTText

/// Context of a row of log-probabilities in the search.
package struct DecodingContext {
  package let input: SearchInput
  /// Number of tokens in the hypothesis so far.
  package let length: Int
  /// Lengths at which the hypothesis may end.
  package let limits: ClosedRange<Int>
  /// The tokens themselves if some processor reads them; else empty.
  package let prefix: [Int32]
}

/// Log-probabilities of one hypothesis's next token, `[V]`, as modified by the processors.
package struct ScoredRow {
  package let values: UnsafeMutableBufferPointer<Float>
  /// The model's own values of rescored tokens, in order of rescoring.
  private(set) var rescored: [(token: Int32, original: Float)] = []

  init(_ values: UnsafeMutableBufferPointer<Float>) { self.values = values }

  /// Excludes a token from being next.
  package func forbid(_ token: Int32) { values[Int(token)] = -.infinity }

  /// Gives a token another value for the choice; its reported log-probability remains the model's.
  package mutating func rescore(_ token: Int32, _ value: Float) {
    rescored.append((token, values[Int(token)]))
    values[Int(token)] = value
  }
}

/// Changes a hypothesis's next log-probabilities before the search uses them; −∞ forbids a token.
///
/// Processors run in order on each row `[V]`.
package protocol LogProbabilityProcessor: Sendable {
  /// Whether the processor needs `DecodingContext.prefix`.
  var readsPrefix: Bool { get }
  func process(_ row: inout ScoredRow, in context: DecodingContext)
}

extension LogProbabilityProcessor {
  package var readsPrefix: Bool { false }
}

/// Forbids padding and BOS always, and the unknown token unless it is allowed.
struct ForbiddenTokens: LogProbabilityProcessor {
  let allowsUnknown: Bool

  func process(_ row: inout ScoredRow, in context: DecodingContext) {
    row.forbid(Vocabulary.pad)
    row.forbid(Vocabulary.bos)
    if !allowsUnknown { row.forbid(Vocabulary.unk) }
  }
}

/// Forbids the end below the shortest length, and all but the end at the longest one, so that every hypothesis ends
/// with its own EOS and its score equals that of forced scoring.
struct LengthLimit: LogProbabilityProcessor {
  func process(_ row: inout ScoredRow, in context: DecodingContext) {
    if context.length < context.limits.lowerBound {
      row.forbid(Vocabulary.eos)
    } else if context.length >= context.limits.upperBound {
      let kept = row.values[Int(Vocabulary.eos)]
      row.values.update(repeating: -.infinity)
      row.values[Int(Vocabulary.eos)] = kept
    }
  }
}

/// Forbids repeated sequences of n subwords in one translation (Paulus et al. 2018, "A deep reinforced model for
/// abstractive summarization", section 2.5): a token that would complete a repetition cannot be next.
struct NoRepeatedNGram: LogProbabilityProcessor {
  /// n, at least 1.
  let size: Int

  var readsPrefix: Bool { true }

  func process(_ row: inout ScoredRow, in context: DecodingContext) {
    let tokens = context.prefix
    guard tokens.count >= size else { return }
    let tail = tokens.count - size + 1
    for start in 0...tokens.count - size {
      var matched = 0
      while matched < size - 1, tokens[start + matched] == tokens[tail + matched] { matched += 1 }
      if matched == size - 1 { row.forbid(tokens[start + size - 1]) }
    }
  }
}

/// Penalizes tokens already in the hypothesis: multiplies their log-probability by θ (Keskar et al. 2019, "CTRL",
/// section 4.1, which divides a logit by θ; a log-probability is never positive, so θ > 1 always lowers it).
struct RepetitionPenalty: LogProbabilityProcessor {
  /// Factor θ; 1 turns the penalty off.
  let factor: Float

  var readsPrefix: Bool { true }

  func process(_ row: inout ScoredRow, in context: DecodingContext) {
    for (position, token) in context.prefix.enumerated() where !context.prefix[..<position].contains(token) {
      row.rescore(token, row.values[Int(token)] * factor)
    }
  }
}

/// The processors of a search, applied to one row at a time.
struct ProcessorChain: Sendable {
  let processors: [any LogProbabilityProcessor]
  private let readsPrefix: Bool

  init(_ processors: [any LogProbabilityProcessor]) {
    self.processors = processors
    readsPrefix = processors.contains(where: \.readsPrefix)
  }

  /// Processes row `row` of a sentence, which belongs to hypothesis `node`. Records rescored tokens in
  /// `scratch.changes` and the state of constraints in `scratch.constrained`.
  ///
  /// - Parameter met: bit mask of the required phrases that the hypothesis has met.
  func process(
    _ values: UnsafeMutableBufferPointer<Float>, row: Int, node: Int32, met: UInt64 = .max, in trellis: Trellis,
    input: SearchInput, length: Int, limits: ClosedRange<Int>, scratch: SearchScratch
  ) {
    if readsPrefix || input.constraints != nil { trellis.writePath(to: node, into: &scratch.prefix) }
    let context = DecodingContext(input: input, length: length, limits: limits, prefix: scratch.prefix)
    guard let constraints = input.constraints else { return run(values, row: row, context, scratch) }
    let known = constraints.process(values, tokens: context.prefix, met: met & constraints.allMet, limits: limits) {
      run(values, row: row, context, scratch)
    }
    scratch.constrained.append(known)
  }

  private func run(
    _ values: UnsafeMutableBufferPointer<Float>, row: Int, _ context: DecodingContext, _ scratch: SearchScratch
  ) {
    var scored = ScoredRow(values)
    for processor in processors { processor.process(&scored, in: context) }
    for change in scored.rescored {
      scratch.changes.append(RowChange(row: row, token: change.token, original: change.original))
    }
  }
}

extension SearchScratch {
  /// The model's own log-probability of a token, undoing any rescoring.
  func modelLogProbability(row: Int, token: Int32, processed: Float) -> Float {
    changes.isEmpty
      ? processed : changes.first { $0.row == row && $0.token == token }?.original ?? processed
  }
}
