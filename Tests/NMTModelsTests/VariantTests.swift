import NMTKernels
import NMTModels
import NMTTensor
import NMTTestNumbers
import Testing

/// What whole models of every cell and option have to do.
@Suite struct VariantTests {
  /// Teacher forcing computes all steps together what a walk computes one by one: a whole model's loss and every gradient.
  @Test func theLossOfAModelEqualsThatOfItsSteps() throws {
    let batch = SequenceBatch(sources: PropertyTests.sources, targets: PropertyTests.targets)
    for (name, options) in PropertyTests.variants() {
      let model = try Seq2SeqModel(options: options, seed: 4)
      let found = [false, true].map { byStep in
        let gradients = model.parameters.gradientBuffer()
        let tape = Tape(parameters: model.parameters, gradients: gradients)
        let loss =
          byStep
          ? model.lossByStep(batch, gradientScale: 1, tape: tape)
          : model.loss(batch, smoothing: 0, gradientScale: 1, tape: tape)
        tape.backward()
        return (loss: loss, gradient: Array(UnsafeBufferPointer(start: gradients.values, count: gradients.count)))
      }
      #expect(found[0].loss.targetTokens == found[1].loss.targetTokens)
      #expect(abs(found[0].loss.nllSum - found[1].loss.nllSum) < 1e-5 * found[0].loss.nllSum, "\(name)")
      expectClose(found[0].gradient, found[1].gradient, tolerance: 1e-5, name)
    }
  }

  /// bfloat16 products round to 8 bits: a loss of random weights stays within 2 %, and every gradient is finite and there.
  @Test func everyVariantTrainsInBfloat16() throws {
    let batch = SequenceBatch(sources: PropertyTests.sources, targets: PropertyTests.targets)
    for (name, options) in PropertyTests.variants() {
      let losses = try [Precision.fp32, .bf16].map { precision in
        let model = try Seq2SeqModel(options: options, seed: 4, kernels: CPUKernels(precision: precision))
        let gradients = model.parameters.gradientBuffer()
        let tape = Tape(parameters: model.parameters, gradients: gradients)
        let loss = model.loss(batch, smoothing: 0, gradientScale: 1, tape: tape).nllSum
        tape.backward()
        let norm = model.parameters.kernels.sumOfSquares(gradients.values, count: gradients.count)
        #expect(norm.isFinite && norm > 0, "\(name)")
        return loss
      }
      #expect(abs(losses[0] - losses[1]) < 0.02 * losses[0] && losses[0] != losses[1], "\(name): \(losses)")
    }
  }
}
