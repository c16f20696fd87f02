/// How a recurrent layer walks over a batch of whole sentences.
package struct SequenceWalk {
  package var layout: SequenceLayout
  /// Direction of the walk; `backward` begins at each sentence's own end.
  package var direction: Direction
  /// State matrices before the first step, `[B, ·]` each, rows in batch order; zeros if nil.
  package var initial: [Tensor]?
  /// Steps between cuts of the state's gradient (truncated backpropagation through time, Williams & Peng 1990): cut at
  /// every multiple; 0 for never.
  package var truncation: Int

  package init(
    _ layout: SequenceLayout, direction: Direction = .forward, initial: [Tensor]? = nil, truncation: Int = 0
  ) {
    (self.layout, self.direction, self.initial, self.truncation) = (layout, direction, initial, truncation)
  }
}
