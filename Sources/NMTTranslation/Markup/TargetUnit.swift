/// A word of a translation, a sign, or a placeholder: what marks are put between.
package struct TargetUnit: Sendable {
  var text: [UInt8]
  /// How it is written to the letter; nil for what the model wrote by itself.
  var raw: [UInt8]?
  let isPlaceholder: Bool
  /// The white space before it.
  var space: [UInt8]
  /// Which part of the source line it is from.
  let window: Int
  /// How much of its attention each source subword of that part has; the sum is 1.
  var attention: [Float]
  /// The required phrase that it is in, by a number of its own; nil for none.
  var phrase: Int?

  package init(
    text: [UInt8], raw: [UInt8]? = nil, isPlaceholder: Bool, space: [UInt8], window: Int, attention: [Float]
  ) {
    self.text = text
    self.raw = raw
    self.isPlaceholder = isPlaceholder
    self.space = space
    self.window = window
    self.attention = attention
  }
}
