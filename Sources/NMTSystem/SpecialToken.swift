/// Ids that mean the same in every vocabulary.
///
/// Defined below the modules of words and those of numbers, since both write and read them.
package enum SpecialToken {
  /// Fills up batches; never in a sentence.
  package static let pad: Int32 = 0
  /// A character that the vocabulary does not have.
  package static let unknown: Int32 = 1
  /// Begins the target side.
  package static let begin: Int32 = 2
  /// Ends both sides.
  package static let end: Int32 = 3
}
