public import NMTModelStore
public import NMTSearch
package import NMTSettings
public import NMTSystem

/// Options of a `Translator`: search, threads, memory and what to include.
public struct TranslationOptions: Codable, Sendable, Equatable {
  /// Options of the search: beam, length, stop rule and the like.
  public var search: SearchOptions
  /// Worker threads; 1 to 1024, by default one per core. Results do not depend on their number.
  public var threads: Int
  /// Most source subwords, including EOS, that a thread searches together. 0, the default, uses 1,280 divided by the
  /// beam, clamped to 256…1024: enough rows for the products, few enough states for the L2 cache. Results do not depend
  /// on it.
  public var batchTokens: Int
  /// Terms that translations must contain; nil, the default, for none.
  public var terminology: TerminologyFile?
  /// Placeholders and markup to copy; default none.
  public var marks: MarkOptions
  /// Combination of several models into one distribution; ignored for a single model.
  public var ensemble: EnsembleOptions
  /// Detection of hallucinations and loops, with another search for suspicious lines; nil, the default, turns it off.
  public var guarding: GuardOptions?
  /// Longest source in subwords that is translated in one piece; nil uses the longest that the model was trained on.
  public var maximumSourceLength: Int?
  /// Whether translations include `alignment` and `attention`. Default false.
  public var includesAlignment: Bool
  /// Whether lines are paragraphs of a document: translated sentence by sentence, with white space, list marks and text
  /// without letters unchanged. Default false.
  public var isDocument: Bool
  /// Whether a sentence may use only likely translations of its source subwords; default `auto`.
  public var shortlist: ShortlistChoice

  /// Options with their defaults: a beam search on all cores.
  public init(
    search: SearchOptions = SearchOptions(), threads: Int = Machine.coreCount, batchTokens: Int = 0,
    terminology: TerminologyFile? = nil, marks: MarkOptions = MarkOptions(),
    ensemble: EnsembleOptions = EnsembleOptions(), guarding: GuardOptions? = nil, maximumSourceLength: Int? = nil,
    includesAlignment: Bool = false, isDocument: Bool = false,
    shortlist: ShortlistChoice = .auto
  ) {
    self.search = search
    self.threads = threads
    self.batchTokens = batchTokens
    self.terminology = terminology
    self.marks = marks
    self.ensemble = ensemble
    self.guarding = guarding
    self.maximumSourceLength = maximumSourceLength
    self.includesAlignment = includesAlignment
    self.isDocument = isDocument
    self.shortlist = shortlist
  }

  /// Whether attention is needed, so that searches record it: for alignments, reinserted marks, the guard.
  package var readsAttention: Bool { includesAlignment || marks.isActive || guarding != nil }

  /// The effective value of `batchTokens`.
  package var searchedTokens: Int { batchTokens > 0 ? batchTokens : min(max(1280 / search.beam, 256), 1024) }

  /// Checks every option; the error names the first one out of range.
  public func validate() throws { try checkRules() }
}

extension TranslationOptions: CheckedOptions {
  package static let rules =
    OptionRule<TranslationOptions>.within(\.search) + OptionRule.within(\.ensemble) + OptionRule.within(\.guarding)
    + own

  private static let own: [OptionRule<TranslationOptions>] = [
    .range(\.threads, 1...1024),
    .range(\.batchTokens, 0...1_000_000),
    .range(\.maximumSourceLength, ModelProvenance.sourceLengths),
    .relation(\.terminology, "together with \(\.search.sampling)", expected: "beam search, or no terminology") {
      $0.terminology == nil || $0.search.sampling == nil
    },
  ]
}
