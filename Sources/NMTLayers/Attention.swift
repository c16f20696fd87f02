package import NMTTensor

/// How a decoder attends to the source.
public enum AttentionKind: String, Codable, Sendable, CaseIterable {
  /// No attention: one vector carries the sentence (Sutskever et al. 2014; Cho et al. 2014).
  case none
  /// score = q · m (Luong et al. 2015, section 3.1); needs equal widths of decoder and memory.
  case dot
  /// score = q · W m (Luong et al. 2015, section 3.1).
  case general
  /// score = v · tanh(W q + U m) (Bahdanau et al. 2015, A.1.2).
  case additive
  /// Scaled dot products in several heads (Vaswani et al. 2017, section 3.2).
  case multiHead
}

/// A sentence's memory in the form that queries read: computed once for all steps.
package struct AttentionMemory {
  /// `[R, A]`.
  package let keys: Tensor
  /// `[R, M]`.
  package let values: Tensor

  package init(keys: Tensor, values: Tensor) {
    self.keys = keys
    self.values = values
  }
}

/// Attention of decoder states `[Q, H]` to memory `[R, M]`.
///
/// Parameters by kind: general `key.weight [H, M]`; additive `query.weight [H, H]`, `key.weight [H, M]`, `score [H]`;
/// multi-head `query.weight [H, H]`, `key.weight [H, M]`, `value.weight [M, M]`, heads in equal blocks of rows; the
/// output weight W^O of Vaswani et al. is the readout's `context.weight`. Initial values: Glorot.
package struct Attention: Sendable {
  package let kind: AttentionKind
  package let heads: Int
  private let query: Parameter?
  private let key: Parameter?
  private let value: Parameter?
  private let score: Parameter?

  /// - Parameters:
  ///   - width: H of the decoder; a multiple of `heads`.
  ///   - memory: M of the encoder; a multiple of `heads`.
  package init(
    _ path: String, _ kind: AttentionKind, width: Int, memory: Int, heads: Int, in builder: ParameterBuilder
  ) {
    func weight(_ name: String, _ rows: Int, _ columns: Int) -> Parameter {
      builder.weight("\(path).\(name).weight", rows: rows, columns: columns, .glorot)
    }
    precondition(kind != .none, "Attention: kind none has no layer")
    precondition(kind != .dot || width == memory, "dot attention: decoder width \(width), memory width \(memory)")
    self.kind = kind
    self.heads = kind == .multiHead ? heads : 1
    query = kind == .additive || kind == .multiHead ? weight("query", width, width) : nil
    key = kind == .dot ? nil : weight("key", width, memory)
    value = kind == .multiHead ? weight("value", memory, memory) : nil
    score =
      kind == .additive ? builder.vector("\(path).score", count: width, .uniform(1 / Float(width).squareRoot())) : nil
  }

  /// memory `[R, M]` → keys `[R, H]` and values `[R, M]`.
  package func prepare(_ memory: Tensor, on tape: Tape) -> AttentionMemory {
    AttentionMemory(
      keys: key.map { tape.linear(memory, $0) } ?? memory, values: value.map { tape.linear(memory, $0) } ?? memory)
  }

  /// queries `[Q, H]` → context `[Q, M]` and weights.
  package func callAsFunction(
    _ queries: Tensor, _ memory: AttentionMemory, groups: [AttentionGroup], on tape: Tape
  ) -> (context: Tensor, weights: AttentionWeights) {
    let projected = query.map { tape.linear(queries, $0) } ?? queries
    if let score {
      return tape.attendAdditively(
        queries: projected, keys: memory.keys, v: score, values: memory.values, groups: groups)
    }
    let scale = kind == .multiHead ? 1 / (Float(projected.columns) / Float(heads)).squareRoot() : 1
    return tape.attend(
      queries: projected, keys: memory.keys, values: memory.values, groups: groups, heads: heads, scale: scale)
  }
}
