import Foundation
import NMTKernels
import NMTLayers
import NMTModels
import NMTSystem
import NMTTagging
import NMTTensor

extension Study {
  /// |∂L/∂h(t − k)| by k, for a loss at the last of 101 steps.
  private static func reach(_ shape: TaggerOptions, seed: UInt64, _ prepare: (ParameterStore) -> Void) throws
    -> [Double]
  {
    let tagger = try SequenceTagger(options: shape, seed: seed)
    prepare(tagger.parameters)
    tagger.parameters.weightsChanged()
    let tape = Tape(parameters: tagger.parameters, gradients: tagger.parameters.gradientBuffer())
    let watch = StateGradients()
    tape.stateGradients = watch
    var generator = RandomGenerator(seed: seed, name: "reach")
    let batch = TaggedBatch(
      lengths: [101], numbers: (0..<404).map { _ in generator.normal() },
      classes: [Int32](repeating: -1, count: 100) + [0])
    _ = tagger.loss(batch, gradientScale: 1, tape: tape)
    tape.backward()
    return watch.layers.first.map { Array(watch.norms($0).reversed()) } ?? []
  }

  /// A square matrix with U·Uᵀ = ρ² (Gram–Schmidt on normal rows).
  static func scaledRotation(_ width: Int, radius: Float, using generator: inout RandomGenerator) -> [[Float]] {
    var rows: [[Float]] = []
    for _ in 0..<width {
      var row = (0..<width).map { _ in generator.normal() }
      for other in rows {
        let product = zip(row, other).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        for k in 0..<width { row[k] -= product * other[k] }
      }
      let norm = row.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
      rows.append(row.map { $0 / norm })
    }
    return rows.map { $0.map { $0 * radius } }
  }

  /// One curve of `reach` per cell, with the recurrent weights or biases stated in its name.
  private static func reachCurves(seed: UInt64) throws -> [(name: Bilingual, norms: [Double])] {
    var curves: [(name: Bilingual, norms: [Double])] = []
    var shape = TaggerOptions(input: .numbers(4), classes: 3)
    (shape.width, shape.cell) = (32, .elman)
    for radius: Float in [0.9, 1, 1.1] {
      let norms = try reach(shape, seed: seed) { store in
        var generator = RandomGenerator(seed: seed, name: "rotation")
        let rotation = scaledRotation(32, radius: radius, using: &generator)
        for p in store.specs where p.path.hasSuffix("weight_hh") {
          for r in 0..<32 { store.matrix(p).row(r).update(from: rotation[r], count: 32) }
        }
        // Keeps states small, so tanh′ ≈ 1 and only the matrix matters.
        for p in store.specs where p.path.hasSuffix("weight_ih") {
          for k in 0..<p.count { store.matrix(p).base[k] *= 1e-6 }
        }
      }
      curves.append((Bilingual("Elman, radius ", "Elman, sugár ") + decimals(Double(radius), 1), norms))
    }
    shape.cell = .lstm
    for forget: Float in [0, 1, 3] {
      let norms = try reach(shape, seed: seed) { store in
        for p in store.specs where p.path.hasSuffix("layers.0.bias") {
          (store.matrix(p).base + 32).update(repeating: forget, count: 32)
        }
      }
      curves.append((Bilingual("LSTM, forget bias ", "LSTM, felejtési eltolás ") + whole(Int(forget)), norms))
    }
    shape.cell = .gru
    curves.append((Bilingual(both: "GRU"), try reach(shape, seed: seed) { _ in }))
    return curves
  }

  /// Vanishing and exploding gradients, and the effect of gates on them.
  package static func gradientReach(_ options: StudyOptions) throws -> Finding {
    let curves = try reachCurves(seed: options.seed)
    var (facts, rows): ([String: Double], [[Bilingual]]) = ([:], [])
    for (name, norms) in curves {
      let ratio = norms[100] / norms[0]
      facts[name.english] = ratio
      rows.append([name] + [norms[0], norms[50], norms[100], ratio].map(short))
    }
    return Finding(
      "gradients", title: Bilingual("Vanishing and exploding gradients", "Eltűnő és felrobbanó gradiensek"),
      question: Bilingual(
        "|∂L/∂h(t − k)| for a loss at the last of 101 steps, before any training. Elman's recurrent matrix is a rotation times "
          + "a radius and its states are small, so the radius alone should decide: 0.9, 1, 1.1 to the hundredth power are "
          + "2.7e-05, 1 and 1.4e+04.",
        "|∂L/∂h(t − k)| a 101. lépés hibájából, tanítás előtt. Az Elman-háló visszacsatolt mátrixa forgatás és egy sugár "
          + "szorzata, állapotai kicsik, így egyedül a sugárnak kell döntenie: 0,9, 1 és 1,1 századik hatványa 2,7e-05, 1 és "
          + "1,4e+04."),
      answer: reachAnswer(facts),
      charts: [
        StudyChart(
          Bilingual("Gradient by steps back", "A gradiens a visszafelé tett lépések szerint"),
          x: Bilingual("k, steps before the loss", "k, lépések a hiba előtt"), y: Bilingual(both: "|∂L/∂h(t − k)|"),
          isLogY: true,
          series: curves.map { curve in
            StudyChart.Series(curve.name, curve.norms.enumerated().map { (x: Double($0), y: $1) })
          })
      ],
      tables: [
        StudyTable(
          [
            Bilingual("network", "háló"), Bilingual(both: "k = 0"), Bilingual(both: "k = 50"),
            Bilingual(both: "k = 100"),
            Bilingual("factor", "arány"),
          ], rows)
      ], facts: facts)
  }

  private static func reachAnswer(_ facts: [String: Double]) -> Bilingual {
    func fact(_ name: String) -> Double { facts[name] ?? .nan }
    let radii = [0.9, 1, 1.1].map { (radius: Double) in
      (measured: fact("Elman, radius \(radius)"), power: pow(radius, 100))
    }
    let biases = [0, 1, 3].map { fact("LSTM, forget bias \($0)") }
    let elman = radii.map { short($0.measured) }.joined()
    let (lstm, gru) = (biases.map(short).joined(), short(fact("GRU")))
    let decides = radii.allSatisfy { abs($0.measured / $0.power - 1) < 0.1 }
    return Bilingual(
      "From the last step to a hundred before it Elman's gradient changes by the factors \(elman.english)",
      "Az utolsó lépéstől száz lépéssel korábbra az Elman-háló gradiensének változása: \(elman.hungarian)")
      + .either(
        decides, Bilingual(": the radius decides. ", ": a sugár dönt. "),
        Bilingual(", which are not the radius's powers. ", ", ami nem a sugár hatványa. ")
      )
      + Bilingual(
        "LSTM's with forget biases 0, 1, 3: \(lstm.english); GRU's: \(gru.english). ",
        "Az LSTM-é 0, 1 és 3 felejtési eltolással: \(lstm.hungarian); a GRU-é: \(gru.hungarian). ")
      + .either(
        biases[0] < biases[1] && biases[1] < biases[2],
        Bilingual(
          "The \"free channel\" of the LSTM is as free as its forget gate is open",
          "Az LSTM „szabad csatornája” annyira szabad, amennyire a felejtőkapu nyitva áll"),
        Bilingual(
          "An opener forget gate did not let more through here", "A nyitottabb felejtőkapu itt nem engedett át többet")
      )
      + .either(
        biases[1] < 0.1,
        Bilingual(
          ": with the usual bias of 1 a hundred steps still cost most of the gradient, which the textbook's picture does not "
            + "show.",
          ": a szokásos 1-es eltolással száz lépés még mindig elviszi a gradiens nagy részét; ez a tankönyvi képen nem "
            + "látszik."), Bilingual(both: "."))
  }
}
