import NMTKernels
import NMTLayers
import NMTModels
import NMTTagging
import NMTTensor

extension Study {
  /// A training that diverges, without and with gradient clipping.
  package static func clipping(_ options: StudyOptions) throws -> Finding {
    let (length, updates) = (100, options.isQuick ? 200 : 400)
    var (series, rows, facts): ([StudyChart.Series], [[Bilingual]], [String: Double]) = ([], [], [:])
    let ways: [(name: Bilingual, norm: Double, value: Double)] = [
      (Bilingual("none", "nincs"), 0, 0), (Bilingual("norm 0.05", "norma ≤ 0,05"), 0.05, 0),
      (Bilingual("value 0.0005", "elem ≤ 0,0005"), 0, 0.0005),
    ]
    for (name, norm, value) in ways {
      var shape = TaggerOptions(input: .numbers(2), classes: 0)
      (shape.width, shape.cell, shape.activation) = (32, .elman, .relu)
      var settings = TaggerTrainingOptions()
      (settings.method, settings.rate, settings.clipNorm, settings.clipValue) = (.descent, 1, norm, value)
      let training = TaggerTraining(try SequenceTagger(options: shape, seed: options.seed), settings)
      var tasks = Tasks(seed: options.seed, "clipping")
      var points: [(x: Double, y: Double)] = []
      var (largest, worst) = (0.0, 0.0)
      for update in 1...updates {
        let loss = training.update(tasks.adding(length: length, sentences: 16)).mean
        guard loss.isFinite else { break }
        points.append((Double(update), loss))
        (largest, worst) = (max(largest, training.norm), max(worst, loss))
      }
      let last = mean(points.suffix(20).map(\.y))
      let lost = points.count < updates
      facts["diverged \(name.english)"] = lost ? 1 : 0
      (facts["largest loss \(name.english)"], facts["last \(name.english)"]) = (worst, last)
      let end = lost ? Bilingual("not finite", "nem véges") : short(last)
      rows.append([name, whole(points.count), short(largest), short(worst), end])
      series.append(StudyChart.Series(Bilingual("clipping: ", "levágás: ") + name, points))
    }
    return Finding(
      "clipping", title: Bilingual("Clipping the gradient", "A gradiens levágása"),
      question: Bilingual(
        "An Elman network with ReLU that begins with the identity, on the adding problem of \(length) numbers, plain gradient "
          + "descent at a rate of 1: without clipping, with the norm clipped to 0.05 and with each element clipped to 0.0005. "
          + "Always saying 1 gives a squared error of 0.167.",
        "Egységmátrixról induló ReLU-s Elman-háló \(length) szám összeadásán, sima gradiensereszkedés 1-es rátával: levágás "
          + "nélkül, 0,05-os normára és elemenként 0,0005-re vágva. Ha mindig 1 a válasz, a négyzetes hiba 0,167."),
      answer: clippingAnswer(facts, rows, ways.map(\.name)),
      charts: [
        StudyChart(
          Bilingual("Loss by update", "Hiba a frissítések szerint"), x: Bilingual("update", "frissítés"),
          y: Bilingual("squared error", "négyzetes hiba"), isLogY: true, series: series)
      ],
      tables: [
        StudyTable(
          [
            Bilingual("clipping", "levágás"), Bilingual("finite updates", "véges frissítések"),
            Bilingual("largest gradient", "legnagyobb gradiens"), Bilingual("largest loss", "legnagyobb hiba"),
            Bilingual("end", "vége"),
          ], rows)
      ], facts: facts)
  }

  private static func clippingAnswer(
    _ facts: [String: Double], _ rows: [[Bilingual]], _ names: [Bilingual]
  ) -> Bilingual {
    let diverges = facts["diverged none"] == 1
    let kept = names.dropFirst().filter { facts["diverged \($0.english)"] == 0 }
    let ends = kept.map { $0 + Bilingual(both: " → ") + short(facts["last \($0.english)"] ?? .nan) }.joined()
    return .either(
      diverges, Bilingual("Without clipping the training diverges", "Levágás nélkül a tanítás szétszáll"),
      Bilingual("Without clipping this training did not diverge", "Levágás nélkül ez a tanítás nem szállt szét"))
      + Bilingual(
        " (updates with a finite loss \(rows[0][1].english), largest gradient \(rows[0][2].english)). ",
        " (frissítések véges hibával: \(rows[0][1].hungarian), legnagyobb gradiens \(rows[0][2].hungarian)). ")
      + .either(
        kept.isEmpty, Bilingual("Neither way of clipping saves it.", "Egyik levágás sem menti meg."),
        Bilingual(
          "Clipped, it goes on; mean squared error of the last 20 updates: \(ends.english).",
          "Levágva folytatódik; az utolsó 20 frissítés átlagos négyzetes hibája: \(ends.hungarian).")
      )
      + .either(
        diverges && !kept.isEmpty,
        Bilingual(
          " Clipping keeps a training alive; how well it then learns is another matter.",
          " A levágás életben tartja a tanítást; hogy utána mennyire jól tanul, az más kérdés."))
  }
}
