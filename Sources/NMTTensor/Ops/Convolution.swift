import NMTKernels

extension Tape {
  /// Convolution over time: y[t] = Σ over taps j of W_j · x[t + offsets[j]] + b, where positions outside the sentence
  /// of t count as zero. Computed as one product of all windows (LeCun et al. 1998; dilated: van den Oord et al. 2016,
  /// section 2.1).
  ///
  /// - Parameters:
  ///   - x: `[R, D]`, sentence-major.
  ///   - weight: `[G, k·D]`, tap by tap: columns j·D ..< (j + 1)·D are W_j, `weight[:, :, j]` of `torch.nn.Conv1d`.
  ///   - bias: `[G]`, or nil.
  ///   - offsets: offsets of the k taps, ascending; none above 0 if causal.
  /// - Returns: y, `[R, G]`.
  package func convolution(
    _ x: Tensor, _ weight: Parameter, bias: Parameter?, offsets: [Int], layout: SequenceLayout
  ) -> Tensor {
    let D = x.columns
    precondition(
      x.rows == layout.rowCount && weight.columns == offsets.count * D && (bias?.count ?? weight.rows) == weight.rows,
      "convolution \(weight.path): x \(x.shape), weight \(weight.shape), \(offsets.count) taps")
    let y = tensor(rows: x.rows, columns: weight.rows)
    let windows = matrix(rows: x.rows, columns: weight.columns)
    forEachTap(layout, offsets) { row, tap, from in
      let place = windows.row(row) + tap * D
      if let from { place.update(from: x.values.row(from), count: D) } else { place.update(repeating: 0, count: D) }
    }
    kernels.product(windows, parameters.forwardPack(weight), into: y.values, accumulate: false)
    if let bias { kernels.addBias(value(bias).base, to: y.values) }
    record { $0.convolutionBackward(x, weight, bias, offsets, layout, windows, y) }
    return y
  }

  /// dx[t + offsets[j]] += dy[t] · W_j;  dW += dyᵀ · windows;  db += Σ rows of dy.
  private func convolutionBackward(
    _ x: Tensor, _ weight: Parameter, _ bias: Parameter?, _ offsets: [Int], _ layout: SequenceLayout,
    _ windows: Matrix, _ y: Tensor
  ) {
    guard let dy = y.gradient else { return }
    if let dx = x.gradient {
      withScratch {
        let dWindows = matrix(rows: windows.rows, columns: windows.columns)
        kernels.product(dy, parameters.backwardPack(weight), into: dWindows, accumulate: false)
        forEachTap(layout, offsets) { row, tap, from in
          guard let from else { return }
          kernels.add(dWindows.row(row) + tap * x.columns, scaledBy: 1, to: dx.row(from), count: x.columns)
        }
      }
    }
    addWeightGradient(weight, x: windows, dy: dy)
    if let bias, let db = gradient(bias) { kernels.sumRows(dy, into: db.base) }
  }

  /// Calls `body` with each row, each tap, and the row that the tap reads, nil outside the sentence.
  private func forEachTap(_ layout: SequenceLayout, _ offsets: [Int], _ body: (Int, Int, Int?) -> Void) {
    for (start, length) in zip(layout.starts, layout.lengths) {
      for t in 0..<length {
        for (tap, offset) in offsets.enumerated() {
          body(start + t, tap, (0..<length).contains(t + offset) ? start + t + offset : nil)
        }
      }
    }
  }
}
