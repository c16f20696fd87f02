import Foundation
import NMTKernels
import NMTText

/// Beam search, or with several groups diverse beam search (Vijayakumar et al. 2018, "Diverse beam search").
///
/// A step runs `expand` (find the best continuations), `select` (move them into the record) and the stop rule, group by
/// group. A group pays λ for each earlier group that chose the same token at this step (Hamming diversity, their
/// section 4); the penalty affects the choice only, not the scores.
package struct BeamSearch: SearchStrategy {
  private let options: SearchOptions
  private let processors: ProcessorChain
  /// Places per group.
  private let places: Int
  /// Finished hypotheses needed from each group.
  private let wanted: Int
  private let recordsAttention: Bool

  /// - Parameter recordsAttention: whether hypotheses keep the attention of every step. Always recorded for the
  ///   coverage penalty.
  package init(options: SearchOptions, recordsAttention: Bool = false) {
    self.options = options
    self.recordsAttention = recordsAttention || options.coverage > 0
    processors = ProcessorChain(options.processors)
    places = options.beam / options.groups
    wanted = (options.nBest + options.groups - 1) / options.groups
  }

  package func begin(_ input: SearchInput) -> Beam {
    let limits = options.lengths.range(sourceLength: input.source.count)
    return Beam(
      input: input, limits: input.constraints?.widened(limits) ?? limits, places: places(input), groups: options.groups)
  }

  package func mostRows(_ input: SearchInput) -> Int { places(input) * options.groups }

  /// Places per group: one per bank of constraints, up to twice the beam.
  private func places(_ input: SearchInput) -> Int {
    guard let constraints = input.constraints else { return places }
    return max(places, min(constraints.phrases.reduce(1) { $0 + $1.steps }, 2 * places))
  }

  package func advance<Decoder: StepDecoder>(
    _ beam: inout Beam, _ step: StepRows<Decoder>, scratch: SearchScratch, next: inout LiveRows
  ) {
    process(&beam, step, scratch)
    beam.length += 1
    var chosen: [Int32] = []
    var rowCount = 0
    for group in beam.groups.indices where !beam.groups[group].live.isEmpty {
      if let constraints = beam.input.constraints, !constraints.phrases.isEmpty {
        let free = beam.places - beam.groups[group].finished.count
        withPenalties(for: chosen, on: beam.groups[group], step) {
          expand(beam.groups[group], step, under: constraints, places: free, scratch)
        }
      } else {
        withPenalties(for: chosen, on: beam.groups[group], step) { expand(beam.groups[group], step, scratch) }
      }
      select(&beam, group, step, scratch)
      if options.groups > 1 { chosen += beam.groups[group].live.map { beam.trellis.nodes[Int($0.node)].token } }
      if isFinished(beam.groups[group], beam) { beam.groups[group].live.removeAll(keepingCapacity: true) }
      for index in beam.groups[group].live.indices {
        let live = beam.groups[group].live[index]
        next.append(row: live.row, token: beam.trellis.nodes[Int(live.node)].token)
        beam.groups[group].live[index].row = rowCount
        rowCount += 1
      }
    }
  }

  /// Finished hypotheses of all groups, best first, without duplicates between groups.
  package func hypotheses(_ beam: Beam) -> [Hypothesis] {
    var found: [Hypothesis] = []
    let ended = beam.groups.flatMap { $0.finished.prefix(options.nBest) }
    let order = ended.indices.sorted { (-ended[$0].score, $0) < (-ended[$1].score, $1) }
    for index in order where found.count < options.nBest {
      let (node, sum, score) = (ended[index].node, ended[index].logProbability, ended[index].score)
      let hypothesis = beam.trellis.hypothesis(node, logProbability: sum, score: score)
      if options.groups == 1 || !found.contains(where: { $0.tokens == hypothesis.tokens }) { found.append(hypothesis) }
    }
    return found
  }

  // MARK: One step

  /// Runs the processors on each row once; at the first step all groups share the row.
  private func process<Decoder: StepDecoder>(
    _ beam: inout Beam, _ step: StepRows<Decoder>, _ scratch: SearchScratch
  ) {
    scratch.changes.removeAll(keepingCapacity: true)
    scratch.constrained.removeAll(keepingCapacity: true)
    scratch.met.removeAll(keepingCapacity: true)
    var processed = 0
    for group in beam.groups {
      for live in group.live where live.row >= processed {
        processors.process(
          step.row(live.row), row: live.row, node: live.node, met: live.met, in: beam.trellis, input: beam.input,
          length: beam.length, limits: beam.limits, scratch: scratch)
        processed = live.row + 1
      }
    }
  }

  /// Runs `body` while the group's rows are penalized: each token in `chosen` (by earlier groups at this step) loses λ
  /// per occurrence.
  private func withPenalties<Decoder: StepDecoder>(
    for chosen: [Int32], on group: BeamGroup, _ step: StepRows<Decoder>, _ body: () -> Void
  ) {
    guard !chosen.isEmpty else { return body() }
    let kept = group.live.map { live in chosen.map { step.row(live.row)[Int($0)] } }
    for live in group.live {
      for token in chosen { step.row(live.row)[Int(token)] -= options.diversity }
    }
    body()
    for (live, values) in zip(group.live, kept) {
      for (token, value) in zip(chosen, values) { step.row(live.row)[Int(token)] = value }
    }
  }

  /// Selects the best continuations, one per free place of the group, into `scratch.selection`. A candidate's row is
  /// the index of its live hypothesis within the group.
  private func expand<Decoder: StepDecoder>(
    _ group: BeamGroup, _ step: StepRows<Decoder>, _ scratch: SearchScratch
  ) {
    scratch.selection.reset(capacity: places - group.finished.count)
    for (number, live) in group.live.enumerated() {
      scratch.selection.offer(row: number, base: live.total, UnsafeBufferPointer(step.row(live.row)))
    }
  }

  /// Moves the selected candidates into the group: those that end are finished, the others stay live.
  private func select<Decoder: StepDecoder>(
    _ beam: inout Beam, _ group: Int, _ step: StepRows<Decoder>, _ scratch: SearchScratch
  ) {
    let parents = beam.groups[group].live
    beam.groups[group].live.removeAll(keepingCapacity: true)
    for (number, candidate) in scratch.selection.candidates.enumerated() {
      let parent = parents[candidate.row]
      let processed = step.row(parent.row)[Int(candidate.token)]
      let own = scratch.modelLogProbability(row: parent.row, token: candidate.token, processed: processed)
      let node = beam.trellis.append(
        parent: parent.node, token: candidate.token, logProbability: own,
        attention: recordsAttention ? step.attention(parent.row) : nil)
      let (sum, total) = (parent.logProbability + own, parent.total + processed)
      if candidate.token == Vocabulary.eos {
        finish(&beam, group, node, sum: sum, total: total)
      } else {
        beam.groups[group].live.append(
          BeamGroup.Live(
            node: node, row: parent.row, logProbability: sum, total: total,
            met: scratch.met.isEmpty ? 0 : scratch.met[number]))
      }
    }
    if scratch.selection.candidates.isEmpty, beam.groups[group].finished.isEmpty {
      abandon(&beam, group, parents[0], step)
    }
  }

  /// Adds a finished hypothesis to its group; `beam.length` already counts the end of sentence.
  private func finish(_ beam: inout Beam, _ group: Int, _ node: Int32, sum: Float, total: Float) {
    var score = total / options.normalization.divisor(length: beam.length)
    if options.coverage > 0 { score += coveragePenalty(beam.trellis.coverage(of: node), strength: options.coverage) }
    beam.groups[group].finish(BeamGroup.Finished(node: node, logProbability: sum, score: score))
  }

  /// Ends the best hypothesis as it is when no continuation is left, because the model or the processors made every
  /// probability NaN or 0.
  private func abandon<Decoder: StepDecoder>(
    _ beam: inout Beam, _ group: Int, _ hypothesis: BeamGroup.Live, _ step: StepRows<Decoder>
  ) {
    let node = beam.trellis.append(
      parent: hypothesis.node, token: Vocabulary.eos, logProbability: -.infinity,
      attention: recordsAttention ? step.attention(hypothesis.row) : nil)
    let ended = BeamGroup.Finished(node: node, logProbability: -.infinity, score: -.infinity)
    beam.groups[group].finish(ended)
  }

  /// Whether a group's search is over under the stop rule. At best, a live hypothesis keeps its sum, reaches the
  /// longest length and pays no coverage penalty.
  private func isFinished(_ group: BeamGroup, _ beam: Beam) -> Bool {
    guard !group.live.isEmpty else { return true }
    // Only hypotheses that have met all phrases count: the others still have to pay for theirs.
    let all = beam.input.constraints?.allMet ?? 0
    let best = group.live.lazy.filter { $0.met == all }.map(\.total).max() ?? -.infinity
    let bound = options.normalization.bound(logProbability: best, maximumLength: beam.limits.upperBound + 1)
    return options.stop.ends(finished: group.finished.map(\.score), wanted: wanted, bestLiveBound: bound)
  }
}

/// cp(X; Y) = β Σᵢ log min(Σⱼ pᵢⱼ, 1) over source positions i without EOS, with attention pᵢⱼ summed over all target
/// tokens j (Wu et al. 2016, section 7, equation 14); 0 without attention.
///
/// - Parameter sums: Σⱼ pᵢⱼ, the source's EOS last. A sum of 0 counts as 10⁻⁶.
package func coveragePenalty(_ sums: [Float], strength beta: Float) -> Float {
  beta * sums.dropLast().reduce(0) { $0 + log(min(max($1, 1e-6), 1)) }
}
