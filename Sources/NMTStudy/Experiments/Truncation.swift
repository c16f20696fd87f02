import Foundation
import NMTLayers
import NMTModels
import NMTTagging
import NMTTensor

extension Study {
  private typealias Streams = [(words: [Int32], classes: [Int32])]

  /// Results for one window size.
  private struct Window {
    /// `200`, or `whole` for a whole stream.
    var name: Bilingual
    var steps: Int
    var updates: Int
    var accuracy: Double
    /// Largest workspace, in MiB.
    var mebibytes: Double
    /// Training time for 1,000 steps of all streams.
    var milliseconds: Double
  }

  /// Trains in passes over streams; each window is one update that starts from the state of the previous window.
  private static func learn(
    _ streams: Streams, test: TaggedBatch, window: Int, passes: Int, seed: UInt64, name: Bilingual
  ) throws -> Window {
    var shape = TaggerOptions(input: .words(vocabulary: 9), classes: 4)
    (shape.cell, shape.width) = (.lstm, 32)
    var settings = TaggerTrainingOptions()
    settings.rate = 4e-3
    let training = TaggerTraining(try SequenceTagger(options: shape, seed: seed), settings)
    let seconds = leastSeconds(of: 1) {
      for _ in 0..<passes {
        var state: TaggerState?
        for first in stride(from: 0, to: streams[0].words.count - window + 1, by: window) {
          training.update(batch(streams, first..<first + window), state: &state)
        }
      }
    }
    return Window(
      name: name, steps: window, updates: training.updates, accuracy: training.accuracy(test),
      mebibytes: Double(training.tape.arena.peakBytes) / 0x1p20,
      milliseconds: 1e6 * seconds / Double(training.updates * window))
  }

  /// Truncated against full backpropagation through time, with carried state, for a dependency of 20 steps.
  static func truncatedBackpropagation(_ options: StudyOptions) throws -> Finding {
    let (length, full, count, distance) = (options.isQuick ? 4000 : 20_000, 4000, 16, 20)
    var tasks = Tasks(seed: options.seed, "recall")
    let streams = tasks.recall(distance: distance, steps: length, streams: count)
    let test = batch(tasks.recall(distance: distance, steps: 800, streams: count), 0..<800)
    let name = Bilingual("whole (\(full))", "egész (\(full))")
    var (rows, facts): ([[Bilingual]], [String: Double]) = ([], [:])
    var found = try [5, 10, 20, 40, 200].map {
      try learn(streams, test: test, window: $0, passes: 10, seed: options.seed, name: whole($0))
    }
    // Makes as many updates as the widest of the other windows.
    let beginnings = streams.map { (words: Array($0.words.prefix(full)), classes: Array($0.classes.prefix(full))) }
    found.append(
      try learn(
        beginnings, test: test, window: full, passes: found[4].updates, seed: options.seed, name: name))
    for window in found {
      let key = window.steps == full ? "whole" : "\(window.steps)"
      (facts["accuracy \(key)"], facts["updates \(key)"]) = (window.accuracy, Double(window.updates))
      (facts["MiB \(key)"], facts["milliseconds \(key)"]) = (window.mebibytes, window.milliseconds)
      rows.append(
        [window.name, whole(window.updates), percent(window.accuracy)]
          + [window.mebibytes, window.milliseconds].map(short))
    }
    return Finding(
      "truncation", title: Bilingual("Truncated backpropagation through time", "Csonkolt visszaterjesztés az időben"),
      question: Bilingual(
        "\(count) streams of \(length) steps in which one of 4 symbols is asked for exactly \(distance) steps later. The state "
          + "is carried from window to window, the gradient is not. Windows learn in ten passes. The last row is full "
          + "backpropagation through the first \(full) steps as a whole, with as many updates as a window of 200. Chance is "
          + "25 %.",
        "\(count) folyam \(length) lépéssel, amelyekben 4 jel egyikére pontosan \(distance) lépéssel később kérdezünk. Az állapot "
          + "átmegy az ablakok között, a gradiens nem. Az ablakok tíz menetben tanulnak. Az utolsó sor a teljes visszaterjesztés "
          + "az első \(full) lépésen egészben, annyi frissítéssel, mint a 200-as ablaké. A véletlen találat 25%."),
      answer: truncationAnswer(found, listed(rows, 2, separator: ": "), distance: distance),
      charts: [
        StudyChart(
          Bilingual("Accuracy by window", "Pontosság az ablak szerint"),
          x: Bilingual("steps of the window", "az ablak lépései"), y: Bilingual("accuracy", "pontosság"), isLogX: true,
          series: [
            StudyChart.Series(
              Bilingual("LSTM, dependency of \(distance)", "LSTM, a függés \(distance) lépés"),
              found.map { (x: Double($0.steps), y: $0.accuracy) })
          ])
      ],
      tables: [
        StudyTable(
          [
            Bilingual("window", "ablak"), Bilingual("updates", "frissítések"), Bilingual("accuracy", "pontosság"),
            Bilingual("workspace, MiB", "munkamemória, MiB"), Bilingual("ms for 1,000 steps", "ms 1000 lépésre"),
          ], rows)
      ], facts: facts)
  }

  private static func truncationAnswer(_ found: [Window], _ list: Bilingual, distance: Int) -> Bilingual {
    let (whole, wide) = (found[found.count - 1], found[found.count - 2])
    // A window must contain both the symbol and the question.
    let narrow = found.filter { $0.steps <= distance }
    let learned = narrow.filter { $0.accuracy > 0.5 }.map(\.name).joined(", ")
    let missed = narrow.filter { $0.accuracy <= 0.5 }.map(\.name).joined(", ")
    let memory = decimals(whole.mebibytes / wide.mebibytes, 1)
    let (time, size) = (decimals(whole.milliseconds / wide.milliseconds, 1), short(whole.mebibytes))
    return Bilingual("Accuracy by window: \(list.english). ", "Pontosság ablakonként: \(list.hungarian). ")
      + .either(
        learned.english.isEmpty,
        Bilingual(
          "Windows that cannot hold the dependency (\(missed.english)) do not learn it, as the textbook says. ",
          "A függésnél rövidebb ablakok (\(missed.hungarian)) nem tanulják meg, ahogy a tankönyv mondja. ")
      )
      + .either(
        !learned.english.isEmpty,
        Bilingual(
          "Of the windows that cannot hold the dependency these learn more than the textbook grants: \(learned.english); the "
            + "carried state holds a trace of the symbol that the output layer can read without any gradient having reached it. ",
          "A függésnél rövidebb ablakok közül ezek többet tanulnak, mint a tankönyv engedné: \(learned.hungarian); az átvitt "
            + "állapot őrzi a jel nyomát, amelyet a kimeneti réteg gradiens nélkül is kiolvas. ")
      )
      + .either(
        !learned.english.isEmpty && !missed.english.isEmpty,
        Bilingual("These do not: \(missed.english). ", "Ezek nem tanulják meg: \(missed.hungarian). ")
      )
      + Bilingual(
        "As a whole, \(whole.steps) steps take \(size.english) MiB, \(memory.english) times as much as a window of "
          + "\(wide.steps), and \(time.english) times its time for a step",
        "Egészben \(whole.steps) lépés \(size.hungarian) MiB memóriát kér, a \(wide.steps) lépéses ablakénak "
          + "\(memory.hungarian)-szeresét, és lépésenként az idejének \(time.hungarian)-szeresét")
      + .either(
        whole.accuracy > wide.accuracy + 0.02,
        Bilingual(", and teach more in as many updates.", ", és ugyanannyi frissítésből többet tanít."),
        Bilingual(", and teach no more in as many updates.", ", és ugyanannyi frissítésből nem tanít többet.")
      )
      + .either(
        wide.accuracy > 0.95,
        Bilingual(
          " For a dependency of \(distance) steps a window that holds it is enough.",
          " \(distance) lépéses függéshez elég az ablak, amelybe belefér."))
  }

  private static func batch(_ streams: Streams, _ range: Range<Int>) -> TaggedBatch {
    TaggedBatch(
      lengths: streams.map { _ in range.count }, words: streams.flatMap { $0.words[range] },
      classes: streams.flatMap { $0.classes[range] })
  }
}
