import NMTKernels
import NMTLayers
import NMTModels
import NMTSystem
import NMTTagging
import NMTTensor

extension Study {
  /// Steps after which a recurrent network with random weights must have forgotten earlier inputs.
  private static let recurrentBound = 100

  /// Largest change of each output when the input is delayed by `shift` steps, compared `shift` steps later.
  private static func differences(
    _ tagger: SequenceTagger, columns: Int, shift: Int, length: Int, seed: UInt64
  ) -> [Double] {
    var generator = RandomGenerator(seed: seed, name: "shift")
    func noise(_ steps: Int) -> [Float] { (0..<steps * columns).map { _ in generator.normal() } }
    func outputs(_ numbers: [Float]) -> [[Float]] {
      let steps = numbers.count / columns
      let batch = TaggedBatch(lengths: [steps], numbers: numbers, classes: [Int32](repeating: 0, count: steps))
      let tape = Tape(parameters: tagger.parameters)
      return withExtendedLifetime(tape) {
        let scores = tagger.outputs(batch, on: tape)
        return (0..<steps).map { r in (0..<scores.columns).map { scores.row(r)[$0] } }
      }
    }
    let (x, before) = (noise(length), noise(shift))
    let (plain, shifted) = (outputs(x), outputs(before + x))
    return (0..<length).map { t in
      // Keeps a NaN, which a maximum could lose.
      zip(plain[t], shifted[t + shift]).reduce(0.0) { most, pair in
        let difference = Double(abs(pair.0 - pair.1))
        return difference <= most ? most : difference
      }
    }
  }

  /// Tests whether parameters shared over time give equal outputs at another time.
  ///
  /// The bound on the warm-up is set before anything is measured: a convolution's receptive field minus one, or
  /// `recurrentBound`.
  package static func timeShift(_ options: StudyOptions) throws -> Finding {
    let (shift, length, columns, tolerance) = (20, 160, 4, 1e-5)
    var series: [StudyChart.Series] = []
    var (rows, facts): ([[Bilingual]], [String: Double]) = ([], [:])
    var (late, inexact): ([Bilingual], [Bilingual]) = ([], [])
    var slowest = (name: Bilingual(both: ""), steps: -1)
    let conv = Contestant(name: Bilingual("convolution", "konvolúció"), cell: .conv, layers: 4)
    let dilated = Contestant(name: Bilingual("dilated", "dilatált"), cell: .dilated, layers: 4)
    for contestant in [conv, dilated, .elman, .gru, .lstm] {
      let shape = try contestant.options(.numbers(columns), classes: 3, parameters: 3000)
      let stack = StackOptions(
        cell: shape.cell, layers: shape.layers, width: shape.width, kernel: shape.kernel,
        dilationCycle: shape.dilationCycle)
      let bound = shape.cell.traits.isConvolution ? field(stack) - 1 : recurrentBound
      let found = differences(
        try SequenceTagger(options: shape, seed: options.seed), columns: columns, shift: shift, length: length,
        seed: options.seed)
      let warm = (found.lastIndex { !($0 <= tolerance) } ?? -1) + 1
      let after = found[bound...].reduce(0.0) { $1 <= $0 ? $0 : $1 }
      let name = contestant.name.english
      (facts["warmUp \(name)"], facts["bound \(name)"], facts["after \(name)"]) = (Double(warm), Double(bound), after)
      if !(after <= tolerance) { late.append(contestant.name) }
      if shape.cell.traits.isConvolution {
        if warm != bound || after != 0 { inexact.append(contestant.name) }
      } else if warm > slowest.steps {
        slowest = (contestant.name, warm)
      }
      let steps = warm < length ? whole(warm) : Bilingual("never", "soha")
      rows.append([contestant.name, whole(bound), steps, short(after)])
      series.append(
        StudyChart.Series(contestant.name, found.prefix(80).enumerated().map { (x: Double($0), y: $1) }))
    }
    facts["late"] = Double(late.count)
    return Finding(
      "time-shift", title: Bilingual("A shift in time does not matter", "Az időbeli eltolás nem számít"),
      question: Bilingual(
        "The same parameters at every time: an input that comes \(shift) steps later should give the same outputs "
          + "\(shift) steps later, once what stood before is forgotten. Random weights; before the shifted input stands noise. "
          + "Granted as warm-up: a convolution its field less one, a recurrent network \(recurrentBound) steps.",
        "Minden időpontban ugyanazok a paraméterek: a \(shift) lépéssel később jövő bemenetre ugyanazok a kimenetek kellenek "
          + "\(shift) lépéssel később, ha a korábbi már feledésbe merült. Véletlen súlyok; az eltolt bemenet előtt zaj áll. "
          + "A megengedett bemelegedés konvolúciónál a látómezőnél eggyel kevesebb, rekurrens hálónál \(recurrentBound) lépés."
      ),
      answer: shiftAnswer(listed(rows, 2), late: late, inexact: inexact, slowest: slowest),
      charts: [
        StudyChart(
          Bilingual("Largest difference of the shifted outputs", "Az eltolt kimenetek legnagyobb eltérése"),
          x: Bilingual("steps after the beginning", "lépések a kezdet után"), y: Bilingual("difference", "eltérés"),
          isLogY: true, series: series)
      ],
      tables: [
        StudyTable(
          [
            Bilingual("network", "háló"), Bilingual("warm-up granted", "megengedett bemelegedés"),
            Bilingual("steps to 1e-5", "lépések 1e-5 eléréséig"),
            Bilingual("largest difference after what is granted", "legnagyobb eltérés a megengedett után"),
          ], rows)
      ], facts: facts)
  }

  private static func shiftAnswer(
    _ steps: Bilingual, late: [Bilingual], inexact: [Bilingual], slowest: (name: Bilingual, steps: Int)
  ) -> Bilingual {
    let names = (late.joined(), inexact.joined())
    return .either(
      late.isEmpty,
      Bilingual(
        "All agree to 1e-5 after the warm-up that they are granted; they took, in steps: \(steps.english). ",
        "A megengedett bemelegedés után mind 1e-5 pontossággal egyezik; ehhez ennyi lépés kellett: \(steps.hungarian). "
      ),
      Bilingual(
        "Not all agree to 1e-5 after the warm-up that they are granted: \(names.0.english) does not. They took, in steps: "
          + "\(steps.english). ",
        "A megengedett bemelegedés után nem mind egyezik 1e-5 pontossággal: kivétel \(names.0.hungarian). A szükséges lépések: "
          + "\(steps.hungarian). ")
    )
      + .either(
        inexact.isEmpty,
        Bilingual(
          "The convolutions' warm-up ends exactly where their field does, afterwards the difference is 0. ",
          "A konvolúcióké pontosan ott ér véget, ahol a látómezejük, utána az eltérés 0. "),
        Bilingual(
          "A convolution's should end exactly where its field does, with a difference of 0 afterwards; not so here: "
            + "\(names.1.english). ",
          "A konvolúcióké ott érne véget, ahol a látómezejük, és utána az eltérés 0 volna; itt nem így van: "
            + "\(names.1.hungarian). ")
      )
      + .either(
        slowest.steps <= recurrentBound,
        Bilingual(
          "The recurrent ones forget at a rate of their own; the slowest, \(slowest.name.english), took \(slowest.steps) steps.",
          "A rekurrensek a maguk ütemében felejtenek; a leglassabbnak (\(slowest.name.hungarian)) \(slowest.steps) lépés kellett."
        ))
  }
}
