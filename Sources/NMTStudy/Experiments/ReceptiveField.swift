import NMTKernels
import NMTLayers
import NMTSystem
import NMTTensor

extension Study {
  /// Rows of the input that receive a gradient from the output at one row of a causal stack.
  private static func seen(_ options: StackOptions, length: Int, at t: Int) throws -> [Int] {
    let builder = ParameterBuilder()
    let stack = RecurrentStack("stack", from: 4, options, in: builder)
    let store = ParameterStore(builder, seed: 5, kernels: try CPUKernels())
    let tape = Tape(parameters: store, gradients: store.gradientBuffer())
    let x = tape.tensor(rows: length, columns: 4)
    var generator = RandomGenerator(seed: 6)
    for r in 0..<length { for k in 0..<4 { x.values.row(r)[k] = generator.normal() } }
    var dropout: DropoutContext?
    let y = stack.run(SequenceInput(x), layout: SequenceLayout(lengths: [length]), dropout: &dropout, on: tape).output
    for k in 0..<y.columns { y.gradient?.row(t)[k] = 1 }
    tape.backward()
    return withExtendedLifetime(tape) {
      (0..<length).filter { r in (0..<4).contains { x.gradient!.row(r)[$0] != 0 } }
    }
  }

  /// Receptive field by the formula 1 + (k − 1)·Σd.
  static func field(_ stack: StackOptions) -> Int {
    1 + (stack.kernel - 1) * (0..<stack.layers).reduce(0) { $0 + stack.dilation(layer: $1) }
  }

  /// Receptive fields of convolutions by depth, measured and by formula: curves, table and disagreements.
  private static func fields(depth: Int, length: Int, at t: Int) throws -> (
    series: [StudyChart.Series], rows: [[Bilingual]], wrong: Int, future: Int, atDepth: Int
  ) {
    var series: [StudyChart.Series] = []
    var rows: [[Bilingual]] = []
    var (wrong, future, atDepth) = (0, 0, 0)
    for (name, cell, kernel) in [
      (Bilingual("plain, k = 2", "sima, k = 2"), CellKind.conv, 2),
      (Bilingual("plain, k = 3", "sima, k = 3"), .conv, 3),
      (Bilingual("dilated, k = 2", "dilatált, k = 2"), .dilated, 2),
      (Bilingual("dilated, k = 3", "dilatált, k = 3"), .dilated, 3),
    ] {
      var points: [(x: Double, y: Double)] = []
      for layers in 1...depth {
        let stack = StackOptions(cell: cell, layers: layers, width: 6, kernel: kernel, dilationCycle: 12)
        let found = try seen(stack, length: length, at: t)
        let expected = field(stack)
        let unbroken = found == Array(t + 1 - found.count..<t + 1)
        future += found.count { $0 > t }
        if found.count != expected || !unbroken { wrong += 1 }
        if cell == .dilated, kernel == 2, layers == depth { atDepth = found.count }
        points.append((Double(layers), Double(found.count)))
        rows.append([name, whole(layers), whole(found.count), whole(expected)])
      }
      series.append(StudyChart.Series(name, points))
    }
    return (series, rows, wrong, future, atDepth)
  }

  /// Number of inputs that one output depends on: plain and dilated convolutions by depth, compared with an LSTM.
  package static func receptiveField(_ options: StudyOptions) throws -> Finding {
    let (depth, length, t) = (8, 640, 600)
    let (series, rows, wrong, future, atDepth) = try fields(depth: depth, length: length, at: t)
    let recurrent = try seen(StackOptions(cell: .lstm, layers: 1, width: 6), length: length, at: t)
    let facts = [
      "disagreements": Double(wrong), "futureInputs": Double(future), "dilatedAtDepth8": Double(atDepth),
      "lstmInputs": Double(recurrent.count), "lstmPossible": Double(t + 1),
    ]
    return Finding(
      "receptive-field", title: Bilingual("How far a convolution sees", "Meddig lát egy konvolúció"),
      question: Bilingual(
        "A convolution over time sees 1 + (k − 1)·Σd inputs: linear in depth without dilation, 2^depth for k = 2 with "
          + "dilations 1, 2, 4, … A recurrent layer has no fixed horizon. Counted are the inputs with a gradient that is "
          + "not zero.",
        "Az idő menti konvolúció 1 + (k − 1)·Σd bemenetet lát: dilatáció nélkül a mélységgel arányosan, k = 2 és 1, 2, 4, … "
          + "dilatáció mellett 2^mélység számút. A rekurrens rétegnek nincs rögzített horizontja. Azokat a bemeneteket "
          + "számoltuk, amelyekre a gradiens nem nulla."),
      answer: Bilingual(
        "Of \(4 * depth) stacks \(4 * depth - wrong) see exactly what the formula says, and \(future) inputs of the future "
          + "have a gradient. The dilated stack of depth \(depth) with k = 2 sees \(atDepth) inputs. The LSTM could see "
          + "\(t + 1) and has a gradient for \(recurrent.count)"
          + (recurrent.count < t + 1
            ? ": its horizon is not fixed in advance, but in single precision the gradient of what lies further back is "
              + "exactly zero, which the textbook's \"any length\" leaves out." : "."),
        "\(4 * depth) rétegsorból \(4 * depth - wrong) pontosan azt látja, amit a képlet mond, és \(future) jövőbeli "
          + "bemenetre nem nulla a gradiens. A \(depth) mély, k = 2 dilatált sor \(atDepth) bemenetet lát. Az LSTM "
          + "\(t + 1) bemenetet láthatna, és \(recurrent.count) bemenetre van gradiense"
          + (recurrent.count < t + 1
            ? ": horizontja nincs előre rögzítve, de egyszeres pontosságban a távolabbiak gradiense pontosan nulla; ezt a "
              + "tankönyv „tetszőleges hossza” elhallgatja." : ".")),
      charts: [
        StudyChart(
          Bilingual("Inputs with a gradient, by depth", "Bemenetek nem nulla gradienssel, a mélység szerint"),
          x: Bilingual("layers", "rétegek"), y: Bilingual("inputs", "bemenetek"), isLogY: true, series: series)
      ],
      tables: [
        StudyTable(
          [
            Bilingual("stack", "rétegsor"), Bilingual("layers", "rétegek"), Bilingual("measured", "mért"),
            Bilingual(both: "1 + (k − 1)·Σd"),
          ], rows)
      ], facts: facts)
  }
}
