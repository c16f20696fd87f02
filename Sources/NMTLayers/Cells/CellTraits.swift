/// What stacks, options, help texts and model cards have to know about a kind of cell; each cell states its own.
///
/// The defaults are those of a composed recurrent cell; where a wrong value would cost correctness they are the safe ones.
package struct CellTraits: Sendable {
  /// The cell's name in a sentence: "LSTM", "Elman".
  package let name: String
  /// One line for help texts: what is remembered, and whose idea it was.
  package let summary: String
  /// Whether the cell reads its model's previous output as part of its input: an encoder has none to feed back.
  package let feedsOutputs: Bool
  /// Whether one cell sees both directions at once, and joins a position's row with its neighbors'.
  package let isConvolution: Bool
  /// Whether the activation is an option, tanh or ReLU.
  package let hasActivation: Bool
  /// Whether layers form a dilated stack after WaveNet: dilations 1, 2, 4, …; a layer gives a part to the stack's output
  /// beside what the layer above reads.
  package let isDilated: Bool
  /// Whether an encoder's last state can be the first one here: not where the state is a window of inputs or outputs.
  package let beginsFromEncoder: Bool
  /// Whether `run` reads its output's values on the way back: then nothing may overwrite them. True is always safe, false
  /// saves a copy; `CellTests` finds a false that should be true.
  package let readsOutputBack: Bool
  /// Whether `run` walks step by step and notes the gradient of each state itself, as `runByStep` does.
  package let notesStates: Bool

  package init(
    name: String, summary: String, feedsOutputs: Bool = false, hasActivation: Bool = false, isConvolution: Bool = false,
    isDilated: Bool = false, beginsFromEncoder: Bool = true, readsOutputBack: Bool = true, notesStates: Bool = true
  ) {
    (self.name, self.summary) = (name, summary)
    (self.feedsOutputs, self.hasActivation) = (feedsOutputs, hasActivation)
    (self.isConvolution, self.isDilated) = (isConvolution, isDilated)
    (self.beginsFromEncoder, self.readsOutputBack, self.notesStates) = (beginsFromEncoder, readsOutputBack, notesStates)
  }
}
