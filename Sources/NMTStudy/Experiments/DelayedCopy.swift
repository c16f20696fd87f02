import NMTModels
import NMTSystem
import NMTTagging
import NMTTensor

extension Study {
  /// Accuracy on fresh sequences after at most `updates` updates; stops early when nothing is left to learn.
  private static func copyAccuracy(
    _ contestant: Contestant, delay: Int, updates: Int, seed: UInt64
  ) throws -> (accuracy: Double, parameters: Int) {
    let shape = try contestant.options(Tasks.copyInput, classes: Tasks.copyClasses, parameters: 6000)
    var settings = TaggerTrainingOptions()
    settings.rate = contestant.rate
    let training = TaggerTraining(try contestant.network(shape, span: delay, seed: seed), settings)
    var tasks = Tasks(seed: seed, "copy \(delay)")
    var test = Tasks(seed: seed, "copy test \(delay)")
    let unseen = test.copy(delay: delay, sentences: 256)
    for update in 1...updates {
      training.update(tasks.copy(delay: delay, sentences: 32))
      if update % 50 == 0, training.accuracy(unseen) >= 0.998 { break }
    }
    return (training.accuracy(unseen), training.tagger.parameters.parameterCount)
  }

  /// One symbol to be remembered through noise.
  static func delayedCopy(_ options: StudyOptions) throws -> Finding {
    let delays = options.isQuick ? [10, 30, 100] : [10, 30, 100, 300]
    let (seeds, updates) = options.isQuick ? (1, 1200) : (3, 4000)
    let contestants: [@Sendable (Int) -> Contestant] = [
      { _ in .elman }, { _ in .identity }, { _ in .gru }, { _ in .lstm }, { .dilated(reaching: $0) },
      { .dilated(reaching: $0, isShort: true) }, { _ in .deepJordan },
    ]
    let jobs = delays.indices.flatMap { d in contestants.indices.flatMap { n in (0..<seeds).map { (d, n, $0) } } }
    let found = try mapParallel(count: jobs.count, threads: options.threads) { job in
      let (d, n, seed) = jobs[job]
      return try copyAccuracy(
        contestants[n](delays[d]), delay: delays[d], updates: updates, seed: options.seed + UInt64(seed))
    }
    var (facts, rows, series): ([String: Double], [[Bilingual]], [StudyChart.Series]) = ([:], [], [])
    for (n, make) in contestants.enumerated() {
      let name = make(delays[0]).name
      let means = delays.indices.map { d in
        mean(zip(jobs, found).filter { $0.0.0 == d && $0.0.1 == n }.map(\.1.accuracy))
      }
      for (delay, value) in zip(delays, means) { facts["\(name.english) at \(delay)"] = value }
      rows.append([name] + means.map(percent))
      series.append(StudyChart.Series(name, zip(delays, means).map { (x: Double($0), y: $1) }))
    }
    let counts = found.map(\.parameters)
    (facts["least parameters"], facts["most parameters"]) = (Double(counts.min() ?? 0), Double(counts.max() ?? 0))
    let size = "\(counts.min() ?? 0)–\(counts.max() ?? 0)"
    let chance = percent(1 / Double(Tasks.copyClasses))
    return Finding(
      "copy", title: Bilingual("Remembering over a delay", "Emlékezés késleltetés után"),
      question: Bilingual(
        "One of 8 symbols has to be named after a delay of noise; \(size) parameters each, \(seeds) "
          + "\(seeds == 1 ? "seed" : "seeds"), at most \(updates) updates of 32 sequences. Gates begin open for the length "
          + "of the delay (Tallec & Ollivier 2018). Chance is \(chance.english).",
        "8 jel egyikét kell zajos késleltetés után megnevezni; egyenként \(size) paraméter, \(seeds) véletlenmag, legfeljebb "
          + "\(updates) frissítés 32 sorozattal. A kapuk a késleltetés hosszára nyitva indulnak (Tallec és Ollivier 2018). "
          + "A véletlen találat \(chance.hungarian)."),
      answer: copyAnswer(facts, delays: delays, far: listed(rows, delays.count)),
      charts: [
        StudyChart(
          Bilingual("Accuracy by delay", "Pontosság a késleltetés szerint"), x: Bilingual("delay", "késleltetés"),
          y: Bilingual("accuracy", "pontosság"), isLogX: true, series: series)
      ],
      tables: [StudyTable([Bilingual("network", "háló")] + delays.map(whole), rows)], facts: facts)
  }

  private static func copyAnswer(_ facts: [String: Double], delays: [Int], far: Bilingual) -> Bilingual {
    let chance = 1 / Double(Tasks.copyClasses)
    let lstm = facts["LSTM at 100"] ?? .nan
    let reached = delays.map { facts["dilated, field enough at \($0)"] ?? .nan }.min() ?? .nan
    let blind = delays.map { facts["dilated, field too short at \($0)"] ?? .nan }.max() ?? .nan
    let last = delays[delays.count - 1]
    return Bilingual(
      "LSTM is right in \(percent(lstm).english) at a delay of 100"
        + (lstm >= 0.99 ? "" : ", below the 99 % that it is said to reach")
        + ". At \(last): \(far.english). A dilated stack whose field ends one layer too early is right in at most "
        + "\(percent(blind).english) at any delay, chance being \(percent(chance).english): ",
      "Az LSTM 100 késleltetésnél az esetek \(percent(lstm).hungarian)-ában talál"
        + (lstm >= 0.99 ? "" : ", a várt 99% alatt")
        + ". \(last) lépésnél: \(far.hungarian). Az egy réteggel túl sekély dilatált sor egyik késleltetésnél sem jobb "
        + "\(percent(blind).hungarian)-nál, a véletlen találat \(percent(chance).hungarian): ")
      // Three standard deviations of 256 random answers.
      + .either(
        blind < chance + 0.062,
        Bilingual("beyond its field a convolution is blind. ", "a látómezején túl a konvolúció vak. "),
        Bilingual(
          "that is more than chance, although it cannot have seen what it is asked for. ",
          "ez több a véletlennél, pedig nem láthatta, amit kérdezünk. ")
      )
      + Bilingual(
        "Where the field is large enough the worst mean at any delay is \(percent(reached).english): ",
        "Ahol a látómező elég nagy, a leggyengébb átlag \(percent(reached).hungarian): ")
      + .either(
        reached >= 0.99, Bilingual("being seen was enough.", "a látás elég is volt."),
        Bilingual(
          "being seen was needed and not yet enough for descent to find it.",
          "a látás kellett, de a tanításnak még nem volt elég."))
  }
}
