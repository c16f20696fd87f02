import Foundation
import NMTKernels
import NMTLayers
import NMTModels
import NMTSystem
import NMTTagging
import NMTTensor

/// A network that takes part in an experiment.
struct Contestant: Sendable {
  var name: Bilingual
  var cell: CellKind
  var activation = Activation.tanh
  var layers = 1

  /// Learning rate of Adam: lower for deep stacks and for cells that start from the identity.
  var rate: Double { activation == .relu ? 1e-3 : cell == .dilated ? 2e-3 : 4e-3 }

  static let lstm = Contestant(name: Bilingual(both: "LSTM"), cell: .lstm)
  static let gru = Contestant(name: Bilingual(both: "GRU"), cell: .gru)
  static let elman = Contestant(name: Bilingual(both: "Elman, tanh"), cell: .elman)
  static let identity = Contestant(
    name: Bilingual("Elman, ReLU + identity", "Elman, ReLU + egységmátrix"), cell: .elman, activation: .relu)
  static let jordan = Contestant(name: Bilingual(both: "Jordan"), cell: .jordan)
  /// Two layers, since one alone would need a thousand columns to match the number of parameters of the others.
  static let deepJordan = Contestant(name: Bilingual("Jordan, 2 layers", "Jordan, 2 réteg"), cell: .jordan, layers: 2)

  /// A dilated stack with kernel 2 just deep enough to see `distance` steps back, or one layer short of that.
  static func dilated(reaching distance: Int, isShort: Bool = false) -> Contestant {
    var layers = 1
    while 1 << layers <= distance { layers += 1 }
    if isShort { layers -= 1 }
    return Contestant(
      name: isShort
        ? Bilingual("dilated, field too short", "dilatált, rövid látómező")
        : Bilingual("dilated, field enough", "dilatált, elég látómező"),
      cell: .dilated, layers: layers)
  }

  /// Options with the width whose number of parameters is closest to `parameters`.
  func options(_ input: TaggerInput, classes: Int, parameters: Int) throws -> TaggerOptions {
    var options = TaggerOptions(input: input, classes: classes)
    (options.cell, options.activation, options.layers) = (cell, activation, layers)
    (options.kernel, options.dilationCycle, options.embedding) = (2, 12, 8)
    func distance(_ width: Int) throws -> Int {
      options.width = width
      return abs(try SequenceTagger(options: options, seed: 1).parameters.parameterCount - parameters)
    }
    // The count grows with the width, so the distance falls and then rises.
    var (width, least) = (4, try distance(4))
    while case let next = try distance(width + 1), next < least { (width, least) = (width + 1, next) }
    options.width = width
    return options
  }

  /// A network whose gates, if any, initially remember up to `span` steps: biases ln U of the forget gates (GRU: update
  /// gates) with U uniform in 1 … span (Tallec & Ollivier 2018, section 2).
  func network(_ options: TaggerOptions, span: Int, seed: UInt64) throws -> SequenceTagger {
    let tagger = try SequenceTagger(options: options, seed: seed)
    let store = tagger.parameters
    var generator = RandomGenerator(seed: seed, name: "chrono")
    for p in store.specs where p.path.hasSuffix(".bias") && p.path.hasPrefix("tagger.layers") {
      let (bias, H) = (store.matrix(p).base, options.width)
      for k in 0..<H {
        let keep = log(1 + generator.uniform() * Float(max(1, span - 1)))
        if cell == .lstm { (bias[k], bias[H + k]) = (-keep, keep) }
        if cell == .gru { bias[H + k] = keep }
      }
    }
    store.weightsChanged()
    return tagger
  }
}

/// Batches of the experiments' synthetic tasks.
struct Tasks {
  var generator: RandomGenerator

  init(seed: UInt64, _ name: String) { generator = RandomGenerator(seed: seed, name: name) }

  private mutating func below(_ n: Int) -> Int { Int(generator.next() % UInt64(n)) }

  /// Words: 8 symbols, 4 for noise, one for the question.
  static let copyInput = TaggerInput.words(vocabulary: 13)
  static let copyClasses = 8

  /// A symbol, then noise, and a question `delay` steps after the symbol.
  mutating func copy(delay: Int, sentences: Int) -> TaggedBatch {
    var words: [Int32] = []
    var classes = [Int32](repeating: -1, count: sentences * (delay + 1))
    for b in 0..<sentences {
      let symbol = Int32(below(8))
      words.append(symbol)
      for _ in 1..<delay { words.append(Int32(8 + below(4))) }
      words.append(12)
      classes[b * (delay + 1) + delay] = symbol
    }
    return TaggedBatch(lengths: Array(repeating: delay + 1, count: sentences), words: words, classes: classes)
  }

  /// Hochreiter & Schmidhuber 1997, section 5.4: numbers in [0, 1), two of them marked; the final output is their sum.
  mutating func adding(length: Int, sentences: Int) -> TaggedBatch {
    var numbers: [Float] = []
    var values = [Float](repeating: .nan, count: sentences * length)
    for b in 0..<sentences {
      let marked = [below(length / 2), length / 2 + below(length - length / 2)]
      var sum: Float = 0
      for t in 0..<length {
        let value = generator.uniform()
        if marked.contains(t) { sum += value }
        numbers += [value, marked.contains(t) ? 1 : 0]
      }
      values[b * length + length - 1] = sum
    }
    return TaggedBatch(lengths: Array(repeating: length, count: sentences), numbers: numbers, values: values)
  }

  /// Bits, and at each step whether the number of ones so far is odd.
  mutating func parity(lengths: [Int]) -> TaggedBatch {
    var (words, classes): ([Int32], [Int32]) = ([], [])
    for length in lengths {
      var odd: Int32 = 0
      for _ in 0..<length {
        let bit = Int32(below(2))
        odd ^= bit
        words.append(bit)
        classes.append(odd)
      }
    }
    return TaggedBatch(lengths: lengths, words: words, classes: classes)
  }

  /// Streams of words: from time to time one of 4 symbols, then noise, and a question exactly `distance` steps later.
  mutating func recall(distance: Int, steps: Int, streams: Int) -> [(words: [Int32], classes: [Int32])] {
    (0..<streams).map { _ in
      var (words, classes): ([Int32], [Int32]) = ([], [])
      while words.count < steps {
        for _ in 0..<below(6) { words.append(Int32(4 + below(4))) }
        let symbol = Int32(below(4))
        words.append(symbol)
        for _ in 1..<distance { words.append(Int32(4 + below(4))) }
        classes += Array(repeating: -1, count: words.count - classes.count)
        words.append(8)
        classes.append(symbol)
      }
      return (Array(words.prefix(steps)), Array((classes + [-1]).prefix(steps)))
    }
  }
}
