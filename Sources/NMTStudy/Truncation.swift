import NMTModels
import NMTSystem
import NMTTensor

extension Study {
  /// Truncated against full backpropagation through time, with carried state, for a dependency of 20 steps.
  static func truncatedBackpropagation(_ options: StudyOptions) throws -> Finding {
    let windows = [5, 10, 20, 40, 200]
    let (steps, streams, distance) = (options.isQuick ? 40_000 : 200_000, 16, 20)
    var (rows, facts, accuracy): ([[String]], [String: Double], [(x: Double, y: Double)]) = ([], [:], [])
    for window in windows {
      var shape = TaggerOptions(input: .words(vocabulary: 9), classes: 4)
      (shape.cell, shape.width) = (.lstm, 32)
      var settings = TaggerTrainingOptions()
      settings.rate = 4e-3
      let training = TaggerTraining(try SequenceTagger(options: shape, seed: options.seed), settings)
      var tasks = Tasks(seed: options.seed, "recall")
      let stream = tasks.recall(distance: distance, steps: steps / 10, streams: streams)
      let test = tasks.recall(distance: distance, steps: 800, streams: streams)
      // Ten passes over the same streams; each window is an update that begins with the state of the one before.
      let seconds = leastSeconds(of: 1) {
        for _ in 0..<10 {
          var state: TaggerState?
          for first in stride(from: 0, to: steps / 10 - window + 1, by: window) {
            training.update(batch(stream, first..<first + window), state: &state)
          }
        }
      }
      let right = training.accuracy(batch(test, 0..<800))
      let kilobytes = Double(training.tape.arena.peakBytes) / 1024
      facts["accuracy \(window)"] = right
      facts["KiB \(window)"] = kilobytes
      facts["seconds \(window)"] = seconds
      accuracy.append((Double(window), right))
      rows.append(["\(window)", percent(right), String(format: "%.0f", kilobytes), String(format: "%.2f", seconds)])
    }
    let list = rows.map { "\($0[0]): \($0[1])" }.joined(separator: "; ")
    let memory = (facts["KiB 200"] ?? .nan) / (facts["KiB 5"] ?? .nan)
    let time = (facts["seconds 200"] ?? .nan) / (facts["seconds 5"] ?? .nan)
    let short = (facts["accuracy 5"] ?? 0) > 0.5
    return Finding(
      "truncation", title: Bilingual("Truncated backpropagation through time", "Csonkolt visszaterjesztés az időben"),
      question: Bilingual(
        "Streams in which one of 4 symbols is asked for exactly \(distance) steps later. The state is carried from window to "
          + "window, the gradient is not; a window of 200 holds nearly every dependency whole. The same \(steps) steps of "
          + "\(streams) streams each; chance is 25 %.",
        "Folyamok, amelyekben 4 jel egyikére pontosan \(distance) lépéssel később kérdezünk. Az állapot átmegy az ablakok között, a "
          + "gradiens nem; a 200-as ablakban szinte minden függés egészben van. Mindegyik ugyanaz a \(steps) lépés \(streams) "
          + "folyamon; a véletlen 25 %."),
      answer: Bilingual(
        "Accuracy by window: \(list). A window of 200 takes \(String(format: "%.1f", memory)) times the memory of one of 5 and "
          + "\(String(format: "%.2f", time)) times its time. "
          + (short
            ? "Windows shorter than the dependency learn more than the textbook grants: the carried state holds a trace of the "
              + "symbol that the output layer can read without any gradient having reached it."
            : "Windows well below the dependency do not learn it, as the textbook says; one of 40, which holds it whole only part "
              + "of the time, is right in \(percent(facts["accuracy 40"] ?? .nan)) with five times as many updates as one of 200."),
        "Pontosság ablakonként: \(hungarian(list)). A 200-as ablak az 5-ös memóriájának \(hungarian(String(format: "%.1f", memory)))"
          + "-szeresét és idejének \(hungarian(String(format: "%.2f", time)))-szeresét kéri. "
          + (short
            ? "A függésnél rövidebb ablakok többet tanulnak, mint a tankönyv engedné: az átvitt állapot őrzi a jel nyomát, amelyet a "
              + "kimeneti réteg gradiens nélkül is kiolvas."
            : "A függésnél jóval rövidebb ablakok nem tanulják meg, ahogy a tankönyv mondja; a 40-es, amely csak az esetek egy "
              + "részében tartalmazza egészben, \(hungarian(percent(facts["accuracy 40"] ?? .nan))) arányban talál, ötször annyi "
              + "frissítéssel, mint a 200-as.")),
      charts: [
        LineChart(
          "Accuracy by window", x: "steps of the window", y: "accuracy", isLogX: true,
          series: [LineChart.Series("LSTM, dependency of \(distance)", accuracy)])
      ],
      tables: [StudyTable(["window", "accuracy", "workspace, KiB", "training, s"], rows)], facts: facts)
  }

  private static func batch(_ streams: [(words: [Int32], classes: [Int32])], _ range: Range<Int>) -> TaggedBatch {
    TaggedBatch(
      lengths: streams.map { _ in range.count }, words: streams.flatMap { $0.words[range] },
      classes: streams.flatMap { $0.classes[range] })
  }
}
