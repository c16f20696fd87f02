import NMTKernels
import NMTModels
import NMTSystem
import NMTTensor

extension Study {
  /// What an input that comes 20 steps later changes at the outputs that come 20 steps later.
  static func timeShift(_ options: StudyOptions) throws -> Finding {
    let (shift, length, columns) = (20, 160, 4)
    var generator = RandomGenerator(seed: options.seed, name: "shift")
    func noise(_ steps: Int) -> [Float] { (0..<steps * columns).map { _ in generator.normal() } }
    let (x, before) = (noise(length), noise(shift))
    var series: [LineChart.Series] = []
    var (rows, facts): ([[String]], [String: Double]) = ([], [:])
    let field = Contestant(name: "dilated, field 16", cell: .dilated, layers: 4)
    let conv = Contestant(name: "convolution, field 5", cell: .conv, layers: 4)
    for contestant in [conv, field, .elman, .gru, .lstm] {
      let shape = try contestant.options(.numbers(columns), classes: 3, parameters: 3000)
      let tagger = try SequenceTagger(options: shape, seed: options.seed)
      func outputs(_ numbers: [Float]) -> [[Float]] {
        let steps = numbers.count / columns
        let batch = TaggedBatch(
          lengths: [steps], numbers: numbers, classes: [Int32](repeating: 0, count: steps))
        let tape = Tape(parameters: tagger.parameters)
        return withExtendedLifetime(tape) {
          let scores = tagger.outputs(batch, on: tape)
          return (0..<steps).map { r in (0..<scores.columns).map { scores.row(r)[$0] } }
        }
      }
      let (plain, shifted) = (outputs(x), outputs(before + x))
      let differences = (0..<length).map { t in
        Double(zip(plain[t], shifted[t + shift]).map { abs($0 - $1) }.max() ?? 0)
      }
      let warm = (differences.lastIndex { $0 > 1e-5 } ?? -1) + 1
      facts["warmUp " + contestant.name] = Double(warm)
      facts["after " + contestant.name] = differences[warm...].max() ?? .nan
      rows.append([contestant.name, "\(warm)", short(differences[warm...].max() ?? .nan)])
      let points = differences.enumerated().map { (x: Double($0), y: $1) }
      series.append(LineChart.Series(contestant.name, Array(points.prefix(80))))
    }
    let warmUps = facts.filter { $0.key.hasPrefix("warmUp") }.values
    let exact =
      facts["warmUp " + conv.name] == 4 && facts["warmUp " + field.name] == 15 && facts["after " + conv.name] == 0
      && facts["after " + field.name] == 0
    let late = Int(warmUps.max() ?? 0)
    let list = rows.map { "\($0[0]) \($0[1])" }.joined(separator: "; ")
    return Finding(
      "time-shift", title: Bilingual("A shift in time does not matter", "Az időbeli eltolás nem számít"),
      question: Bilingual(
        "The same parameters at every time: an input that comes \(shift) steps later should give the same outputs "
          + "\(shift) steps later, once what stood before is forgotten. Random weights; before the shifted input stands noise.",
        "Minden időpontban ugyanazok a paraméterek: a \(shift) lépéssel később jövő bemenetre ugyanazok a kimenetek kellenek "
          + "\(shift) lépéssel később, ha a korábbi már feledésbe merült. Véletlen súlyok; az eltolt bemenet előtt zaj áll."
      ),
      answer: Bilingual(
        "All five agree to 1e-5 after a warm-up, in steps: \(list). "
          + (exact ? "The convolutions' ends exactly where their field does, afterwards the difference is 0; " : "")
          + "the recurrent ones forget at a rate of their own; the slowest takes \(late) steps.",
        "Mind az öt 1e-5 pontosan egyezik a bemelegedés után; lépésekben: \(list). "
          + (exact ? "A konvolúcióké pontosan ott ér véget, ahol a látómezejük, utána a különbség 0; " : "")
          + "a rekurrensek a maguk ütemében felejtenek; a leglassabb \(late) lépés alatt."),
      charts: [
        LineChart(
          "Largest difference of the shifted outputs", x: "steps after the beginning", y: "difference", isLogY: true,
          series: series)
      ],
      tables: [StudyTable(["network", "steps to 1e-5", "largest difference afterwards"], rows)], facts: facts)
  }
}
