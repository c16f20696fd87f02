import NMTModels
import NMTSystem
import NMTTagging
import NMTTensor

extension Study {
  /// Accuracies at the test lengths of a network that is trained on the parity at each step or only at the end.
  private static func parityAccuracy(
    _ contestant: Contestant, atTheEnd: Bool, lengths: [Int], updates: Int, seed: UInt64
  ) throws -> [Double] {
    let shape = try contestant.options(.words(vocabulary: 2), classes: 2, parameters: 1500)
    var settings = TaggerTrainingOptions()
    settings.rate = 5e-3
    let training = TaggerTraining(try SequenceTagger(options: shape, seed: seed), settings)
    var tasks = Tasks(seed: seed, "parity")
    func told(_ batch: TaggedBatch) -> TaggedBatch { atTheEnd ? SequenceClassifier.atTheEnd(batch) : batch }
    for _ in 0..<updates {
      let lengths = atTheEnd ? (0..<64).map { 1 + $0 % 20 } : Array(repeating: 20, count: 64)
      training.update(told(tasks.parity(lengths: lengths)))
    }
    var test = Tasks(seed: seed, "parity test")
    return lengths.map { length in
      training.accuracy(told(test.parity(lengths: Array(repeating: length, count: atTheEnd ? 256 : 32))))
    }
  }

  /// State feedback against output feedback.
  static func parity(_ options: StudyOptions) throws -> Finding {
    let lengths = [20, 100, 1000]
    let (seeds, updates) = options.isQuick ? (1, 1500) : (3, 4000)
    let contestants: [Contestant] = [.jordan, .elman, .gru, .lstm]
    let jobs = [false, true].flatMap { end in contestants.indices.flatMap { n in (0..<seeds).map { (end, n, $0) } } }
    let found = try mapParallel(count: jobs.count, threads: options.threads) { job in
      let (end, n, seed) = jobs[job]
      return try parityAccuracy(
        contestants[n], atTheEnd: end, lengths: lengths, updates: updates, seed: options.seed + UInt64(seed))
    }
    var (facts, rows, series): ([String: Double], [[Bilingual]], [StudyChart.Series]) = ([:], [], [])
    var widest = 0.0
    for end in [false, true] {
      for (n, contestant) in contestants.enumerated() {
        let own = zip(jobs, found).filter { $0.0.0 == end && $0.0.1 == n }.map(\.1)
        let best = lengths.indices.map { l in own.map { $0[l] }.max() ?? .nan }
        let average = lengths.indices.map { l in mean(own.map { $0[l] }) }
        let name =
          contestant.name
          + .either(end, Bilingual(", at the end", ", a végén"), Bilingual(", at each step", ", lépésenként"))
        for (length, value) in zip(lengths, average) { facts["\(name.english) at \(length)"] = value }
        for (length, value) in zip(lengths, best) { facts["best \(name.english) at \(length)"] = value }
        widest = max(widest, zip(best, average).filter { $0.0 > 0.9 }.map { $0 - $1 }.max() ?? 0)
        rows.append(
          [name] + zip(average, best).map { percent($0) + Bilingual(both: " (") + percent($1) + Bilingual(both: ")") })
        series.append(StudyChart.Series(name, zip(lengths, average).map { (x: Double($0), y: $1) }))
      }
    }
    return Finding(
      "parity", title: Bilingual("State feedback against output feedback", "Állapot- és kimenet-visszacsatolás"),
      question: Bilingual(
        "Parity of a stream of bits. Told at every step, the previous output is all that one has to remember, and feeding "
          + "it back is enough; told once, at the end, there is no expected output to feed before. Trained at length 20 (told "
          + "at the end: 1 to 20), \(updates) updates of 64 streams, \(seeds) \(seeds == 1 ? "seed" : "seeds"); outputs are "
          + "the network's own.",
        "Egy bitfolyam paritása. Ha minden lépésben megmondjuk, elég az előző kimenetre emlékezni, tehát visszacsatolni; ha "
          + "csak a végén, nincs addig elvárt kimenet, amit vissza lehetne táplálni. Tanítás 20 hosszon (végén: 1–20), "
          + "\(updates) frissítés 64 folyammal, \(seeds) véletlenmag; a kimenetek a háló sajátjai."),
      answer: parityAnswer(facts, rows, contestants.map(\.name), spread: widest),
      charts: [
        StudyChart(
          Bilingual("Accuracy by length", "Pontosság a hossz szerint"), x: Bilingual("bits", "bitek"),
          y: Bilingual("accuracy", "pontosság"), isLogX: true, series: series)
      ],
      tables: [
        StudyTable(
          [Bilingual("network", "háló")]
            + lengths.map { Bilingual("\($0) bits, mean (best)", "\($0) bit, átlag (legjobb)") },
          rows)
      ], facts: facts)
  }

  /// - Parameter spread: largest distance from a mean to the best seed, for tasks that at least one seed has learned.
  private static func parityAnswer(
    _ facts: [String: Double], _ rows: [[Bilingual]], _ names: [Bilingual], spread: Double
  ) -> Bilingual {
    func fact(_ name: String) -> Bilingual { percent(facts[name] ?? .nan) }
    func far(_ told: String) -> Bilingual {
      names.map { $0 + Bilingual(both: " ") + fact("\($0.english), \(told) at 1000") }.joined()
    }
    let drifting = rows.map { $0[0] }.filter { name in
      let (near, far) = (facts["\(name.english) at 20"] ?? 0, facts["\(name.english) at 1000"] ?? 0)
      return near > far + 0.05 && near > 0.6
    }.map {
      $0 + Bilingual(both: " (") + fact("\($0.english) at 20") + Bilingual(both: " → ") + fact("\($0.english) at 1000")
        + Bilingual(both: ")")
    }.joined()
    let (each, end, jordan) = (far("at each step"), far("at the end"), fact("Jordan, at the end at 20"))
    return Bilingual(
      "Mean accuracy over 1,000 bits, told at each step: \(each.english). Told at the end: \(end.english). Jordan at the end of "
        + "20 bits: \(jordan.english), chance being 50 %. ",
      "Átlagos pontosság 1000 biten, minden lépésben megmondva: \(each.hungarian). A végén megmondva: \(end.hungarian). Jordan "
        + "20 bit végén: \(jordan.hungarian), a véletlen találat 50%. ")
      + .either(
        drifting.english.isEmpty,
        Bilingual("What is learned at length 20 holds at 1,000.", "Amit 20 hosszon megtanult, az 1000-en is kitart."),
        Bilingual(
          "Of what is learned at length 20, this is lost by 1,000: \(drifting.english).",
          "Abból, amit 20 hosszon megtanult, 1000-re elveszett: \(drifting.hungarian).")
      )
      + .either(
        spread > 0.02,
        Bilingual(
          " The table has the best seed in brackets: that a network can does not mean that descent finds it each time.",
          " A táblázatban zárójelben a legjobb mag áll: hogy egy háló képes rá, nem jelenti, hogy a tanítás mindig meg is "
            + "találja."))
  }
}
