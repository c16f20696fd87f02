/// Facts about a kind of cell for stacks, options, help texts and model cards; each cell states its own.
///
/// The defaults suit a composed recurrent cell; where a wrong value would cost correctness, they are the safe value.
package struct CellTraits: Sendable {
  /// The cell's name in a sentence: "LSTM", "Elman".
  package let name: String
  /// One line for help texts: what the cell remembers, and its author.
  package let summary: String
  /// True if the cell reads the model's previous output as input. An encoder has no such output.
  package let feedsOutputs: Bool
  /// True if one cell sees both directions at once and combines a position's row with its neighbors.
  package let isConvolution: Bool
  /// True if the activation can be chosen, tanh or ReLU.
  package let hasActivation: Bool
  /// True if layers form a WaveNet stack with dilations 1, 2, 4, …; each layer then contributes to the stack's output
  /// as well as feeding the layer above.
  package let isDilated: Bool
  /// True if an encoder's last state can be the initial state. False if the state is a window of inputs or outputs.
  package let beginsFromEncoder: Bool
  /// True if `run` reads the values of its output in the backward pass, so that nothing may overwrite them. True is
  /// always safe; false saves a copy, and `CellTests` detects a wrong false.
  package let readsOutputBack: Bool
  /// True if `run` walks step by step and records the gradient of each state itself, as `runByStep` does.
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
