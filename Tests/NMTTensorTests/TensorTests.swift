import Foundation
import NMTKernels
import NMTSystem
import NMTTensor
import NMTTestNumbers
import Testing

/// Arena, store, generator, initial values, dropout and the loss's blocks.
@Suite struct TensorTests {
  private func store(_ kernels: any Kernels = cpuKernels(), _ declare: (ParameterBuilder) -> Void) -> ParameterStore {
    let builder = ParameterBuilder()
    declare(builder)
    return ParameterStore(builder, seed: 9, kernels: kernels)
  }

  @Test func theArenaAlignsReusesAndCounts() {
    let arena = Arena()
    let first = arena.floats(3)
    let second = arena.floats(100)
    #expect(Int(bitPattern: first) % 64 == 0 && Int(bitPattern: second) % 64 == 0 && second - first == 16)
    #expect(arena.peakBytes == 64 + 448)
    let mark = arena.mark()
    let scratch = arena.floats(5)
    arena.release(to: mark)
    #expect(arena.floats(5) == scratch)
    _ = arena.floats(3 << 20)
    arena.reset()
    let capacity = arena.capacityBytes
    _ = arena.floats(3 << 20)
    #expect(arena.capacityBytes == capacity && arena.peakBytes >= 12 << 20)
  }

  /// A mark taken before a new block is begun brings back the old block.
  @Test func marksReachBackOverBlocks() {
    let arena = Arena()
    _ = arena.floats(16)
    let mark = arena.mark()
    let next = arena.floats(16)
    arena.release(to: mark)
    _ = arena.floats(8 << 20)
    arena.release(to: mark)
    #expect(arena.floats(16) == next)
  }

  @Test func parametersStandAlignedInOneBuffer() {
    let store = store {
      _ = $0.weight("a", rows: 3, columns: 5, .ones)
      _ = $0.vector("b", count: 7, .ones)
    }
    #expect(store.specs.map(\.offset) == [0, 16] && store.count == 32 && store.parameterCount == 22)
    #expect(store.parameter(path: "b")?.shape == [7] && store.parameter(path: "c") == nil)
    #expect(store.values[15] == 0 && store.values[14] == 1 && store.values[23] == 0)
  }

  /// Blocks of repacking are all of it, in whatever order: products then see the new weights.
  @Test(arguments: [1, 2, 3, 7]) func blocksOfRepackingAreTheWhole(units: Int) {
    let store = store { builder in
      for k in 1...5 { _ = builder.weight("w\(k)", rows: 3 * k + 30 * (k - 1), columns: 4, .glorot) }
    }
    let gradients = store.gradientBuffer()
    for k in 0..<store.count { store.values[k] *= 2 }
    for w in store.specs.reversed() {
      for first in stride(from: 0, to: w.rows, by: units * packingUnit).reversed() {
        store.refreshPacked(w, rows: first..<min(first + units * packingUnit, w.rows))
      }
    }
    for w in store.specs {
      let tape = Tape(parameters: store, gradients: gradients)
      let x = tape.leaf([1, 0, 0, 0], rows: 1, columns: 4)
      let y = tape.linear(x, w)
      #expect(y.values.elements == (0..<w.rows).map { store.matrix(w).row($0)[0] })
      y.gradient?.row(0)[0] = 1
      tape.backward()
      #expect(x.gradient?.elements == Array(UnsafeBufferPointer(start: store.matrix(w).base, count: 4)))
    }
  }

  @Test func initialValuesAreAsDocumented() {
    let store = store {
      _ = $0.weight("uniform", rows: 50, columns: 40, .uniform(0.5))
      _ = $0.weight("normal", rows: 50, columns: 40, .normal(deviation: 2))
      _ = $0.weight("glorot", rows: 50, columns: 100, .glorot)
      _ = $0.vector("bias", count: 8, .lstmBias(forget: 1))
    }
    func values(_ k: Int) -> [Float] { store.matrix(store.specs[k]).elements }
    func deviation(_ x: [Float]) -> Float { (x.reduce(0) { $0 + $1 * $1 } / Float(x.count)).squareRoot() }
    #expect(values(0).allSatisfy { abs($0) <= 0.5 } && abs(deviation(values(0)) - 0.2887) < 0.01)
    #expect(abs(deviation(values(1)) - 2) < 0.1 && abs(values(1).reduce(0, +)) / 2000 < 0.2)
    #expect(values(2).allSatisfy { abs($0) <= 0.2 } && values(2).contains { abs($0) > 0.19 })
    #expect(values(3) == [0, 0, 1, 1, 0, 0, 0, 0])
  }

  /// The generator goes on from where it was saved, and names give independent streams.
  @Test func theGeneratorIsAValue() throws {
    var generator = RandomGenerator(seed: 1, name: "a")
    _ = (0..<10).map { _ in generator.next() }
    var restored = try JSONDecoder().decode(RandomGenerator.self, from: JSONEncoder().encode(generator))
    #expect((0..<5).map { _ in restored.next() } == (0..<5).map { _ in generator.next() })
    var other = RandomGenerator(seed: 1, name: "b")
    var same = RandomGenerator(seed: 1, name: "a")
    #expect(other.next() != same.next())
    let mean = (0..<10_000).reduce(Float(0)) { sum, _ in sum + other.uniform() } / 10_000
    #expect(abs(mean - 0.5) < 0.015)
  }

  /// Masks: the right share, the right scale, one row a sentence for the variational kind, whole rows for words.
  @Test func dropoutDropsWhatItSays() {
    let tape = Tape(parameters: store { _ = $0.vector("unused", count: 1, .zeros) })
    let layout = SequenceLayout(lengths: Array(repeating: 10, count: 20))
    let ones = tape.leaf(Array(repeating: 1, count: 200 * 50), rows: 200, columns: 50)
    var context: DropoutContext? = DropoutContext(seed: 1, update: 2, replica: 0)
    let plain = tape.dropout(ones, rate: 0.3, kind: .plain, layout: layout, context: &context).values
    let zeros = plain.elements.count { $0 == 0 }
    #expect(abs(Double(zeros) / 10_000 - 0.3) < 0.02)
    #expect(plain.elements.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
    let variational = tape.dropout(ones, rate: 0.3, kind: .variational, layout: layout, context: &context).values
    for r in 0..<200 where r % 10 > 0 {
      #expect(variational.rows(r..<r + 1).elements == variational.rows(r - 1..<r).elements)
    }
    #expect(variational.rows(0..<1).elements != variational.rows(10..<11).elements)
    let words = tape.wordDropout(ones, rate: 0.3, context: &context).values
    #expect((0..<200).allSatisfy { Set(words.rows($0..<$0 + 1).elements).count == 1 })
    var none: DropoutContext?
    #expect(tape.dropout(ones, rate: 0.3, kind: .plain, layout: layout, context: &none).values.base == ones.values.base)
  }

  /// 600 rows go over two edges of the blocks; the sums and gradients are those of its parts.
  @Test func theLossDoesNotSeeItsBlocks() {
    for kernels in backends {
      let store = store(kernels) {
        _ = $0.weight("w", rows: 11, columns: 6, .glorot)
        _ = $0.vector("b", count: 11, .uniform(1))
      }
      let x = numbers(600 * 6, "x")
      let targets = (0..<600).map { Int32($0 * 7 % 11) }
      func run(_ parts: [Range<Int>]) -> (Double, Double, [Float], [Float]) {
        let gradients = store.gradientBuffer()
        let tape = Tape(parameters: store, gradients: gradients)
        let leaf = tape.leaf(x, rows: 600, columns: 6)
        var sums = (0.0, 0.0)
        for part in parts {
          let s = tape.crossEntropy(
            leaf.rows(part), weight: store.specs[0], bias: store.specs[1], targets: Array(targets[part]),
            smoothing: 0.1, gradientScale: 0.01)
          sums = (sums.0 + s.loss, sums.1 + s.negativeLogLikelihood)
        }
        let parameters = Array(UnsafeBufferPointer(start: gradients.values, count: gradients.count))
        return (sums.0, sums.1, leaf.gradient!.elements, parameters)
      }
      let whole = run([0..<600])
      let parts = run([0..<100, 100..<599, 599..<600])
      #expect(abs(whole.0 - parts.0) < 1e-6 * whole.0 && abs(whole.1 - parts.1) < 1e-6 * whole.1)
      expectClose(whole.2, parts.2, tolerance: 1e-5, floor: 1e-6, "dx, \(kernels.name)")
      expectClose(whole.3, parts.3, tolerance: 1e-5, "parameters, \(kernels.name)")
    }
  }

  /// Two words, logits 0 and ln 3 (probabilities ¼ and ¾), target the second, ε = ½: shares ¼ and ¾, so the loss is
  /// ¼·ln 4 + ¾·ln 4⁄3 and the gradient p − share is zero; without smoothing −ln ¾ and (¼, −¼).
  @Test func theLossByHand() {
    for kernels in backends {
      let store = store(kernels) {
        _ = $0.weight("w", rows: 2, columns: 1, .zeros)
        _ = $0.vector("b", count: 2, .zeros)
      }
      store.matrix(store.specs[1]).set([0, Float(log(3.0))])
      for (smoothing, loss, db) in [(Float(0.5), 0.25 * log(4) + 0.75 * log(4 / 3.0), Float(0)), (0, -log(0.75), 0.25)]
      {
        let gradients = store.gradientBuffer()
        let tape = Tape(parameters: store, gradients: gradients)
        let sums = tape.crossEntropy(
          tape.leaf([5], rows: 1, columns: 1), weight: store.specs[0], bias: store.specs[1], targets: [1],
          smoothing: smoothing, gradientScale: 1)
        #expect(abs(sums.loss - loss) < 1e-6 && abs(sums.negativeLogLikelihood + log(0.75)) < 1e-6)
        expectClose(gradients.matrix(store.specs[1]).elements, [db, -db], tolerance: 1e-6, floor: 1, "db")
      }
    }
  }
}
