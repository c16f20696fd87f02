import NMTText

/// Where in the search a row of log-probabilities stands.
package struct DecodingContext {
  /// Index of the sentence in the batch.
  package let sentence: Int
  /// Tokens that the hypothesis already has.
  package let length: Int
  /// Lengths at which it may end.
  package let limits: ClosedRange<Int>
}

/// Changes a hypothesis's next log-probabilities before the search looks at them; −∞ forbids a token.
///
/// Processors run in order on each row `[V]`. Constraints, repetition penalties and temperature are more of them.
package protocol LogProbabilityProcessor: Sendable {
  func process(_ row: UnsafeMutableBufferPointer<Float>, in context: DecodingContext)
}

/// Padding and begin of sentence are never produced, the unknown token only where it is allowed.
struct ForbiddenTokens: LogProbabilityProcessor {
  let allowsUnknown: Bool

  func process(_ row: UnsafeMutableBufferPointer<Float>, in context: DecodingContext) {
    row[Int(Vocabulary.pad)] = -.infinity
    row[Int(Vocabulary.bos)] = -.infinity
    if !allowsUnknown { row[Int(Vocabulary.unk)] = -.infinity }
  }
}

/// No end below the shortest length; nothing but the end at the longest one, so that every hypothesis ends with its
/// own end of sentence and its score is what forced scoring says.
struct LengthLimit: LogProbabilityProcessor {
  func process(_ row: UnsafeMutableBufferPointer<Float>, in context: DecodingContext) {
    let end = Int(Vocabulary.eos)
    if context.length < context.limits.lowerBound {
      row[end] = -.infinity
    } else if context.length >= context.limits.upperBound {
      let kept = row[end]
      row.update(repeating: -.infinity)
      row[end] = kept
    }
  }
}
