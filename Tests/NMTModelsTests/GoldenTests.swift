import Foundation
import NMTTestNumbers
import NMTKernels
import NMTModels
import NMTTensor
import Testing

/// Whole models against PyTorch in double precision. Made by `Scripts/goldens/model.py` and, with cells other than LSTM,
/// `Scripts/goldens/cells.py`.
@Suite struct GoldenTests {
  struct GoldenParameter: Decodable {
    let shape: [Int]
    let values: [Float]
    let gradient: [Float]
  }

  struct GoldenModel: Decodable {
    let name: String
    let options: ModelOptions
    let sources: [[Int32]]
    let targets: [[Int32]]
    let smoothing: Float
    let loss: Double
    let nll: Double
    let parameters: [String: GoldenParameter]

    var batch: SequenceBatch { SequenceBatch(sources: sources, targets: targets) }

    /// A model with the golden's parameters; it must have exactly these.
    func model(_ kernels: any Kernels) throws -> Seq2SeqModel {
      let model = try Seq2SeqModel(options: options, seed: 1, kernels: kernels)
      #expect(Set(model.parameters.specs.map(\.path)) == Set(parameters.keys), "\(name): parameter names")
      for p in model.parameters.specs {
        let golden = try #require(parameters[p.path], "\(name): \(p.path)")
        try #require(p.shape == golden.shape, "\(name): shape of \(p.path)")
        model.parameters.matrix(p).set(golden.values)
      }
      model.parameters.weightsChanged()
      return model
    }
  }

  struct GoldenTrace: Decodable {
    let name: String
    let rate: Float
    let beta1: Float
    let beta2: Float
    let epsilon: Float
    let losses: [Double]
  }

  static func models(_ file: String = "models.json") throws -> [GoldenModel] {
    try JSONDecoder().decode([GoldenModel].self, from: golden(file))
  }

  /// Single against double precision: 1e-4 of the largest gradient of each parameter leaves room for sums of a few
  /// thousand products.
  @Test(arguments: ["models.json", "cells.json"]) func lossAndAllGradientsAreThoseOfPyTorch(file: String) throws {
    for golden in try Self.models(file) {
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
  }

  @Test func tenStepsOfAdamFollowPyTorch() throws {
    let trace = try JSONDecoder().decode(GoldenTrace.self, from: golden("trace.json"))
    let golden = try #require(try Self.models().first { $0.name == trace.name })
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
        #expect(abs(value - expected) <= 1e-4 * expected, "step \(k), \(kernels.name): \(value) ≠ \(expected)")
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
