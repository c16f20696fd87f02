import NMTLayers
import NMTModels
import NMTSystem
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

  /// Vanishing and exploding gradients, and what gates do about them.
  static func gradientReach(_ options: StudyOptions) throws -> Finding {
    var curves: [(name: String, norms: [Double])] = []
    var shape = TaggerOptions(input: .numbers(4), classes: 3)
    (shape.width, shape.cell) = (32, .elman)
    for radius: Float in [0.9, 1, 1.1] {
      let norms = try reach(shape, seed: options.seed) { store in
        var generator = RandomGenerator(seed: options.seed, name: "rotation")
        let rotation = scaledRotation(32, radius: radius, using: &generator)
        for p in store.specs where p.path.hasSuffix("weight_hh") {
          for r in 0..<32 { store.matrix(p).row(r).update(from: rotation[r], count: 32) }
        }
        // Small states: tanh′ ≈ 1, so that the matrix alone decides.
        for p in store.specs where p.path.hasSuffix("weight_ih") {
          for k in 0..<p.count { store.matrix(p).base[k] *= 1e-6 }
        }
      }
      curves.append(("Elman, radius \(radius)", norms))
    }
    shape.cell = .lstm
    for forget: Float in [0, 1, 3] {
      let norms = try reach(shape, seed: options.seed) { store in
        for p in store.specs where p.path.hasSuffix("layers.0.bias") {
          (store.matrix(p).base + 32).update(repeating: forget, count: 32)
        }
      }
      curves.append(("LSTM, forget bias \(Int(forget))", norms))
    }
    shape.cell = .gru
    curves.append(("GRU", try reach(shape, seed: options.seed) { _ in }))
    var (facts, rows): ([String: Double], [[String]]) = ([:], [])
    for (name, norms) in curves {
      let ratio = norms[100] / norms[0]
      facts[name] = ratio
      rows.append([name, short(norms[0]), short(norms[50]), short(norms[100]), short(ratio)])
    }
    func fact(_ name: String) -> String { short(facts[name] ?? .nan) }
    let closed = (facts["LSTM, forget bias 1"] ?? 1) < 0.1
    let lstm = [0, 1, 3].map { "\(fact("LSTM, forget bias \($0)"))" }.joined(separator: ", ")
    let elman = ["0.9", "1.0", "1.1"].map { fact("Elman, radius \($0)") }.joined(separator: ", ")
    return Finding(
      "gradients", title: Bilingual("Vanishing and exploding gradients", "Eltűnő és felrobbanó gradiensek"),
      question: Bilingual(
        "|∂L/∂h(t − k)| for a loss at the last of 101 steps, before any training. Elman's recurrent matrix is a rotation times "
          + "a radius and its states are small, so the radius alone should decide: 0.9, 1, 1.1 to the hundredth power are "
          + "2.7e-05, 1 and 1.4e+04.",
        "|∂L/∂h(t − k)| a 101. lépés hibájából, tanítás előtt. Az Elman-háló visszacsatolt mátrixa forgatás és egy sugár "
          + "szorzata, állapotai kicsik, így egyedül a sugár dönt: 0,9, 1 és 1,1 századik hatványa 2,7e-05, 1 és 1,4e+04."
      ),
      answer: Bilingual(
        "From the last step to a hundred before it Elman's gradient changes by the factors \(elman). LSTM's with forget "
          + "biases 0, 1, 3: \(lstm); GRU's: \(fact("GRU")). The \"free channel\" of the LSTM is as free as its forget gate is open"
          + (closed
            ? ": with the usual bias of 1 a hundred steps still cost most of the gradient, which the textbook's picture does not "
              + "show." : "."),
        "Az utolsó lépéstől száz lépéssel korábbra az Elman-háló gradiense \(hungarian(elman)) szeresére változik. Az LSTM-é 0, 1, 3 "
          + "felejtési eltolással: \(hungarian(lstm)); a GRU-é: \(hungarian(fact("GRU"))). Az LSTM „szabad csatornája” annyira szabad, "
          + "amennyire a felejtő kapu nyitva áll"
          + (closed
            ? ": a szokásos 1-es eltolással száz lépés még mindig elviszi a gradiens nagy részét; ez a tankönyvi képen nem "
              + "látszik." : ".")),
      charts: [
        LineChart(
          "Gradient by steps back", x: "k, steps before the loss", y: "|∂L/∂h(t − k)|", isLogY: true,
          series: curves.map { curve in
            LineChart.Series(curve.name, curve.norms.enumerated().map { (x: Double($0), y: $1) })
          })
      ],
      tables: [StudyTable(["network", "k = 0", "k = 50", "k = 100", "factor"], rows)], facts: facts)
  }

  /// A training that diverges, and the same with its gradients clipped.
  static func clipping(_ options: StudyOptions) throws -> Finding {
    let (length, updates) = (100, options.isQuick ? 200 : 400)
    var (series, rows, facts): ([LineChart.Series], [[String]], [String: Double]) = ([], [], [:])
    for (name, norm, value) in [("none", 0, 0), ("norm 1", 1, 0), ("value 0.01", 0, 0.01)] as [(String, Double, Double)]
    {
      var shape = TaggerOptions(input: .numbers(2), classes: 0)
      (shape.width, shape.cell, shape.activation) = (32, .elman, .relu)
      var settings = TaggerTrainingOptions()
      (settings.method, settings.rate, settings.clipNorm, settings.clipValue) = (.descent, 0.05, norm, value)
      let training = TaggerTraining(try SequenceTagger(options: shape, seed: options.seed), settings)
      var tasks = Tasks(seed: options.seed, "clipping")
      var points: [(x: Double, y: Double)] = []
      var (largest, worst) = (0.0, 0.0)
      for update in 1...updates {
        let loss = training.update(tasks.adding(length: length, sentences: 16)).mean
        points.append((Double(update), min(loss, 1e12)))
        largest = max(largest, training.norm.isFinite ? training.norm : .infinity)
        worst = loss.isFinite ? max(worst, loss) : .infinity
        if !loss.isFinite { break }
      }
      let last = mean(points.suffix(20).map(\.y))
      let lost = worst > 1e3 || points.count < updates
      facts["diverged \(name)"] = lost ? 1 : 0
      facts["last \(name)"] = last
      rows.append([name, "\(points.count)", short(largest), short(worst), lost ? "diverged" : short(last)])
      series.append(LineChart.Series("clipping: \(name)", points))
    }
    let free = facts["diverged none"] == 1
    let kept = ["norm 1", "value 0.01"].filter { facts["diverged \($0)"] == 0 }
    let ends = kept.map { "\($0) \(short(facts["last \($0)"] ?? .nan))" }.joined(separator: ", ")
    return Finding(
      "clipping", title: Bilingual("Clipping the gradient", "A gradiens levágása"),
      question: Bilingual(
        "An Elman network with ReLU that begins with the identity, on the adding problem of \(length) numbers, plain gradient "
          + "descent at a rate of 0.05: without clipping, with the norm clipped to 1 and with each element clipped to 0.01.",
        "Egységmátrixról induló ReLU-s Elman-háló \(length) szám összeadásán, sima gradiensereszkedés 0,05 rátával: levágás "
          + "nélkül, 1-es normára és elemenként 0,01-re vágva."),
      answer: Bilingual(
        (free ? "Without clipping the training diverges" : "Without clipping this training did not diverge")
          + " (largest gradient \(rows[0][2]), largest loss \(rows[0][3])). "
          + (kept.isEmpty
            ? "Neither way of clipping saves it."
            : "Clipped, it goes on; mean squared error of the last 20 updates: \(ends).")
          + " Clipping keeps a training alive; how well it then learns is another matter.",
        (free ? "Levágás nélkül a tanítás szétszáll" : "Levágás nélkül ez a tanítás nem szállt szét")
          + " (legnagyobb gradiens \(rows[0][2]), legnagyobb hiba \(rows[0][3])). "
          + (kept.isEmpty
            ? "Egyik levágás sem menti meg."
            : "Levágva folytatódik; az utolsó 20 frissítés átlagos négyzetes hibája: \(hungarian(ends)).")
          + " A levágás életben tartja a tanítást; hogy utána mennyire jól tanul, az más kérdés."),
      charts: [LineChart("Loss by update", x: "update", y: "squared error", isLogY: true, series: series)],
      tables: [StudyTable(["clipping", "updates", "largest gradient", "largest loss", "end"], rows)], facts: facts)
  }
}
