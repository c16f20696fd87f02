import NMTKernels
import NMTLayers
import NMTModels
import NMTSystem
import NMTTagging
import NMTTensor

extension Study {
  /// A training step on whole sequences compared with the same computed step by step, for decoders of translation
  /// models and for the same layers as taggers.
  static func teacherForcing(_ options: StudyOptions) throws -> Finding {
    let lengths = options.isQuick ? [10, 50, 200] : [10, 25, 50, 100, 200]
    let dilated = Contestant(name: Bilingual("dilated", "dilatált"), cell: .dilated, layers: 4)
    let contestants: [Contestant] = [.jordan, dilated, .elman, .gru, .lstm]
    var (charts, tables, facts): ([StudyChart], [StudyTable], [String: Double]) = ([], [], [:])
    var largest = 0.0
    for kind in [Bilingual("decoder", "dekóder"), Bilingual("tagger", "címkéző")] {
      var (series, rows): ([StudyChart.Series], [[Bilingual]]) = ([], [])
      for contestant in contestants {
        var points: [(x: Double, y: Double)] = []
        for length in lengths {
          let found =
            kind.english == "decoder"
            ? try decoder(contestant, length: length, seed: options.seed)
            : try tagger(contestant, length: length, seed: options.seed)
          points.append((Double(length), found.factor))
          facts["\(kind.english) \(contestant.name.english) at \(length)"] = found.factor
          largest = max(largest, found.difference)
        }
        rows.append([contestant.name] + points.map { decimals($0.y, 1) })
        series.append(StudyChart.Series(contestant.name, points))
      }
      charts.append(
        StudyChart(
          Bilingual("At once against step by step: ", "Egyszerre és lépésenként: ") + kind,
          x: Bilingual("steps", "lépések"),
          y: Bilingual("times as fast", "hányszor gyorsabb"), isLogX: true, series: series))
      tables.append(
        StudyTable([kind] + lengths.map { Bilingual("\($0) steps", "\($0) lépés") }, rows))
    }
    facts["difference"] = largest
    return Finding(
      "teacher-forcing", title: Bilingual("Teacher forcing in parallel", "Párhuzamos tanítás a várt kimenettel"),
      question: Bilingual(
        "With the expected output fed in place of the real one a Jordan network's steps do not wait for each other: all are "
          + "computed at once. Time of a training step on one core over that of the same step walked step by step with the same "
          + "numbers: decoders of translation models (5 source words, attention, one target sentence, 2,000 words to choose "
          + "from), then the layers alone as taggers of one sequence (256 classes); all 256 wide.",
        "Ha a valódi kimenet helyett a várt kerül vissza, a Jordan-háló lépései nem várnak egymásra: egyszerre számolhatók. Egy "
          + "tanítási lépés ideje egy magon a lépésenként végigjárt azonos lépéshez mérve: előbb fordítómodellek dekóderei (5 "
          + "forrásszó, figyelem, egy célmondat, 2000 választható szó), aztán maguk a rétegek egy sorozat címkézőjeként (256 "
          + "osztály); mind 256 széles."
      ),
      answer: forcingAnswer(facts, tables[0].rows, lengths: lengths), charts: charts, tables: tables, facts: facts)
  }

  private static func forcingAnswer(
    _ facts: [String: Double], _ rows: [[Bilingual]], lengths: [Int]
  ) -> Bilingual {
    let (first, last) = (lengths[0], lengths[lengths.count - 1])
    func factor(_ name: String, _ length: Int) -> Double { facts["decoder \(name) at \(length)"] ?? .nan }
    let jordan = factor("Jordan", 50)
    let states = ["Elman, tanh", "GRU", "LSTM"].map { factor($0, 50) }
    let at50 = listed(rows, 1 + (lengths.firstIndex(of: 50) ?? 0))
    let ends = rows.map { $0[0] + Bilingual(both: " ") + $0[1] + Bilingual(both: " → ") + $0[lengths.count] }.joined()
    let difference = facts["difference"] ?? .nan
    return Bilingual(
      "Over 50 steps the Jordan decoder is \(decimals(jordan, 1).english) times as fast at once as step by step"
        + (jordan >= 3 ? "" : ", less than the three times that were hoped for")
        + " (all: \(at50.english)); from \(first) to \(last) steps the factors go: \(ends.english). ",
      "50 lépésen a Jordan-dekóder egyszerre számolva \(decimals(jordan, 1).hungarian)-szer olyan gyors, mint lépésenként"
        + (jordan >= 3 ? "" : ", kevesebb a remélt háromszorosnál")
        + " (mind: \(at50.hungarian)); \(first) lépésről \(last) lépésre a szorzók így változnak: \(ends.hungarian). ")
      + .either(
        difference <= 1e-5,
        Bilingual(
          "Losses and gradients of both ways are the same to \(short(difference).english). ",
          "A két út hibája és gradiense \(short(difference).hungarian) pontossággal azonos. "),
        Bilingual(
          "Losses and gradients of both ways differ by up to \(short(difference).english), which they should not. ",
          "A két út hibája vagy gradiense \(short(difference).hungarian) mértékben eltér, pedig nem volna szabad. ")
      )
      + .either(
        states.allSatisfy { $0 < jordan },
        Bilingual(
          "State feedback gains less: its input products and its output layer are joined too, but its recurrent product has to "
            + "wait for the step before.",
          "Az állapot-visszacsatolás kevesebbet nyer: bemeneti szorzatai és kimeneti rétege ugyanígy összevonhatók, de a "
            + "visszacsatolt szorzatnak meg kell várnia az előző lépést."),
        Bilingual(
          "State feedback gains as much here, although its recurrent product has to wait for the step before.",
          "Az állapot-visszacsatolás itt ugyanannyit nyer, pedig a visszacsatolt szorzatnak meg kell várnia az előző lépést."
        ))
  }

  // MARK: Both ways

  /// Times of a training step both ways, and the largest relative difference between their losses and gradients.
  private static func bothWays(
    _ store: ParameterStore, _ loss: (_ walked: Bool, Tape) -> Double
  ) -> (factor: Double, difference: Double) {
    let gradients = store.gradientBuffer()
    let tape = Tape(parameters: store, gradients: gradients)
    let found = [false, true].map { walked in
      var sum = 0.0
      let seconds = leastSeconds(of: 8) {
        gradients.zero()
        sum = loss(walked, tape)
        tape.backward()
        tape.reset()
      }
      return (
        seconds: seconds, loss: sum,
        gradient: Array(UnsafeBufferPointer(start: gradients.values, count: gradients.count))
      )
    }
    let largest = found[0].gradient.map(abs).max() ?? 0
    let worst = zip(found[0].gradient, found[1].gradient).map { abs($0 - $1) }.max() ?? 0
    return (
      found[1].seconds / found[0].seconds,
      max(abs(found[0].loss - found[1].loss) / found[0].loss, Double(worst / largest))
    )
  }

  private static func tagger(
    _ contestant: Contestant, length: Int, seed: UInt64
  ) throws -> (factor: Double, difference: Double) {
    var shape = TaggerOptions(input: .words(vocabulary: 256), classes: 256)
    (shape.cell, shape.layers, shape.width, shape.embedding) = (contestant.cell, contestant.layers, 256, 128)
    let tagger = try SequenceTagger(options: shape, seed: seed)
    var generator = RandomGenerator(seed: seed, name: "forced")
    func ids() -> [Int32] { (0..<length).map { _ in Int32(generator.next() % 256) } }
    let batch = TaggedBatch(lengths: [length], words: ids(), classes: ids())
    return bothWays(tagger.parameters) { walked, tape in
      walked
        ? tagger.lossByStep(batch, gradientScale: 1, tape: tape).sum
        : tagger.loss(batch, gradientScale: 1, tape: tape).sum
    }
  }

  private static func decoder(
    _ contestant: Contestant, length: Int, seed: UInt64
  ) throws -> (factor: Double, difference: Double) {
    var shape = ModelOptions(sourceVocabulary: 2000, targetVocabulary: 2000)
    (shape.encoder, shape.decoder, shape.decoderLayers) = (.gru, contestant.cell, contestant.layers)
    (shape.embedding, shape.encoderWidth, shape.decoderWidth, shape.dropout) = (256, 64, 256, 0)
    let model = try Seq2SeqModel(options: shape, seed: seed)
    var generator = RandomGenerator(seed: seed, name: "forced")
    func ids(_ count: Int) -> [Int32] { (0..<count).map { _ in 4 + Int32(generator.next() % 1996) } }
    // The end mark is a step too.
    let batch = SequenceBatch(sources: [ids(5)], targets: [ids(length - 1)])
    return bothWays(model.parameters) { walked, tape in
      walked
        ? model.lossByStep(batch, gradientScale: 1, tape: tape).nllSum
        : model.loss(batch, smoothing: 0, gradientScale: 1, tape: tape).nllSum
    }
  }
}
