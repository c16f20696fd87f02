import NMTKernels

extension Tape {
  /// Joins columns: `[N, A]`, `[N, B]`, … → `[N, A + B + …]`; a single part is returned unchanged.
  package func sideBySide(_ parts: [Tensor]) -> Tensor {
    guard parts.count > 1 else { return parts[0] }
    precondition(parts.allSatisfy { $0.rows == parts[0].rows }, "sideBySide: \(parts.map(\.shape))")
    let y = tensor(rows: parts[0].rows, columns: parts.reduce(0) { $0 + $1.columns })
    var places: [Range<Int>] = []
    for part in parts {
      let first = places.last?.upperBound ?? 0
      places.append(first..<first + part.columns)
      y.values.columns(first..<first + part.columns).copy(from: part.values)
    }
    record { tape in
      guard let dy = y.gradient else { return }
      for (part, columns) in zip(parts, places) { part.gradient?.add(dy.columns(columns), tape.kernels) }
    }
    return y
  }

  /// y[b] = mean over the rows of sentence b.
  ///
  /// - Parameter x: `[R, D]`, sentence-major.
  /// - Returns: `[B, D]`.
  package func sentenceMeans(_ x: Tensor, layout: SequenceLayout) -> Tensor {
    precondition(x.rows == layout.rowCount, "sentenceMeans: x \(x.shape), \(layout.rowCount) rows in the layout")
    let y = tensor(rows: layout.sentenceCount, columns: x.columns)
    y.values.fill(0)
    for b in 0..<layout.sentenceCount {
      for r in layout.starts[b]..<layout.starts[b] + layout.lengths[b] {
        kernels.add(x.values.row(r), scaledBy: 1 / Float(layout.lengths[b]), to: y.values.row(b), count: x.columns)
      }
    }
    record { tape in
      guard let dy = y.gradient, let dx = x.gradient else { return }
      for b in 0..<layout.sentenceCount {
        for r in layout.starts[b]..<layout.starts[b] + layout.lengths[b] {
          tape.kernels.add(dy.row(b), scaledBy: 1 / Float(layout.lengths[b]), to: dx.row(r), count: dx.columns)
        }
      }
    }
    return y
  }
}
