import Foundation
import NMTKernels
import NMTText

/// Beam search; with several groups diverse beam search (Vijayakumar et al. 2018, "Diverse beam search").
///
/// A step is `expand` (which ways to go on are best), `select` (the record takes them over) and the stop rule, for one
/// group after the other. A group pays λ for each time an earlier group has chosen a token at the same step (Hamming
/// diversity, section 4 there); the penalty decides what is chosen, scores stay without it.
package struct BeamSearch: SearchStrategy {
  private let options: SearchOptions
  private let processors: ProcessorChain
  /// Places of each group.
  private let places: Int
  /// Ended hypotheses that a group is asked for.
  private let wanted: Int
  private let recordsAttention: Bool

  /// - Parameter recordsAttention: whether hypotheses keep the attention of every step. The coverage penalty needs it and
  ///   records it anyway.
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

  /// Places of each group: one for each bank of constraints, as far as twice the beam goes.
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

  /// The ended hypotheses of all groups, best first; of groups that found the same one, it is there once.
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

  /// Runs `body` with the group's rows as it has to choose from them: `chosen`, the tokens of earlier groups at this step,
  /// each as much less probable as it was chosen often.
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

  /// The best ways to go on, as many as the group has places free, in `scratch.selection`; a candidate's row is its live
  /// hypothesis's number in the group.
  private func expand<Decoder: StepDecoder>(
    _ group: BeamGroup, _ step: StepRows<Decoder>, _ scratch: SearchScratch
  ) {
    scratch.selection.reset(capacity: places - group.finished.count)
    for (number, live) in group.live.enumerated() {
      scratch.selection.offer(row: number, base: live.total, UnsafeBufferPointer(step.row(live.row)))
    }
  }

  /// The group takes the selected candidates over: those that end are finished, the others live on.
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

  /// Puts an ended hypothesis in its place; `beam.length` counts the end of sentence already.
  private func finish(_ beam: inout Beam, _ group: Int, _ node: Int32, sum: Float, total: Float) {
    var score = total / options.normalization.divisor(length: beam.length)
    if options.coverage > 0 { score += coveragePenalty(beam.trellis.coverage(of: node), strength: options.coverage) }
    beam.groups[group].finish(BeamGroup.Finished(node: node, logProbability: sum, score: score))
  }

  /// Only where every probability is NaN or 0, by the model or by the processors, is there no way to go on: the best
  /// hypothesis ends as it is.
  private func abandon<Decoder: StepDecoder>(
    _ beam: inout Beam, _ group: Int, _ hypothesis: BeamGroup.Live, _ step: StepRows<Decoder>
  ) {
    let node = beam.trellis.append(
      parent: hypothesis.node, token: Vocabulary.eos, logProbability: -.infinity,
      attention: recordsAttention ? step.attention(hypothesis.row) : nil)
    let ended = BeamGroup.Finished(node: node, logProbability: -.infinity, score: -.infinity)
    beam.groups[group].finish(ended)
  }

  /// Whether the search of a group is over under the stop rule. A live hypothesis can at best keep its sum and reach the
  /// longest length, with nothing to pay for coverage.
  private func isFinished(_ group: BeamGroup, _ beam: Beam) -> Bool {
    guard !group.live.isEmpty else { return true }
    // Hypotheses that have not paid for all phrases yet do not measure those that have.
    let all = beam.input.constraints?.allMet ?? 0
    let best = group.live.lazy.filter { $0.met == all }.map(\.total).max() ?? -.infinity
    let bound = options.normalization.bound(logProbability: best, maximumLength: beam.limits.upperBound + 1)
    return options.stop.ends(finished: group.finished.map(\.score), wanted: wanted, bestLiveBound: bound)
  }
}

/// cp(X; Y) = β Σᵢ log min(Σⱼ pᵢⱼ, 1) over source positions i, the end of sentence left out, of attention pᵢⱼ summed over
/// all target tokens j (Wu et al. 2016, section 7, equation 14); 0 without attention.
///
/// - Parameter sums: Σⱼ pᵢⱼ, the source's end of sentence last. A sum of 0 counts as 10⁻⁶.
package func coveragePenalty(_ sums: [Float], strength beta: Float) -> Float {
  beta * sums.dropLast().reduce(0) { $0 + log(min(max($1, 1e-6), 1)) }
}
