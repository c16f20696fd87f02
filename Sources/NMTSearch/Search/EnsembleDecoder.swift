import Foundation
package import NMTKernels
package import NMTModels
import NMTSystem
package import NMTText

/// One or more models with one vocabulary, seen by the search as a function from sentences to log-probabilities.
package struct EnsembleDecoder: StepDecoder {
  package struct State: Sendable {
    var members: [Member]
    /// Mean attention of the members; nil for a single member, which provides its own.
    var attention: [[Float]]?

    struct Member: Sendable {
      var encoded: Encoded
      var state: DecoderState
    }
  }

  private let models: [Seq2SeqModel]
  private let workspaces: [Workspace]
  private let shares: [Float]
  private let mean: EnsembleOptions.Mean
  /// Target subwords that each sentence may use; nil for all.
  private let shortlist: Shortlist?
  /// The first model's kernels, used to average the models' rows.
  private let kernels: any Kernels
  /// Initial state of every search; nil if sources are encoded on arrival.
  private var encoded: State?

  /// - Parameters:
  /// - workspaces: one per model, used by this decoder only until the search ends.
  /// - shares: weights of the models, with sum 1.
  package init(
    _ models: [Seq2SeqModel], workspaces: [Workspace], shares: [Float],
    mean: EnsembleOptions.Mean = .logProbabilities, shortlist: Shortlist? = nil
  ) {
    precondition(
      !models.isEmpty && models.count == workspaces.count && models.count == shares.count,
      "EnsembleDecoder: \(models.count) models, \(workspaces.count) workspaces, \(shares.count) weights")
    self.models = models
    self.workspaces = workspaces
    self.shares = shares
    self.mean = mean
    self.shortlist = shortlist
    kernels = models[0].kernels
  }

  /// A decoder for a single model.
  package init(_ model: Seq2SeqModel, workspace: Workspace, shortlist: Shortlist? = nil) {
    self.init([model], workspaces: [workspace], shares: [1], shortlist: shortlist)
  }

  package var vocabularySize: Int { models[0].options.targetVocabulary }

  /// A decoder for the single source encoded in `state`, which `start` returned.
  package func beginning(with state: State) -> EnsembleDecoder {
    var decoder = self
    decoder.encoded = state
    return decoder
  }

  package func start(_ inputs: [SearchInput]) -> State {
    if let encoded {
      precondition(inputs.count == 1, "EnsembleDecoder: \(inputs.count) sentences, one is encoded")
      return encoded
    }
    let sources = inputs.map(\.source)
    let candidates = shortlist.map { shortlist in
      inputs.map { shortlist.candidates(for: $0.source, adding: $0.constraints?.neededTokens ?? []) }
    }
    return State(
      members: zip(models, workspaces).map { model, workspace in
        let encoded = model.encode(sources: sources, candidates: candidates, in: workspace)
        return State.Member(encoded: encoded, state: model.startState(encoded))
      })
  }

  package func step(tokens: [Int32], state: inout State) -> Matrix {
    var result: Matrix?
    for index in models.indices {
      let encoded = state.members[index].encoded
      let member = models[index].step(
        tokens: tokens, state: &state.members[index].state, encoded: encoded, workspace: workspaces[index])
      if models.count == 1 { return member }
      weigh(member, by: shares[index])
      if let result { add(member, to: result) } else { result = member }
    }
    state.attention = tokens.indices.map { meanAttention(row: $0, state.members) }
    finish(result!)
    return result!
  }

  package func words(ofInput k: Int, in state: State) -> [Int32]? { state.members[0].encoded.candidates(of: k) }

  package func selecting(rows: [Int], of state: State, adding added: State?) -> State {
    State(
      members: state.members.indices.map { index in
        let member = state.members[index]
        let selected = member.state.selecting(rows: rows)
        guard let added = added?.members[index] else { return State.Member(encoded: member.encoded, state: selected) }
        let (encoded, state) = member.encoded.joined(selected, with: added.encoded, added.state)
        return State.Member(encoded: encoded, state: state)
      })
  }

  package func attention(row: Int, in state: State) -> ArraySlice<Float>? {
    if models.count == 1 { return state.members[0].state.attention?.row(row) }
    return state.attention.flatMap { $0[row].isEmpty ? nil : $0[row][...] }
  }

  // MARK: The mean

  private func weigh(_ values: Matrix, by share: Float) {
    if mean == .probabilities { kernels.softmax(values) }
    for row in 0..<values.rows { kernels.scale(values.row(row), by: share, count: values.columns) }
  }

  private func add(_ values: Matrix, to sum: Matrix) {
    for row in 0..<sum.rows { kernels.add(values.row(row), scaledBy: 1, to: sum.row(row), count: sum.columns) }
  }

  private func finish(_ sum: Matrix) {
    switch mean {
    case .logProbabilities: kernels.logSoftmax(sum)
    case .probabilities:
      for row in 0..<sum.rows {
        let values = sum.row(row)
        for column in 0..<sum.columns { values[column] = log(values[column]) }
      }
    }
  }

  /// Weighted mean over the members that have attention; empty if none has.
  private func meanAttention(row: Int, _ members: [State.Member]) -> [Float] {
    var mean: [Float] = []
    var whole: Float = 0
    for (member, share) in zip(members, shares) {
      guard let weights = member.state.attention?.row(row) else { continue }
      if mean.isEmpty { mean = [Float](repeating: 0, count: weights.count) }
      for (position, weight) in weights.enumerated() { mean[position] += share * weight }
      whole += share
    }
    return mean.map { $0 / whole }
  }
}
