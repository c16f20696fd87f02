import Foundation
import NMTCorpus
import NMTMetrics
import NMTModelStore
import NMTModels
import NMTSystem
import NMTTensor

/// Measurements of one set of weights.
struct ValidationScores {
  var loss: Double
  var translations: TranslationScores?
  var isAveraged: Bool

  var bleu: Double? { translations?.bleu }

  /// Measure for selection, lower is better; NaN if it was not measured.
  func measure(by selection: ValidationOptions.Measure) -> Double {
    switch selection {
    case .loss: return loss
    case .metric: return translations?.selecting.cost ?? .nan
    case .auto: preconditionFailure("select-by auto was not resolved")
    }
  }
}

extension Trainer {
  /// Measures the newest and the averaged weights, keeps the better of the two if it is the best so far, and updates
  /// schedule and patience. Returns false, with nothing changed, if a stop was requested meanwhile.
  ///
  /// - Parameter isFinal: true after the last update; then only the model directory changes, not the resumable state.
  func validate(isFinal: Bool) throws -> Bool {
    guard let validator else { return true }
    crew.settle()
    let start = spent
    // Without a checkpoint, the next start would take the model for another run's.
    if try checkpoints.newestFirst().isEmpty { try saveCheckpoint() }
    guard let (newest, averaged) = try measure(validator) else { return false }
    let selection = options.validation.selectBy
    let isAveragedBetter = averaged.map { $0.measure(by: selection) < newest.measure(by: selection) } ?? false
    let chosen = isAveragedBetter ? averaged ?? newest : newest
    let measure = chosen.measure(by: selection)
    let isBest = try isBetter(chosen, measure)
    if isBest { try keep(chosen) }
    if !isFinal {
      state.selection.observe(isBest ? measure : .nan, patience: 0)
      state.plateau.observe(newest.loss, patience: options.schedule.plateauPatience)
      crew.average.takeSnapshot(crew.model.parameters.values)
      state.lastValidation = state.update
    }
    reserve.validation = spent - start
    try tell(newest, averaged, isBest: isBest)
    return true
  }

  /// True if a model is better than the best so far and, if requested, significantly so.
  private func isBetter(_ scores: ValidationScores, _ measure: Double) throws -> Bool {
    guard measure.isFinite, measure < state.selection.best ?? .infinity else { return false }
    let options = options.validation
    guard options.significance > 0, let best = state.selection.best, let rows = state.best?.rows,
      let own = scores.translations?.rows, own.count == rows.count, own.width == rows.width, own.count > 0
    else { return true }
    let pValue = try TranslationScores.pValue(rows, own, costs: [best, measure], selectedBy: options.selectBy)
    return pValue <= options.significance
  }

  /// Measures the loss of both sets of weights, and BLEU of both if it selects, else of the one with the lower loss.
  /// nil if a stop was requested.
  private func measure(_ validator: Validator) throws -> (ValidationScores, ValidationScores?)? {
    let translatesBoth = options.validation.selectBy != .loss
    guard let loss = validator.measureLoss() else { return nil }
    var newest = ValidationScores(loss: loss, isAveraged: false)
    var averaged: ValidationScores?
    if let weights = crew.average.averaged(with: crew.model.parameters.values) {
      guard
        let measured = try withWeights(
          weights,
          {
            try validator.scores { translatesBoth || $0 < newest.loss }
          })
      else { return nil }
      averaged = measured
    }
    if validator.measuresBLEU, translatesBoth || averaged?.bleu == nil {
      guard let translations = try validator.measureTranslations() else { return nil }
      newest.translations = translations
    }
    return (newest, averaged)
  }

  /// Saves the weights that `scores` belong to as the model.
  private func keep(_ scores: ValidationScores) throws {
    state.best = BestModel(
      update: state.update, loss: scores.loss, bleu: scores.bleu, isAveraged: scores.isAveraged)
    state.best?.rows = scores.translations?.rows
    guard scores.isAveraged, let weights = crew.average.averaged(with: crew.model.parameters.values) else {
      return try saveModel(scores)
    }
    try withWeights(weights) { try saveModel(scores) }
  }

  /// Runs `body` with `weights` in the model, then restores the model's own, bit for bit.
  private func withWeights<Result>(_ weights: FlatVector, _ body: () throws -> Result) rethrows -> Result {
    weights.swap(with: crew.model.parameters.values)
    crew.weightsChanged()
    defer {
      weights.swap(with: crew.model.parameters.values)
      crew.weightsChanged()
    }
    return try body()
  }

  /// Writes the whole model directory with the current weights.
  func saveModel(_ scores: ValidationScores?) throws {
    let weights = FlatSpan(crew.model.parameters.values, count: crew.model.parameters.count)
    guard weights.isFinite else {
      throw Failure(
        .software, "the weights hold a value that is not finite", at: request.model, expected: "finite numbers only",
        remedy: "start over with --force and a lower --learning-rate")
    }
    var provenance = ModelProvenance()
    provenance.sourceLanguage = data.manifest.sourceLanguage
    provenance.targetLanguage = data.manifest.targetLanguage
    provenance.dataHash = data.hash
    provenance.seed = options.seed
    provenance.updates = state.update
    provenance.maximumSourceLength = options.batches.maximumLength
    provenance.options = request.record
    if let scores {
      provenance.scores = ["loss": scores.loss, "perplexity": exp(scores.loss)]
      if let bleu = scores.bleu { provenance.scores["bleu"] = bleu }
      if case .metric(let metric) = options.validation.selectBy, let score = scores.translations?.selecting {
        provenance.scores[metric.name] = score.value
      }
    }
    try ModelDirectory.save(
      model: crew.model, pipeline: data.pipeline, shortlist: data.shortlist, provenance: provenance, to: request.model)
  }
}

extension Validator {
  /// Loss of the current weights, and BLEU if `translates` returns true for the loss; nil if a stop was requested.
  func scores(translates: (Double) -> Bool) throws -> ValidationScores? {
    guard let loss = measureLoss() else { return nil }
    var scores = ValidationScores(loss: loss, isAveraged: true)
    if measuresBLEU, translates(loss) {
      guard let translations = try measureTranslations() else { return nil }
      scores.translations = translations
    }
    return scores
  }
}
