import NMTLayers
package import NMTTensor

extension Seq2SeqModel {
  /// The slow twin of `loss`, without dropout and truncation: computes embedding, layers, attention, readout and loss
  /// of each target step separately, as a decoder must that waits for the previous word.
  package func lossByStep(_ batch: SequenceBatch, gradientScale: Float, tape: Tape) -> BatchLoss {
    var (dropout, masks) = (DropoutContext?.none, StepDropout())
    let schedule = batch.targetLayout.forward
    let encoded = encode(batch.source, layout: batch.sourceLayout, dropout: &dropout, on: tape)
    let memory = decoder.prepare(encoded, layout: batch.sourceLayout, on: tape)
    var states =
      bridge(encoded, layers: options.decoderLayers, on: tape)?.map {
        RecurrentState($0.parts.map { tape.gather($0, schedule.order) })
      } ?? decoder.zeroStates(rows: batch.sentenceCount, on: tape)
    var fed = decoder.feedsInput ? tape.zeros(rows: batch.sentenceCount, columns: options.readoutWidth) : nil
    var sum = BatchLoss()
    for t in 0..<schedule.stepCount {
      let rows = schedule.rows[schedule.range(t)].map(Int.init)
      let embedded = embed(
        rows.map { batch.targetInput[$0] }, targetEmbedding,
        layout: SequenceLayout(lengths: Array(repeating: 1, count: rows.count)), dropout: &dropout, on: tape)
      let step = decoder.step(
        projected: embedded.spread(decoder.stack.cells[0][0].project(embedded.rows, on: tape), on: tape),
        states.map { $0.prefix(rows.count) }, fed: fed?.rows(0..<rows.count), memory: memory,
        sentences: Array(schedule.order[0..<rows.count]),
        dropout: &masks, context: &dropout, on: tape)
      states = step.states
      if decoder.feedsInput { fed = step.readout }
      let part = tape.crossEntropy(
        step.readout, weight: outputWeight, bias: outputBias, targets: rows.map { batch.targetOutput[$0] },
        smoothing: 0, gradientScale: gradientScale)
      sum += BatchLoss(
        smoothedSum: part.loss, nllSum: part.negativeLogLikelihood, targetTokens: rows.count)
    }
    return sum
  }
}
