import Foundation
import NMTKernels
import NMTModels
import Testing

/// Steps with candidate words.
struct CandidateTests {
  private static let sources: [[Int32]] = [[5, 9, 44], [7], [8, 30, 31, 32], [12, 12]]
  private static let candidates: [[Int32]] = [[0, 3, 9, 44], [2, 3, 9, 10, 11, 40], [3], [1, 3, 17, 43, 44]]

  private func model(_ precision: Precision) throws -> Seq2SeqModel {
    var options = ModelOptions(sourceVocabulary: 45, targetVocabulary: 45)
    (options.embedding, options.encoderWidth, options.decoderWidth) = (14, 22, 30)
    return try Seq2SeqModel(
      options: options, seed: 3, kernels: CPUKernels(precision: precision, instructions: .best))
  }

  /// Two steps; the rows of each.
  private func steps(
    _ model: Seq2SeqModel, _ which: [Int], candidates: [[Int32]]?, in workspace: Workspace
  ) -> [[[Float]]] {
    let encoded = model.encode(
      sources: which.map { Self.sources[$0] }, candidates: candidates.map { lists in which.map { lists[$0] } },
      in: workspace)
    var state = model.startState(encoded)
    return [Int32(2), 9].map { token in
      let tokens = [Int32](repeating: token, count: which.count)
      let step = model.step(tokens: tokens, state: &state, encoded: encoded, workspace: workspace)
      return (0..<step.rows).map { r in (0..<step.columns).map { step.row(r)[$0] } }
    }
  }

  /// Each row is the full one over its own words, made to sum to one again; all else is impossible.
  @Test(arguments: Precision.allCases) func rowsAreTheFullOnesRenormalized(precision: Precision) throws {
    let model = try model(precision)
    let workspace = Workspace(model)
    let all = Array(Self.sources.indices)
    let full = steps(model, all, candidates: nil, in: workspace)
    // In bfloat16 the full output layer is rounded, that of candidates is not.
    let tolerance = precision == .bf16 ? 3e-2 : 1e-5
    let found = steps(model, all, candidates: Self.candidates, in: workspace)
    for (fullStep, step) in zip(full, found) {
      for (sentence, row) in step.enumerated() {
        let words = Self.candidates[sentence].map(Int.init)
        let total = words.reduce(0) { $0 + exp(Double(fullStep[sentence][$1])) }
        #expect(row.count == 6)
        for (place, value) in row.enumerated() {
          guard place < words.count else {
            #expect(value == -.infinity)
            continue
          }
          #expect(abs(Double(value) - (Double(fullStep[sentence][words[place]]) - log(total))) < tolerance)
        }
      }
    }
  }

  /// A sentence has the same bits alone, in any batch, and in a workspace that other batches have used.
  @Test(arguments: Precision.allCases) func rowsDoNotDependOnTheBatch(precision: Precision) throws {
    let model = try model(precision)
    let used = Workspace(model)
    let together = steps(model, [0, 1, 2, 3], candidates: Self.candidates, in: used)
    for batch in [[3], [0, 2], [2], [1, 0], [3, 2, 1]] {
      let found = steps(model, batch, candidates: Self.candidates, in: used)
      let fresh = steps(model, batch, candidates: Self.candidates, in: Workspace(model))
      #expect(found == fresh)
      for (found, together) in zip(found, together) {
        for (row, sentence) in zip(found, batch) {
          let count = Self.candidates[sentence].count
          #expect(row.prefix(count) == together[sentence].prefix(count))
        }
      }
    }
  }
}
