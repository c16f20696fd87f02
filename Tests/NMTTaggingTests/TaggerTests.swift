import NMTKernels
import NMTLayers
import NMTModels
import NMTSystem
import NMTTagging
import NMTTensor
import NMTTestNumbers
import Testing

/// Sequence labellers on the house's layers.
@Suite struct TaggerTests {
  static func options(_ cell: CellKind) -> TaggerOptions {
    var options = TaggerOptions(input: .words(vocabulary: 7), classes: 5)
    (options.cell, options.width, options.embedding, options.layers) = (cell, 9, 6, 2)
    return options
  }

  /// Ragged sentences, nothing said at some rows.
  static let batch = TaggedBatch(
    lengths: [3, 6, 1, 5], words: [0, 6, 2, 3, 3, 1, 5, 0, 4, 2, 6, 1, 1, 0, 5],
    classes: [4, -1, 2, 0, 1, 1, -1, 3, 0, 2, -1, 4, 0, 2, 3])

  /// Loss and all gradients, whole or by steps.
  private func gradients(_ tagger: SequenceTagger, byStep: Bool) -> (loss: TaggerLoss, gradient: [Float]) {
    let buffer = tagger.parameters.gradientBuffer()
    let tape = Tape(parameters: tagger.parameters, gradients: buffer)
    let loss =
      byStep
      ? tagger.lossByStep(Self.batch, gradientScale: 1, tape: tape)
      : tagger.loss(Self.batch, gradientScale: 1, tape: tape)
    tape.backward()
    return (loss, Array(UnsafeBufferPointer(start: buffer.values, count: buffer.count)))
  }

  @Test(arguments: CellKind.allCases) func theLossEqualsThatOfItsSteps(cell: CellKind) throws {
    let tagger = try SequenceTagger(options: Self.options(cell), seed: 3)
    let (whole, steps) = (gradients(tagger, byStep: false), gradients(tagger, byStep: true))
    #expect(whole.loss.rows == 12 && steps.loss.rows == 12)
    #expect(abs(whole.loss.sum - steps.loss.sum) < 1e-5 * whole.loss.sum, "\(cell)")
    expectClose(whole.gradient, steps.gradient, tolerance: 1e-5, "\(cell)")
  }

  @Test(arguments: CellKind.allCases) func gradientsByCentralDifferences(cell: CellKind) throws {
    let tagger = try SequenceTagger(options: Self.options(cell), seed: 3)
    let found = gradients(tagger, byStep: false).gradient
    var generator = RandomGenerator(seed: 8)
    for p in tagger.parameters.specs {
      let places = (0..<4).map { _ in Int.random(in: 0..<p.count, using: &generator) }
      let expected = places.map { place in
        centralDifference(tagger.parameters.matrix(p).base + place, step: 0x1p-7) {
          tagger.parameters.weightsChanged()
          return tagger.loss(Self.batch, gradientScale: 1, tape: Tape(parameters: tagger.parameters)).sum
        }
      }
      tagger.parameters.weightsChanged()
      expectClose(places.map { found[p.offset + $0] }, expected, tolerance: 5e-3, floor: 0.1, "\(cell), \(p.path)")
    }
  }

  /// Windows of a stream with carried state say what the whole stream says; of a Jordan cell the last output is the state.
  @Test(arguments: CellKind.allCases) func windowsCarryTheState(cell: CellKind) throws {
    let tagger = try SequenceTagger(options: Self.options(cell), seed: 3)
    let (words, classes) = ([Int32]([0, 6, 2, 3, 3, 1, 5, 0]), [Int32]([4, 1, 2, 0, 1, 1, 2, 3]))
    let tape = Tape(parameters: tagger.parameters)
    let whole = tagger.loss(
      TaggedBatch(lengths: [8], words: words, classes: classes), gradientScale: 1, tape: tape)
    var state: TaggerState?
    var sum = 0.0
    for range in [0..<3, 3..<5, 5..<8] {
      let window = TaggedBatch(
        lengths: [range.count], words: Array(words[range]), classes: Array(classes[range]))
      sum += tagger.loss(window, gradientScale: 1, tape: tape, state: &state).sum
      tape.reset()
    }
    #expect(abs(sum - whole.sum) < 1e-5 * whole.sum, "\(cell): \(sum) ≠ \(whole.sum)")
  }

  /// Two streams of unlike ends, one of which says nothing there: each goes on from its own last output.
  @Test func aJordanStreamGoesOnFromItsLastOutput() throws {
    let tagger = try SequenceTagger(options: Self.options(.jordan), seed: 3)
    let tape = Tape(parameters: tagger.parameters)
    func loss(_ classes: [Int32], _ words: [Int32], after state: inout TaggerState?) -> Double {
      defer { tape.reset() }
      let batch = TaggedBatch(lengths: [words.count / 2, words.count / 2], words: words, classes: classes)
      return tagger.loss(batch, gradientScale: 1, tape: tape, state: &state).sum
    }
    var state: TaggerState?
    let first = loss([4, 1, 2, -1], [0, 6, 1, 5], after: &state)
    let parts = first + loss([2, 0, 1, 3], [2, 3, 4, 4], after: &state)
    var none: TaggerState?
    let whole = loss([4, 1, 2, 0, 2, -1, 1, 3], [0, 6, 2, 3, 1, 5, 4, 4], after: &none)
    #expect(abs(parts - whole) < 1e-5 * whole, "\(parts) ≠ \(whole)")
    var forgotten: TaggerState?
    #expect(abs(first + loss([2, 0, 1, 3], [2, 3, 4, 4], after: &forgotten) - whole) > 1e-3)
  }

  /// By hand: y(t) = x(t) + ½·y(t − 1), with its own outputs, with those expected where something is, and over windows.
  @Test func numbersAreFedBackThroughAColumn() throws {
    var options = TaggerOptions(input: .numbers(1), classes: 0)
    (options.cell, options.width, options.activation) = (.jordan, 1, .relu)
    let tagger = try SequenceTagger(options: options, seed: 1)
    for p in tagger.parameters.specs { tagger.parameters.matrix(p).fill(p.path.hasSuffix("bias") ? 0 : 1) }
    for p in tagger.parameters.specs where p.path.hasSuffix("weight_ih") {
      #expect(p.rows == 1 && p.columns == 2)
      tagger.parameters.matrix(p).row(0)[1] = 0.5
    }
    tagger.parameters.weightsChanged()
    let tape = Tape(parameters: tagger.parameters)
    let batch = TaggedBatch(lengths: [3, 2], numbers: [1, 1, 1, 4, 0], values: [2, .nan, 4, 1, 1])
    func outputs(forced: Bool) -> [Float] {
      let y = tagger.outputs(batch, forced: forced, on: tape)
      return (0..<5).map { y.row($0)[0] }
    }
    #expect(outputs(forced: false) == [1, 1.5, 1.75, 4, 2])
    #expect(outputs(forced: true) == [1, 2, 1, 4, 0.5])
    // (1 − 2)² + (1 − 4)² + (4 − 1)² + (0.5 − 1)²; and by steps.
    for loss in [
      tagger.loss(batch, gradientScale: 1, tape: tape), tagger.lossByStep(batch, gradientScale: 1, tape: tape),
    ] {
      #expect(loss.sum == 19.25 && loss.rows == 4)
    }
    #expect(TaggerTraining(tagger).squaredError(batch) == (1 + 2.25 * 2.25 + 9 + 1) / 4)
    var state: TaggerState?
    let windows: [(numbers: [Float], values: [Float])] = [([1], [2]), ([1, 1], [.nan, 4])]
    let sum = windows.reduce(0.0) { sum, window in
      let part = TaggedBatch(lengths: [window.numbers.count], numbers: window.numbers, values: window.values)
      return sum + tagger.loss(part, gradientScale: 1, tape: tape, state: &state).sum
    }
    #expect(sum == 10)
  }

  /// The parity of a bit stream, by output feedback: the expected bit in training, its own in use. Asked for it once at the
  /// end, there is no output that could carry it.
  @Test func aJordanTaggerLearnsParity() throws {
    var options = TaggerOptions(input: .words(vocabulary: 2), classes: 2)
    (options.cell, options.width, options.embedding) = (.jordan, 16, 8)
    var settings = TaggerTrainingOptions()
    settings.rate = 1e-2
    let training = TaggerTraining(try SequenceTagger(options: options, seed: 1), settings)
    var generator = RandomGenerator(seed: 4)
    func bits(_ sentences: Int, _ length: Int) -> TaggedBatch {
      var (words, classes): ([Int32], [Int32]) = ([], [])
      for _ in 0..<sentences {
        var odd: Int32 = 0
        for _ in 0..<length {
          words.append(Int32(generator.next() % 2))
          odd ^= words[words.count - 1]
          classes.append(odd)
        }
      }
      return TaggedBatch(lengths: Array(repeating: length, count: sentences), words: words, classes: classes)
    }
    for _ in 0..<300 { training.update(bits(16, 10)) }
    #expect(training.accuracy(bits(8, 200)) == 1)
    let once = TaggerTraining(try SequenceTagger(options: options, seed: 1), settings)
    for _ in 0..<300 { once.update(SequenceClassifier.atTheEnd(bits(16, 10))) }
    #expect(abs(once.accuracy(SequenceClassifier.atTheEnd(bits(1_000, 10))) - 0.5) < 0.06)
  }

  /// One answer a sequence, and a number instead of a class.
  @Test func aClassifierSaysOneThing() throws {
    let classifier = try SequenceClassifier(options: Self.options(.gru), seed: 3)
    let tape = Tape(parameters: classifier.tagger.parameters)
    #expect(classifier.loss(Self.batch, gradientScale: 1, tape: tape).rows == 4)
    #expect(classifier.outputs(Self.batch, on: tape).map(\.count) == [5, 5, 5, 5])
    var options = TaggerOptions(input: .numbers(2), classes: 0)
    options.width = 8
    var settings = TaggerTrainingOptions()
    settings.rate = 1e-2
    let training = TaggerTraining(try SequenceTagger(options: options, seed: 3), settings)
    let sums = TaggedBatch(lengths: [2, 1], numbers: [1, 0, 0.5, 1, 0, 1], values: [.nan, 0.75, -0.5])
    let first = training.update(sums)
    for _ in 0..<200 { training.update(sums) }
    #expect(first.rows == 2 && training.update(sums).mean < 1e-3)
  }

  /// The gradient of states, noted inside the fused walk, is that which the composed walk has on its tensors.
  @Test(arguments: [CellKind.lstm, .gru, .elman]) func statesGradientsAreNoted(cell: CellKind) throws {
    let tagger = try SequenceTagger(options: Self.options(cell), seed: 3)
    let watch = StateGradients()
    let tape = Tape(parameters: tagger.parameters, gradients: tagger.parameters.gradientBuffer())
    tape.stateGradients = watch
    _ = tagger.loss(SequenceClassifier.atTheEnd(Self.batch), gradientScale: 1, tape: tape)
    tape.backward()
    #expect(watch.layers == ["tagger.layers.0", "tagger.layers.1"])
    #expect(watch.layers.allSatisfy { watch.norms($0).count == 6 && watch.norms($0).allSatisfy { $0 > 0 } })
    var normed = Self.options(cell)
    normed.norm = .gates
    let walked = StateGradients()
    let composed = try SequenceTagger(options: normed, seed: 3)
    let second = Tape(parameters: composed.parameters, gradients: composed.parameters.gradientBuffer())
    second.stateGradients = walked
    _ = composed.loss(SequenceClassifier.atTheEnd(Self.batch), gradientScale: 1, tape: second)
    second.backward()
    #expect(walked.layers.map { walked.norms($0).count } == [6, 6])
  }

  /// By hand: h(t) = u·h(t − 1) + … with ReLU and positive states, so |∂L/∂h(t − k)| falls by the factor u = ½ a step.
  @Test func aLinearStateForgetsAtItsOwnRate() throws {
    var options = TaggerOptions(input: .numbers(1), classes: 0)
    (options.cell, options.width, options.activation) = (.elman, 1, .relu)
    let tagger = try SequenceTagger(options: options, seed: 1)
    for p in tagger.parameters.specs where p.path.contains("weight_") {
      tagger.parameters.matrix(p).fill(p.path.hasSuffix("hh") ? 0.5 : 1)
    }
    tagger.parameters.weightsChanged()
    let watch = StateGradients()
    let tape = Tape(parameters: tagger.parameters, gradients: tagger.parameters.gradientBuffer())
    tape.stateGradients = watch
    _ = tagger.loss(
      TaggedBatch(lengths: [4], numbers: [1, 1, 1, 1], values: [.nan, .nan, .nan, 9]), gradientScale: 1, tape: tape)
    tape.backward()
    let norms = watch.norms("tagger.layers.0")
    for t in 0..<3 { #expect(abs(norms[t] / norms[t + 1] - 0.5) < 1e-6) }
  }

  @Test func clippingByValueBoundsEveryElement() {
    var values: [Float] = [0.5, -3, 2, -0.1, .nan]
    values.withUnsafeMutableBufferPointer { clampEach($0.baseAddress!, to: 1, count: 5) }
    #expect(values[..<4] == [0.5, -1, 1, -0.1] && values[4].isNaN)
  }

  @Test func badOptionsAreNamed() throws {
    var options = Self.options(.jordan)
    options.bidirectional = true
    let failure = try #require(throws: Failure.self) { try options.validate() }
    #expect(failure.description.contains("bidirectional is true"))
    options = Self.options(.lstm)
    options.input = .words(vocabulary: 0)
    let empty = try #require(throws: Failure.self) { try options.validate() }
    #expect(empty.description == "input is 0 words (expected 1 to 16777216 words or numbers)")
  }
}
