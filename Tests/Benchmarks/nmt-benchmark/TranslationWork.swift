import NMTKernels
import NMTModels
import NMTSearch
import NMTSystem
import NMTTensor
import NMTText
import NMTTranslation

/// Work of translating lines, found by searching them all on one thread with timed kernels.
struct TranslationWork {
  /// Multiplications and additions of computed products: every source position and every live hypothesis of every step,
  /// with its allowed target words. A word's product with the decoder's first layer counts when it is computed, not
  /// when it is looked up.
  let operations: Double
  /// Share of the time by kind of work.
  let profile: [String: Double]

  init(_ translator: Translator, _ lines: [String], oneAtATime: Bool) {
    let model = translator.models[0]
    let kernels = TimedKernels(model.parameters.kernels)
    let decoder = EnsembleDecoder(
      model, workspace: Workspace(model, kernels: kernels), shortlist: translator.shortlist)
    let room = oneAtATime ? 1 : translator.options.searchedTokens
    let strategy = BeamSearch(options: translator.options.search)
    let start = SystemClock.monotonic.seconds
    let inputs = lines.map(translator.pipeline.encodeSource).filter { !$0.isEmpty }
    let encoded = SystemClock.monotonic.seconds
    let queue = SearchQueue(inputs.enumerated().map { SearchInput(index: $0, source: $1) })
    strategy.search(queue, with: decoder, room: room) { _, _ in }
    let end = SystemClock.monotonic.seconds
    operations = kernels.operations
    var shares = Dictionary(
      uniqueKeysWithValues: WorkKind.allCases.map { ($0.label, kernels.times[$0] / (end - start)) })
    shares["subwords"] = (encoded - start) / (end - start)
    shares["search, states and the rest"] = (end - encoded - kernels.times.total) / (end - start)
    profile = shares.filter { $0.value > 0 }
  }
}
