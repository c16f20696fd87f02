import NMTKernels
import NMTLayers
import NMTModels
import NMTSystem
import NMTTensor

extension Study {
  /// A training step on whole sequences against the same computed step by step.
  static func teacherForcing(_ options: StudyOptions) throws -> Finding {
    let lengths = options.isQuick ? [10, 50, 200] : [10, 25, 50, 100, 200]
    let dilated = Contestant(name: "dilated", cell: .dilated, layers: 4)
    var (series, rows, facts): ([LineChart.Series], [[String]], [String: Double]) = ([], [], [:])
    var largest = 0.0
    for contestant in [.jordan, dilated, .elman, .gru, .lstm] as [Contestant] {
      var points: [(x: Double, y: Double)] = []
      for length in lengths {
        let (factor, difference) = try forcedAndWalked(contestant, length: length, seed: options.seed)
        points.append((Double(length), factor))
        facts["\(contestant.name) at \(length)"] = factor
        largest = max(largest, difference)
      }
      rows.append([contestant.name] + points.map { String(format: "%.1f", $0.y) })
      series.append(LineChart.Series(contestant.name, points))
    }
    facts["difference"] = largest
    let jordan = String(format: "%.1f", facts["Jordan at 50"] ?? .nan)
    let at50 = rows.map { "\($0[0]) \($0[1 + (lengths.firstIndex(of: 50) ?? 0)])" }.joined(separator: ", ")
    let last = lengths[lengths.count - 1]
    let atLast = rows.map { "\($0[0]) \($0[lengths.count])" }.joined(separator: ", ")
    return Finding(
      "teacher-forcing", title: Bilingual("Teacher forcing in parallel", "Párhuzamos tanítás a várt kimenettel"),
      question: Bilingual(
        "With the expected output fed in place of the real one a Jordan network's steps do not wait for each other: all are "
          + "computed at once. Time of a training step (one sequence, width 256, 256 classes, one core) over that of the same step "
          + "walked step by step with the same numbers.",
        "Ha a valódi kimenet helyett a várt kerül vissza, a Jordan-háló lépései nem várnak egymásra: egyszerre számolhatók. Egy "
          + "tanítási lépés ideje (egy sorozat, 256 széles, 256 osztály, egy mag) a lépésenként végigjárt azonos lépéshez mérve."
      ),
      answer: Bilingual(
        "Over 50 steps Jordan is \(jordan) times as fast at once as step by step (all: \(at50)); over \(last): \(atLast). The "
          + "losses of both ways differ by at most \(short(largest)), relative. State feedback can join its input products and its "
          + "output layer too, and only its recurrent product has to wait: on one core the difference is one of degree.",
        "50 lépésen a Jordan egyszerre számolva \(hungarian(jordan))-szer olyan gyors, mint lépésenként (mind: \(hungarian(at50))); "
          + "\(last) lépésen: \(hungarian(atLast)). A két út hibája legfeljebb \(hungarian(short(largest))) arányban tér el. Az "
          + "állapot-visszacsatolásnál is összevonhatók a bemeneti szorzatok és a kimeneti réteg, csak a visszacsatolt szorzatnak "
          + "kell várnia: egy magon a különbség fokozati."),
      charts: [
        LineChart("At once against step by step", x: "steps", y: "times as fast", isLogX: true, series: series)
      ],
      tables: [StudyTable(["network"] + lengths.map { "\($0) steps" }, rows)], facts: facts)
  }

  private static func forcedAndWalked(
    _ contestant: Contestant, length: Int, seed: UInt64
  ) throws -> (factor: Double, difference: Double) {
    var shape = TaggerOptions(input: .words(vocabulary: 256), classes: 256)
    (shape.cell, shape.layers, shape.width, shape.embedding) = (contestant.cell, contestant.layers, 256, 128)
    let tagger = try SequenceTagger(options: shape, seed: seed)
    var generator = RandomGenerator(seed: seed, name: "forced")
    func ids() -> [Int32] { (0..<length).map { _ in Int32(generator.next() % 256) } }
    let batch = TaggedBatch(lengths: [length], words: ids(), classes: ids())
    let gradients = tagger.parameters.gradientBuffer()
    let tape = Tape(parameters: tagger.parameters, gradients: gradients)
    var losses = [0.0, 0.0]
    func step(_ walked: Bool) {
      gradients.zero()
      let loss =
        walked
        ? tagger.lossByStep(batch, gradientScale: 1, tape: tape) : tagger.loss(batch, gradientScale: 1, tape: tape)
      losses[walked ? 1 : 0] = loss.sum
      tape.backward()
      tape.reset()
    }
    let seconds = [false, true].map { walked in leastSeconds(of: 8) { step(walked) } }
    return (seconds[1] / seconds[0], abs(losses[0] - losses[1]) / losses[0])
  }
}
