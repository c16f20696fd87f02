import NMTModels
import NMTSystem
import NMTTensor

extension Study {
  /// Accuracy on fresh sequences after at most so many updates; ends early where nothing is left to learn.
  private static func copyAccuracy(_ contestant: Contestant, delay: Int, updates: Int, seed: UInt64) throws -> Double {
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
    return training.accuracy(unseen)
  }

  /// One symbol, remembered over noise.
  static func delayedCopy(_ options: StudyOptions) throws -> Finding {
    let delays = options.isQuick ? [10, 30, 100] : [10, 30, 100, 300]
    let (seeds, updates) = options.isQuick ? (1, 1200) : (3, 4000)
    let names: [@Sendable (Int) -> Contestant] = [
      { _ in .elman }, { _ in .identity }, { _ in .gru }, { _ in .lstm }, { .dilated(reaching: $0) },
      { .dilated(reaching: $0, isShort: true) }, { _ in .jordan },
    ]
    let jobs = delays.indices.flatMap { d in names.indices.flatMap { n in (0..<seeds).map { (d, n, $0) } } }
    let found = try sideBySide(jobs.count, threads: options.threads) { job in
      let (d, n, seed) = jobs[job]
      return try copyAccuracy(
        names[n](delays[d]), delay: delays[d], updates: updates, seed: options.seed + UInt64(seed))
    }
    var (facts, rows, series): ([String: Double], [[String]], [LineChart.Series]) = ([:], [], [])
    for (n, make) in names.enumerated() {
      let name = make(delays[0]).name
      let means = delays.indices.map { d in mean(zip(jobs, found).filter { $0.0.0 == d && $0.0.1 == n }.map(\.1)) }
      for (delay, value) in zip(delays, means) { facts["\(name) at \(delay)"] = value }
      rows.append([name] + means.map(percent))
      series.append(LineChart.Series(name, zip(delays, means).map { (x: Double($0), y: $1) }))
    }
    let chance = 1 / Double(Tasks.copyClasses)
    let far = rows.map { "\($0[0]) \($0[delays.count])" }.joined(separator: "; ")
    let last = delays[delays.count - 1]
    let lstm = facts["LSTM at 100"] ?? .nan
    let reached = delays.map { facts["dilated, field enough at \($0)"] ?? .nan }.min() ?? .nan
    let blind = delays.map { facts["dilated, field too short at \($0)"] ?? .nan }.max() ?? .nan
    return Finding(
      "copy", title: Bilingual("Remembering over a delay", "Emlékezés késleltetés után"),
      question: Bilingual(
        "One of 8 symbols has to be named after a delay of noise; about 6,000 parameters each, \(seeds) "
          + "\(seeds == 1 ? "seed" : "seeds"), at most \(updates) updates of 32 sequences. Gates begin open for the length "
          + "of the delay (Tallec & Ollivier 2018). Chance is \(percent(chance)).",
        "8 jel közül kell megnevezni az elsőt zajos késleltetés után; kb. 6000 paraméter, \(seeds) véletlenmag, legfeljebb "
          + "\(updates) frissítés 32 sorozattal. A kapuk a késleltetés hosszára nyitva indulnak (Tallec és Ollivier 2018). "
          + "A véletlen találat \(hungarian(percent(chance)))."),
      answer: Bilingual(
        "LSTM is right in \(percent(lstm)) at a delay of 100"
          + (lstm >= 0.99 ? "" : ", below the 99 % that it is said to reach")
          + ". A dilated stack whose field ends one layer "
          + "too early is right in at most \(percent(blind)) at any delay, beside a chance of \(percent(chance)). At \(last): "
          + far
          + ". Beyond its field a convolution is blind; within it the worst mean at any delay is \(percent(reached)), so that a "
          + "field which is large enough \(reached >= 0.99 ? "was also enough" : "was needed and not yet enough").",
        "Az LSTM 100 késleltetésnél \(hungarian(percent(lstm))) arányban talál"
          + (lstm >= 0.99 ? "" : ", a várt 99 % alatt")
          + ". Az egy réteggel túl sekély dilatált sor egyik késleltetésnél sem "
          + "jobb \(hungarian(percent(blind))) aránynál, a véletlen \(hungarian(percent(chance))). \(last) lépésnél: "
          + hungarian(far)
          + ". A látómezején túl a konvolúció vak; azon belül a leggyengébb átlag \(hungarian(percent(reached))), "
          + "tehát az elég nagy látómező \(reached >= 0.99 ? "elég is volt" : "szükséges volt, de még nem elég")."),
      charts: [LineChart("Accuracy by delay", x: "delay", y: "accuracy", isLogX: true, series: series)],
      tables: [StudyTable(["network"] + delays.map { "\($0)" }, rows)], facts: facts)
  }

  /// Mean squared error on fresh sequences.
  private static func addingError(_ contestant: Contestant, length: Int, updates: Int, seed: UInt64) throws -> Double {
    let shape = try contestant.options(.numbers(2), classes: 0, parameters: 6000)
    var settings = TaggerTrainingOptions()
    settings.rate = contestant.rate
    let training = TaggerTraining(try contestant.network(shape, span: length, seed: seed), settings)
    var tasks = Tasks(seed: seed, "adding")
    var test = Tasks(seed: seed, "adding test")
    let unseen = test.adding(length: length, sentences: 256)
    func error() -> Double {
      let tape = Tape(parameters: training.tagger.parameters)
      return training.tagger.loss(unseen, gradientScale: 0, tape: tape).mean
    }
    for update in 1...updates {
      training.update(tasks.adding(length: length, sentences: 32))
      if update % 100 == 0, error() < 0.001 { break }
    }
    return error()
  }

  /// The adding problem of Hochreiter & Schmidhuber 1997.
  static func addingProblem(_ options: StudyOptions) throws -> Finding {
    let length = options.isQuick ? 50 : 200
    let (seeds, updates) = options.isQuick ? (1, 1500) : (3, 5000)
    let contestants: [Contestant] = [
      .elman, .identity, .gru, .lstm, .dilated(reaching: length), .dilated(reaching: length / 2, isShort: true),
    ]
    let found = try sideBySide(contestants.count * seeds, threads: options.threads) { job in
      try addingError(
        contestants[job / seeds], length: length, updates: updates, seed: options.seed + UInt64(job % seeds))
    }
    var (facts, rows): ([String: Double], [[String]]) = ([:], [])
    for (n, contestant) in contestants.enumerated() {
      let errors = found[n * seeds..<(n + 1) * seeds].sorted()
      facts[contestant.name] = errors[seeds / 2]
      rows.append([contestant.name, short(errors[seeds / 2]), short(errors[0]), short(errors[seeds - 1])])
    }
    let solved = contestants.filter { (facts[$0.name] ?? 1) < 0.01 }.map(\.name).joined(separator: ", ")
    let list = rows.map { "\($0[0]) \($0[1])" }.joined(separator: "; ")
    return Finding(
      "adding", title: Bilingual("Adding two marked numbers", "Két megjelölt szám összege"),
      question: Bilingual(
        "Of \(length) numbers two are marked, one in each half; their sum is wanted at the end. Always saying 1 gives a mean "
          + "squared error of 0.167; about 6,000 parameters, median of \(seeds), at most \(updates) updates.",
        "\(length) szám közül kettő jelölt, mindkét félben egy; a végén az összegük kell. Ha mindig 1 a válasz, az átlagos "
          + "négyzetes hiba 0,167; kb. 6000 paraméter, \(seeds) futás mediánja, legfeljebb \(updates) frissítés."),
      answer: Bilingual(
        "Mean squared errors: \(list). Below 0.01: \(solved.isEmpty ? "none" : solved). The dilated stack whose field is too "
          + "short sees at most the second number and cannot do better than the variance of the first, 0.083.",
        "Átlagos négyzetes hibák: \(hungarian(list)). 0,01 alatt: \(solved.isEmpty ? "egyik sem" : solved). A túl rövid "
          + "látómezejű dilatált sor legfeljebb a második számot látja, így az első szórásnégyzeténél, 0,083-nál nem lehet "
          + "jobb."),
      charts: [],
      tables: [StudyTable(["network", "median error", "least", "largest"], rows)], facts: facts)
  }
}
