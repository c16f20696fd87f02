import Foundation

// Kernels that walk the rows of a matrix, in plain loops.
extension ReferenceKernels {
  package func addBias(_ bias: UnsafePointer<Float>, to c: Matrix) {
    for r in 0..<c.rows {
      for k in 0..<c.columns { c.row(r)[k] += bias[k] }
    }
  }

  package func sumRows(_ c: Matrix, into sum: UnsafeMutablePointer<Float>) {
    for k in 0..<c.columns {
      var total = Double(sum[k])
      for r in 0..<c.rows { total += Double(c.row(r)[k]) }
      sum[k] = Float(total)
    }
  }

  package func gather(_ table: Matrix, _ ids: UnsafePointer<Int32>, into out: Matrix) {
    checkIDs(ids, count: out.rows, table, out, "gather")
    for r in 0..<out.rows {
      for k in 0..<out.columns { out.row(r)[k] = table.row(Int(ids[r]))[k] }
    }
  }

  package func scatterAdd(_ rows: Matrix, _ ids: UnsafePointer<Int32>, into table: Matrix) {
    checkIDs(ids, count: rows.rows, table, rows, "scatterAdd")
    for r in 0..<rows.rows {
      for k in 0..<rows.columns { table.row(Int(ids[r]))[k] += rows.row(r)[k] }
    }
  }

  package func softmax(_ x: Matrix) {
    for r in 0..<x.rows {
      let normalizer = logSumExp(x.row(r), count: x.columns)
      for k in 0..<x.columns { x.row(r)[k] = Float(exp(Double(x.row(r)[k]) - normalizer)) }
    }
  }

  package func logSoftmax(_ x: Matrix) {
    for r in 0..<x.rows {
      let normalizer = logSumExp(x.row(r), count: x.columns)
      for k in 0..<x.columns { x.row(r)[k] = Float(Double(x.row(r)[k]) - normalizer) }
    }
  }

  /// log Σ exp x[k] with the maximum factored out; NaN if any x is NaN.
  func logSumExp(_ x: UnsafePointer<Float>, count n: Int) -> Double {
    var maximum = -Double.infinity
    for k in 0..<n { maximum = max(maximum, Double(x[k])) }
    var sum = 0.0
    for k in 0..<n { sum += exp(Double(x[k]) - maximum) }
    return maximum + log(sum)
  }

  package func softmaxBackward(y: Matrix, dy: Matrix, into dx: Matrix) {
    checkSameShape(y, dy, "softmaxBackward")
    checkSameShape(y, dx, "softmaxBackward")
    for r in 0..<y.rows {
      var dot = 0.0
      for k in 0..<y.columns { dot += Double(y.row(r)[k]) * Double(dy.row(r)[k]) }
      for k in 0..<y.columns {
        dx.row(r)[k] += Float(Double(y.row(r)[k]) * (Double(dy.row(r)[k]) - dot))
      }
    }
  }

  package func layerNorm(
    _ x: Matrix, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, epsilon: Float, into y: Matrix,
    mean: UnsafeMutablePointer<Float>, inverse: UnsafeMutablePointer<Float>
  ) {
    checkSameShape(x, y, "layerNorm")
    for r in 0..<x.rows {
      let row = x.row(r)
      var sum = 0.0
      for k in 0..<x.columns { sum += Double(row[k]) }
      let center = sum / Double(x.columns)
      var squares = 0.0
      for k in 0..<x.columns { squares += (Double(row[k]) - center) * (Double(row[k]) - center) }
      let scale = 1 / (squares / Double(x.columns) + Double(epsilon)).squareRoot()
      for k in 0..<x.columns {
        y.row(r)[k] = Float(Double(gain[k]) * (Double(row[k]) - center) * scale + Double(bias[k]))
      }
      mean[r] = Float(center)
      inverse[r] = Float(scale)
    }
  }

  /// With n = (x − mean)·inverse and d = gain ⊙ dy:  dx += inverse · (d − mean(d) − n · mean(d ⊙ n)),
  /// dGain += Σ dy ⊙ n, dBias += Σ dy.
  package func layerNormBackward(
    x: Matrix, gain: UnsafePointer<Float>, mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>, dy: Matrix,
    dx: Matrix, dGain: UnsafeMutablePointer<Float>, dBias: UnsafeMutablePointer<Float>
  ) {
    checkSameShape(x, dy, "layerNormBackward")
    checkSameShape(x, dx, "layerNormBackward")
    for r in 0..<x.rows {
      let (center, scale) = (Double(mean[r]), Double(inverse[r]))
      var (sumD, sumDN) = (0.0, 0.0)
      for k in 0..<x.columns {
        let d = Double(gain[k]) * Double(dy.row(r)[k])
        sumD += d
        sumDN += d * (Double(x.row(r)[k]) - center) * scale
      }
      let (meanD, meanDN) = (sumD / Double(x.columns), sumDN / Double(x.columns))
      for k in 0..<x.columns {
        let n = (Double(x.row(r)[k]) - center) * scale
        let d = Double(gain[k]) * Double(dy.row(r)[k])
        dx.row(r)[k] += Float(scale * (d - meanD - n * meanDN))
        dGain[k] += Float(Double(dy.row(r)[k]) * n)
        dBias[k] += dy.row(r)[k]
      }
    }
  }
}
