import Foundation
import NMTKernels
import NMTLayers
import NMTMetrics
import NMTModels
import NMTSystem
import NMTTensor

extension Study {
  /// Sentences of 4 to 12 words from a vocabulary of 24, and their reversals in another alphabet.
  private static func sentences(_ count: Int, _ generator: inout RandomGenerator) -> [(
    source: [Int32], target: [Int32]
  )] {
    (0..<count).map { _ in
      let source = (0..<4 + Int(generator.next() % 9)).map { _ in Int32(4 + generator.next() % 24) }
      return (source, source.reversed().map { 4 + ($0 * 7) % 24 })
    }
  }

  private static func bleu(_ hypotheses: [[Int32]], _ references: [[Int32]]) -> Double {
    let metric = BLEU()
    let counter = metric.makeCounter()
    func text(_ words: [Int32]) -> [UInt8] { Array(words.map { "w\($0)" }.joined(separator: " ").utf8) }
    var sum = metric.zero
    for (hypothesis, reference) in zip(hypotheses, references) {
      sum += counter.statistics(hypothesis: text(hypothesis), references: [text(reference)])
    }
    return metric.score(sum).value
  }

  /// Words chosen after the reference's words if `forced`, else after the model's own.
  private static func choices(
    _ model: Seq2SeqModel, _ pairs: [(source: [Int32], target: [Int32])], forced: Bool
  ) -> [[Int32]] {
    let workspace = Workspace(model)
    let encoded = model.encode(sources: pairs.map(\.source), in: workspace)
    var state = model.startState(encoded)
    var tokens = pairs.map { _ in SpecialToken.begin }
    var results = [[Int32]](repeating: [], count: pairs.count)
    for t in 0..<24 where !tokens.isEmpty {
      let scores = model.step(tokens: tokens, state: &state, encoded: encoded, workspace: workspace)
      let best = (0..<scores.rows).map { r in
        Int32((0..<scores.columns).max { scores.row(r)[$0] < scores.row(r)[$1] } ?? 0)
      }
      let live = best.indices.filter { row in
        let sentence = Int(state.sentences[row])
        return forced ? t < pairs[sentence].target.count : best[row] != SpecialToken.end
      }
      for row in live { results[Int(state.sentences[row])].append(best[row]) }
      tokens = live.map { forced ? pairs[Int(state.sentences[$0])].target[t] : best[$0] }
      state = state.selecting(rows: live)
    }
    return results
  }

  private static func train(_ cell: CellKind, updates: Int, seed: UInt64) throws -> Seq2SeqModel {
    var options = ModelOptions(sourceVocabulary: 28, targetVocabulary: 28)
    (options.embedding, options.encoderWidth, options.decoderWidth, options.dropout) = (32, 48, 48, 0)
    (options.encoder, options.decoder) = (.gru, cell)
    if cell == .dilated { options.decoderLayers = 3 }
    let model = try Seq2SeqModel(options: options, seed: seed)
    let store = model.parameters
    let (gradients, adam) = (store.gradientBuffer(), PlainAdam(store))
    let tape = Tape(parameters: store, gradients: gradients)
    var generator = RandomGenerator(seed: seed, name: "exposure")
    for t in 1...updates {
      let pairs = sentences(32, &generator)
      let batch = SequenceBatch(sources: pairs.map(\.source), targets: pairs.map(\.target))
      gradients.zero()
      _ = model.loss(batch, smoothing: 0, gradientScale: 1 / Float(batch.targetTokens), tape: tape)
      tape.backward()
      tape.reset()
      let norm = store.kernels.sumOfSquares(gradients.values, count: gradients.count).squareRoot()
      adam.apply(gradients, update: t, rate: 3e-3, scale: min(1, 1 / norm))
      store.weightsChanged()
    }
    return model
  }

  /// Behavior of a decoder trained on expected words when it reads its own.
  static func exposureBias(_ options: StudyOptions) throws -> Finding {
    let updates = options.isQuick ? 250 : 600
    let cells: [(name: Bilingual, cell: CellKind)] = [
      (Bilingual(both: "Jordan"), .jordan), (Bilingual("dilated", "dilatált"), .dilated),
      (Bilingual(both: "Elman"), .elman),
      (Bilingual(both: "GRU"), .gru), (Bilingual(both: "LSTM"), .lstm),
    ]
    let found = try mapParallel(count: cells.count, threads: options.threads) { n in
      let model = try train(cells[n].cell, updates: updates, seed: options.seed)
      var generator = RandomGenerator(seed: options.seed, name: "exposure test")
      let pairs = sentences(200, &generator)
      return [true, false].map { bleu(choices(model, pairs, forced: $0), pairs.map(\.target)) }
    }
    var (rows, facts): ([[Bilingual]], [String: Double]) = ([], [:])
    for ((name, _), scores) in zip(cells, found) {
      (facts["forced \(name.english)"], facts["free \(name.english)"]) = (scores[0], scores[1])
      rows.append([name] + (scores + [scores[0] - scores[1]]).map { decimals($0, 1) })
    }
    return Finding(
      "exposure-bias", title: Bilingual("Exposure bias", "A tanítás és a használat eltérése"),
      question: Bilingual(
        "A decoder learns after the expected words and is used after its own. Small models (GRU encoder, attention) learn for "
          + "\(updates) updates to write sentences of 4 to 12 words backwards in another alphabet: BLEU of the word chosen after the "
          + "reference's words (forced) and of free running.",
        "A dekóder a várt szavak után tanul, és a sajátjai után használjuk. Kis modellek (GRU-kódoló, figyelem) \(updates) "
          + "frissítésig tanulnak 4–12 szavas mondatokat visszafelé, más ábécével leírni: BLEU a referencia szavai után "
          + "választott szavakra (vezetve) és szabad futásra."),
      answer: exposureAnswer(rows, found.map { $0[0] - $0[1] }, isJordan: cells.map { $0.cell == .jordan }), charts: [],
      tables: [
        StudyTable(
          [
            Bilingual("decoder", "dekóder"), Bilingual("forced", "vezetve"), Bilingual("free", "szabadon"),
            Bilingual("difference", "különbség"),
          ], rows)
      ], facts: facts)
  }

  private static func exposureAnswer(
    _ rows: [[Bilingual]], _ differences: [Double], isJordan: [Bool]
  ) -> Bilingual {
    let list = rows.map { $0[0] + Bilingual(both: " ") + $0[1] + Bilingual(both: " → ") + $0[2] }.joined()
    let worst = differences.indices.max { differences[$0] < differences[$1] } ?? 0
    let row = rows[worst]
    return Bilingual("BLEU forced → free: \(list.english). ", "BLEU vezetve → szabadon: \(list.hungarian). ")
      + .either(
        differences[worst] > 1,
        Bilingual(
          "The largest loss is that of \(row[0].english): \(row[3].english) points.",
          "A legtöbbet veszti: \(row[0].hungarian), \(row[3].hungarian) pontot."),
        Bilingual(
          "No decoder loses more than a point by being left to its own words: on this task there is no exposure bias to be seen.",
          "Egyik dekóder sem veszít egy pontnál többet attól, hogy a saját szavaira hagyjuk: ezen a feladaton nem látszik "
            + "eltérés.")
      )
      + .either(
        differences[worst] > 1 && isJordan[worst],
        Bilingual(
          " It tells its place in the sentence by its last word alone; the others carry a state or a window beside it.",
          " Egyedül az utolsó szaváról tudja, hol tart a mondatban; a többi állapotot vagy ablakot is visz mellette."))
  }
}
