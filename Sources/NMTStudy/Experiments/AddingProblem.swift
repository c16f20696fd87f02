import NMTModels
import NMTSystem
import NMTTagging
import NMTTensor

extension Study {
  /// Mean squared error on fresh sequences after at most `updates` updates. The network's own outputs are fed back.
  private static func addingError(_ contestant: Contestant, length: Int, updates: Int, seed: UInt64) throws -> Double {
    let shape = try contestant.options(.numbers(2), classes: 0, parameters: 6000)
    var settings = TaggerTrainingOptions()
    settings.rate = contestant.rate
    let training = TaggerTraining(try contestant.network(shape, span: length, seed: seed), settings)
    var tasks = Tasks(seed: seed, "adding")
    var test = Tasks(seed: seed, "adding test")
    let unseen = test.adding(length: length, sentences: 256)
    for update in 1...updates {
      training.update(tasks.adding(length: length, sentences: 32))
      if update % 100 == 0, training.squaredError(unseen) < 0.001 { break }
    }
    return training.squaredError(unseen)
  }

  /// The adding problem of Hochreiter & Schmidhuber 1997.
  static func addingProblem(_ options: StudyOptions) throws -> Finding {
    let length = options.isQuick ? 50 : 200
    let (seeds, updates) = options.isQuick ? (1, 1500) : (3, 5000)
    let blind = Contestant.dilated(reaching: length / 2, isShort: true)
    let contestants: [Contestant] = [
      .elman, .identity, .gru, .lstm, .dilated(reaching: length), blind, .deepJordan,
    ]
    let found = try mapParallel(count: contestants.count * seeds, threads: options.threads) { job in
      try addingError(
        contestants[job / seeds], length: length, updates: updates, seed: options.seed + UInt64(job % seeds))
    }
    var (facts, rows): ([String: Double], [[Bilingual]]) = ([:], [])
    for (n, contestant) in contestants.enumerated() {
      let errors = found[n * seeds..<(n + 1) * seeds].sorted()
      facts[contestant.name.english] = errors[seeds / 2]
      rows.append([contestant.name] + [errors[seeds / 2], errors[0], errors[seeds - 1]].map(short))
    }
    func error(_ contestant: Contestant) -> Double { facts[contestant.name.english] ?? .nan }
    let solved = contestants.filter { error($0) < 0.01 }.map(\.name)
    let names: Bilingual = solved.isEmpty ? Bilingual("none", "egyik sem") : solved.joined()
    return Finding(
      "adding", title: Bilingual("Adding two marked numbers", "Két megjelölt szám összege"),
      question: Bilingual(
        "Of \(length) numbers two are marked, one in each half; their sum is wanted at the end. Always saying 1 gives a mean "
          + "squared error of 0.167; about 6,000 parameters, median of \(seeds), at most \(updates) updates. Jordan is fed its "
          + "own last number.",
        "\(length) szám közül kettő jelölt, mindkét félben egy; a végén az összegük kell. Ha mindig 1 a válasz, az átlagos "
          + "négyzetes hiba 0,167; kb. 6000 paraméter, \(seeds) futás mediánja, legfeljebb \(updates) frissítés. A Jordan-háló "
          + "a saját előző számát kapja vissza."),
      answer: addingAnswer(listed(rows, 1), solved: names, blind: error(blind), jordan: error(.deepJordan)),
      charts: [],
      tables: [
        StudyTable(
          [
            Bilingual("network", "háló"), Bilingual("median error", "hiba mediánja"), Bilingual("least", "legkisebb"),
            Bilingual("largest", "legnagyobb"),
          ], rows)
      ], facts: facts)
  }

  private static func addingAnswer(
    _ list: Bilingual, solved: Bilingual, blind: Double, jordan: Double
  ) -> Bilingual {
    Bilingual(
      "Mean squared errors: \(list.english). Below 0.01: \(solved.english). The dilated stack whose field is too short sees at "
        + "most the second number, which leaves the variance of the first, 0.083: ",
      "Átlagos négyzetes hibák: \(list.hungarian). 0,01 alatt: \(solved.hungarian). A túl rövid látómezejű dilatált sor "
        + "legfeljebb a második számot látja, így az első szórásnégyzete, 0,083 megmarad: ")
      // Three standard deviations of the mean of 256 squares.
      + .either(
        blind > 0.083 - 0.014,
        Bilingual("its error is not below that. ", "hibája nem is kisebb ennél. "),
        Bilingual(
          "yet its error is \(short(blind).english), which contradicts that. ",
          "hibája mégis \(short(blind).hungarian), ami ennek ellentmond. ")
      )
      + .either(
        jordan > 0.12,
        Bilingual(
          "Jordan, of which nothing is expected before the end, has learned to carry nothing there.",
          "A Jordan-háló, amelytől a vége előtt semmit sem várunk, nem tanult meg odáig bármit is elvinni."),
        Bilingual(
          "Jordan does better than always saying 1: its own outputs carry something to the end.",
          "A Jordan-háló jobb annál, mint aki mindig 1-et mond: saját kimenetei elvisznek valamit a végéig."))
  }
}
