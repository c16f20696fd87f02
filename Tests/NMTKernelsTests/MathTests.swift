import Foundation
import NMTKernels
import Testing

/// The vectorised functions of CKernels/vocabulary/vector_math.inc against the C library in double precision.
struct MathTests {
  private enum Function: String, CaseIterable {
    case exp, tanh, sigmoid

    /// Units in the last place, as vector_math.inc states them.
    var bound: Double {
      switch self {
      case .exp: 1.05
      case .tanh: 2.6
      case .sigmoid: 2.4
      }
    }

    func exact(_ x: Double) -> Double {
      switch self {
      case .exp: Foundation.exp(x)
      case .tanh: Foundation.tanh(x)
      case .sigmoid: x < -40 ? Foundation.exp(x) : 1 / (1 + Foundation.exp(-x))
      }
    }

    func run(_ backend: CPUKernels, _ x: [Float]) -> [Float] {
      let (from, to) = (testVector(x), testVector(x))
      switch self {
      case .exp: backend.exp(from.base, into: to.base, count: x.count)
      case .tanh: backend.tanh(from.base, into: to.base, count: x.count)
      case .sigmoid: backend.sigmoid(from.base, into: to.base, count: x.count)
      }
      return to.values
    }
  }

  /// Error in units in the last place of the result; a result beyond the largest float must be infinite or that float.
  private func error(_ actual: Float, _ exact: Double) -> Double {
    if exact.isNaN { return actual.isNaN ? 0 : .infinity }
    if abs(exact) > Double(Float.greatestFiniteMagnitude) {
      return actual >= Float.greatestFiniteMagnitude ? 0 : .infinity
    }
    return abs(Double(actual) - exact) / Double(Float(exact).ulp)
  }

  /// A prime step through all 2³² patterns: every exponent, both signs, denormals, infinities and NaN.
  @Test(arguments: backends) func boundsHoldOverTheWholeRange(backend: CPUKernels) {
    let x = stride(from: UInt64(0), to: 1 << 32, by: 8191).map { Float(bitPattern: UInt32($0)) }
    for function in Function.allCases {
      let y = function.run(backend, x)
      var (worst, place) = (0.0, 0)
      for k in x.indices {
        let e = error(y[k], function.exact(Double(x[k])))
        if e > worst { (worst, place) = (e, k) }
      }
      #expect(worst <= function.bound, "\(backend.name) \(function.rawValue)(\(x[place])) = \(y[place])")
    }
  }

  @Test(arguments: backends) func specialValues(backend: CPUKernels) {
    let x: [Float] = [
      0, -0.0, .infinity, -.infinity, .nan, 1e-40, -1e-40, 88.72, 88.73, -87.4, -103.9, -104, 100, -100, 1e38, -1e38,
      .leastNonzeroMagnitude,
    ]
    for function in Function.allCases {
      let y = function.run(backend, x)
      for k in x.indices {
        #expect(
          error(y[k], function.exact(Double(x[k]))) <= function.bound,
          "\(backend.name) \(function.rawValue)(\(x[k])) = \(y[k])")
      }
    }
    #expect(Function.tanh.run(backend, [-0.0])[0].sign == .minus)
    #expect(Function.exp.run(backend, [0, -.infinity, .infinity]) == [1, 0, .infinity])
    #expect(Function.sigmoid.run(backend, [0, -.infinity, .infinity]) == [0.5, 0, 1])
    #expect(Function.tanh.run(backend, [-.infinity, .infinity]) == [-1, 1])
  }

  /// Body and tail of an array compute the same bits: a value's place never matters.
  @Test(arguments: backends) func placeDoesNotMatter(backend: CPUKernels) {
    for function in Function.allCases {
      for value: Float in [0.3, -2.7, 11, 1e-39] {
        let alone = function.run(backend, [value])[0]
        for count in 1...40 {
          let y = function.run(backend, Array(repeating: value, count: count))
          #expect(y.allSatisfy { $0.bitPattern == alone.bitPattern }, "\(backend.name) \(function.rawValue) \(count)")
        }
      }
    }
  }
}
