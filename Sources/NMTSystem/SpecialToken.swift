/// Ids with the same meaning in every vocabulary.
///
/// Defined below both the text and the numeric modules, since both use them. Computed, because searches read them for
/// every candidate, and a stored one requires an initialization check.
package enum SpecialToken {
  /// Padding of batches; never in a sentence.
  @inlinable package static var pad: Int32 { 0 }
  /// A character that is not in the vocabulary.
  @inlinable package static var unknown: Int32 { 1 }
  /// Begins the target side.
  @inlinable package static var begin: Int32 { 2 }
  /// Ends both sides.
  @inlinable package static var end: Int32 { 3 }
}
