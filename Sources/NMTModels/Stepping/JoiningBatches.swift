import NMTTensor

extension Encoded {
  /// Joins two batches: the sentences that rows of `state` still translate, followed by all sentences of `other`; rows
  /// likewise. Sentences that no row translates any more are dropped.
  ///
  /// - Parameters:
  ///   - state: hypotheses on this batch, rows of a sentence adjacent.
  ///   - otherState: hypotheses on `other`.
  package func joined(
    _ state: DecoderState, with other: Encoded, _ otherState: DecoderState
  ) -> (Encoded, DecoderState) {
    var kept: [Int] = []
    var sentences: [Int32] = []
    for sentence in state.sentences {
      if kept.last != Int(sentence) { kept.append(Int(sentence)) }
      sentences.append(Int32(kept.count - 1))
    }
    sentences += otherState.sentences.map { $0 + Int32(kept.count) }
    let positions = kept.map { layout.starts[$0]..<layout.starts[$0] + layout.lengths[$0] }
    let single = kept.map { $0..<$0 + 1 }
    func join(_ ranges: [Range<Int>], _ a: OwnedMatrix?, _ b: OwnedMatrix?) -> OwnedMatrix? {
      a.flatMap { a in b.map { OwnedMatrix(ranges, of: a, and: $0) } }
    }
    let keys = join(positions, self.keys, other.keys)
    let encoded = Encoded(
      layout: SequenceLayout(lengths: kept.map { layout.lengths[$0] } + other.layout.lengths), keys: keys,
      values: values === self.keys ? keys : join(positions, values, other.values),
      summary: join(single, summary, other.summary),
      initial: zip(initial, other.initial).map { zip($0, $1).map { OwnedMatrix(single, of: $0, and: $1) } },
      candidates: candidates.flatMap { own in
        other.candidates.map { other in CandidateLists(kept.map { own.lists[$0] } + other.lists) }
      }, pool: pool)
    return (encoded, state.joined(with: otherState, sentences: sentences))
  }
}

extension DecoderState {
  /// The rows of this state followed by those of `other`, which translate `sentences` of the joined batch.
  fileprivate func joined(with other: DecoderState, sentences: [Int32]) -> DecoderState {
    let all = [0..<rowCount]
    return DecoderState(
      sentences: sentences,
      layers: zip(layers, other.layers).map { zip($0, $1).map { OwnedMatrix(all, of: $0, and: $1) } },
      fed: fed.flatMap { fed in other.fed.map { OwnedMatrix(all, of: fed, and: $0) } })
  }
}
