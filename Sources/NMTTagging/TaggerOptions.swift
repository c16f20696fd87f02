package import NMTKernels
package import NMTLayers
package import NMTSettings
package import NMTTensor

/// Input of a tagger at each step.
package enum TaggerInput: Codable, Sendable, Equatable {
  /// Ids below a vocabulary's size, through an embedding.
  case words(vocabulary: Int)
  /// This many numbers, unchanged.
  case numbers(Int)

  /// Size of the vocabulary, or numbers per step.
  var size: Int {
    switch self {
    case .words(let vocabulary): vocabulary
    case .numbers(let columns): columns
    }
  }
}

extension TaggerInput: CustomStringConvertible {
  package var description: String {
    switch self {
    case .words(let vocabulary): "\(vocabulary) words"
    case .numbers(let columns): "\(columns) numbers"
    }
  }
}

/// Everything that defines a tagger's shape.
package struct TaggerOptions: Codable, Sendable, Equatable {
  package var input: TaggerInput
  /// C, classes to choose from; 0 for one number instead.
  package var classes: Int
  package var cell = CellKind.lstm
  /// Layers of the cell.
  package var layers = 1
  /// H.
  package var width = 64
  /// E, columns of the embeddings of words and of fed classes.
  package var embedding = 16
  package var bidirectional = false
  package var residual = false
  package var norm = NormPlacement.none
  /// Dropout rate between layers.
  package var dropout: Float = 0
  package var activation = Activation.tanh
  /// k, taps of a convolution.
  package var kernel = 2
  /// Number of dilated layers after which the dilations 1, 2, 4, … repeat.
  package var dilationCycle = 12

  package init(input: TaggerInput, classes: Int) { (self.input, self.classes) = (input, classes) }

  /// Throws a `Failure` that names the key, its value and the allowed values.
  package func validate() throws { try checkRules() }

  /// True if the previous output is part of the input.
  var feedsOutputs: Bool { cell.traits.feedsOutputs }

  /// D of the first layer; fed classes pass through an embedding, fed numbers do not.
  var inputWidth: Int {
    let own =
      switch input {
      case .words: embedding
      case .numbers(let columns): columns
      }
    guard feedsOutputs else { return own }
    return own + (classes == 0 ? 1 : embedding)
  }

  var stack: StackOptions {
    StackOptions(
      cell: cell, layers: layers, width: width, bidirectional: bidirectional, residual: residual, norm: norm,
      dropout: dropout, activation: activation, kernel: kernel, dilationCycle: dilationCycle)
  }
}

extension TaggerOptions: CheckedOptions {
  package static let rules: [OptionRule<TaggerOptions>] = [
    .limit(\.input, "1 to 16777216 words or numbers") { (1...16_777_216).contains($0.size) },
    .range(\.classes, 0...16_777_216),
    .range(\.layers, 1...64),
    .range(\.width, 1...8192),
    .range(\.embedding, 1...8192),
    .range(\.kernel, 1...31),
    .range(\.dilationCycle, 1...12),
    .range(\.dropout, 0..<1),
    .relation(\.bidirectional, expected: "an even width, an odd kernel, and no output feedback") { options in
      guard options.bidirectional else { return true }
      return !options.cell.traits.feedsOutputs
        && (options.cell.traits.isConvolution ? options.kernel % 2 == 1 : options.width % 2 == 0)
    },
  ]
}

/// Sequences and the expected outputs at their positions, rows sentence-major.
package struct TaggedBatch: Sendable {
  package var layout: SequenceLayout
  /// Ids of words, `[R]`, for the input `words`.
  package var words: [Int32] = []
  /// Numbers, `[R · columns]`, for the input `numbers`.
  package var numbers: [Float] = []
  /// The class at each row, −1 without an output, `[R]`.
  package var classes: [Int32] = []
  /// The number at each row if outputs are numbers, NaN without an output, `[R]`.
  package var values: [Float] = []

  package init(lengths: [Int], words: [Int32] = [], numbers: [Float] = [], classes: [Int32] = [], values: [Float] = [])
  {
    layout = SequenceLayout(lengths: lengths)
    (self.words, self.numbers, self.classes, self.values) = (words, numbers, classes, values)
  }

  /// Rows with an output.
  var saidRows: [Int32] {
    (0..<layout.rowCount).filter(says).map(Int32.init)
  }

  func says(at row: Int) -> Bool { values.isEmpty ? classes[row] >= 0 : !values[row].isNaN }

  /// The class before each row, `none` if there is none, as fed by teacher forcing.
  ///
  /// - Parameter last: the class before each sentence's first row; empty for none.
  func previousClasses(none: Int32, after last: [Int32] = []) -> [Int32] {
    previous(classes, none: none, after: last) { $0 >= 0 }
  }

  /// The value before each row, 0 if there is none.
  func previousValues(after last: [Float] = []) -> [Float] {
    previous(values, none: 0, after: last) { !$0.isNaN }
  }

  private func previous<Output>(
    _ outputs: [Output], none: Output, after last: [Output], isSaid: (Output) -> Bool
  ) -> [Output] {
    precondition(last.isEmpty || last.count == layout.sentenceCount, "previous: outputs of \(last.count) other streams")
    var previous = [Output](repeating: none, count: layout.rowCount)
    for (b, (start, length)) in zip(layout.starts, layout.lengths).enumerated() {
      if !last.isEmpty, isSaid(last[b]) { previous[start] = last[b] }
      for r in start..<start + length - 1 where isSaid(outputs[r]) { previous[r + 1] = outputs[r] }
    }
    return previous
  }
}
