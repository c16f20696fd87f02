public import NMTModelStore
public import NMTSearch
package import NMTSettings
public import NMTSystem

/// How a `Translator` searches and how much of the machine it takes.
public struct TranslationOptions: Codable, Sendable, Equatable {
  /// Search for translations: beam, length, stop rule and the like.
  public var search: SearchOptions
  /// Worker threads; 1 to 1024, by default one per core. Results do not depend on it.
  public var threads: Int
  /// The most source subwords of the sentences that a thread searches together, ends counted; 0, the default, for 1,280
  /// over the beam, 256…1024: enough rows for the products, few enough states for the second cache. No result depends on
  /// it.
  public var batchTokens: Int
  /// Terms that translations have to hold; nil, the default, for none.
  public var terminology: TerminologyFile?
  /// Placeholders and markup that are copied; default none.
  public var marks: MarkOptions
  /// How several models become one distribution; no meaning for one.
  public var ensemble: EnsembleOptions
  /// Looks for hallucinations and loops and translates suspicious lines again; nil, the default, for no guard.
  public var guarding: GuardOptions?
  /// Longest source in subwords that is translated in one piece; nil for what the model was trained on.
  public var maximumSourceLength: Int?
  /// Whether translations come with `alignment` and `attention`. Default false.
  public var includesAlignment: Bool
  /// Whether lines are paragraphs of a document: translated sentence by sentence, with all white space, list marks and what
  /// holds no letter as they were. Default false.
  public var isDocument: Bool
  /// Whether a sentence may use only the target subwords that its source subwords are likely to become; default `auto`.
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

  /// Whether anything is made of attention, which searches then record: alignments, marks that are put back, the guard.
  package var readsAttention: Bool { includesAlignment || marks.isActive || guarding != nil }

  /// `batchTokens` as it is carried out.
  package var searchedTokens: Int { batchTokens > 0 ? batchTokens : min(max(1280 / search.beam, 256), 1024) }

  /// Names the first option that is out of its range.
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
    .relation(\.terminology, "together with \(\.search.sampling)", expected: "a search with a beam, or no terminology")
    {
      $0.terminology == nil || $0.search.sampling == nil
    },
  ]
}
