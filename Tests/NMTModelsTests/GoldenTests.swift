import Foundation
import NMTKernels
import NMTLayers
import NMTModels
import NMTTensor
import NMTTestNumbers
import Testing

/// Whole models against PyTorch in double precision. Made by `Scripts/goldens/model.py` and, with cells other than LSTM,
/// `Scripts/goldens/cells.py`.
@Suite struct GoldenTests {
  struct GoldenTrace: Decodable {
    let torch: String
    let name: String
    let rate: Float
    let beta1: Float
    let beta2: Float
    let epsilon: Float
    let losses: [Double]
  }

  /// Single against double precision: 1e-4 of the largest gradient of each parameter leaves room for sums of a few
  /// thousand products.
  @Test(arguments: try GoldenModels.all()) func lossAndAllGradientsAreThoseOfPyTorch(named: NamedGoldenModel) throws {
    let golden = named.model
    for kernels in backends {
      let model = try golden.model(kernels)
      let gradients = model.parameters.gradientBuffer()
      let tape = Tape(parameters: model.parameters, gradients: gradients)
      let loss = model.loss(golden.batch, smoothing: golden.smoothing, gradientScale: 1, tape: tape)
      tape.backward()
      #expect(abs(loss.smoothedSum - golden.loss) <= 1e-4 * golden.loss, "\(golden.name), \(kernels.name)")
      #expect(abs(loss.nllSum - golden.nll) <= 1e-4 * golden.nll, "\(golden.name), \(kernels.name)")
      for p in model.parameters.specs {
        let expected = try #require(golden.parameters[p.path]).gradient
        expectClose(
          gradients.matrix(p).elements, expected, tolerance: 1e-4, "\(golden.name), \(p.path), \(kernels.name)")
      }
    }
  }

  /// No cell is without a case from PyTorch.
  @Test(arguments: CellKind.allCases) func everyCellHasAGoldenCase(cell: CellKind) throws {
    let cases = try GoldenModels.all().map(\.model.options)
    #expect(
      cases.contains { $0.decoder == cell },
      """
      the cell '\(cell)' has no golden case as a decoder: add one to CASES of Scripts/goldens/cells.py \
      and run it (DocC page "Adding a cell")
      """)
    #expect(
      !CellKind.ofEncoders.contains(cell) || cases.contains { $0.encoder == cell },
      "the cell '\(cell)' has no golden case as an encoder: add one to CASES of Scripts/goldens/cells.py and run it")
  }

  @Test func anUnknownCellInAGoldenFileIsNamed() throws {
    let text = #"{"name": "future", "options": {"encoder": "lstm", "decoder": "nosuchcell"}}"#
    let error = try #require(throws: (any Error).self) {
      try JSONDecoder().decode(GoldenModel.self, from: Data(text.utf8))
    }
    #expect("\(error)".contains("'future': 'nosuchcell' is not a case of CellKind"))
  }

  @Test func tenStepsOfAdamFollowPyTorch() throws {
    let trace = try JSONDecoder().decode(GoldenTrace.self, from: golden("trace.json"))
    let golden = try #require(try GoldenModels.read("models.json").cases.first { $0.name == trace.name })
    for kernels in backends {
      let model = try golden.model(kernels)
      let store = model.parameters
      let gradients = store.gradientBuffer()
      let m = store.gradientBuffer()
      let v = store.gradientBuffer()
      let tape = Tape(parameters: store, gradients: gradients)
      let words = Float(golden.batch.targetTokens)
      for (k, expected) in trace.losses.enumerated() {
        gradients.zero()
        let loss = model.loss(golden.batch, smoothing: golden.smoothing, gradientScale: 1 / words, tape: tape)
        tape.backward()
        tape.reset()
        let value = loss.smoothedSum / Double(words)
        #expect(
          abs(value - expected) <= 1e-4 * expected,
          "step \(k), \(kernels.name), PyTorch \(trace.torch): \(value) ≠ \(expected)")
        let step = AdamStep(
          update: k + 1, rate: trace.rate, beta1: Double(trace.beta1), beta2: Double(trace.beta2),
          epsilon: Double(trace.epsilon))
        kernels.adam(
          step, gradient: gradients.values, value: store.values, m: m.values, v: v.values, count: store.count)
        store.weightsChanged()
      }
    }
  }
}
