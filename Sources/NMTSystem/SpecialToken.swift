/// Ids that mean the same in every vocabulary.
///
/// Defined below the modules of words and those of numbers, since both write and read them. Computed, because searches read
/// them for every candidate, and a stored one is behind a check that it has been initialized.
package enum SpecialToken {
  /// Fills up batches; never in a sentence.
  @inlinable package static var pad: Int32 { 0 }
  /// A character that the vocabulary does not have.
  @inlinable package static var unknown: Int32 { 1 }
  /// Begins the target side.
  @inlinable package static var begin: Int32 { 2 }
  /// Ends both sides.
  @inlinable package static var end: Int32 { 3 }
}
