/// A word, sign or placeholder of a translation; marks are placed between units.
package struct TargetUnit: Sendable {
  var text: [UInt8]
  /// Verbatim spelling; nil for text produced by the model.
  var raw: [UInt8]?
  let isPlaceholder: Bool
  /// White space before the unit.
  var space: [UInt8]
  /// Index of the part of the source line that the unit comes from.
  let window: Int
  /// Attention on each source subword of that part; sums to 1.
  var attention: [Float]
  /// Number of the required phrase that contains the unit; nil for none.
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
