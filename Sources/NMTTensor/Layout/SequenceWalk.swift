/// How a recurrent layer walks over a batch of whole sentences.
package struct SequenceWalk {
  package var layout: SequenceLayout
  /// `backward` walks each sentence from its own end.
  package var direction: Direction
  /// The matrices of the state before the first step, `[B, ·]` each, rows in batch order; zeros where nil.
  package var initial: [Tensor]?
  /// The gradient of the state is cut at every step that is a multiple of it (truncated backpropagation through time,
  /// Williams & Peng 1990); 0 for never.
  package var truncation: Int

  package init(
    _ layout: SequenceLayout, direction: Direction = .forward, initial: [Tensor]? = nil, truncation: Int = 0
  ) {
    (self.layout, self.direction, self.initial, self.truncation) = (layout, direction, initial, truncation)
  }
}
