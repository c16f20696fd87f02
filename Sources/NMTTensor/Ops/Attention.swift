import NMTKernels

/// Query rows that attend to one range of memory rows: the target positions, or the live hypotheses, of one sentence.
package struct AttentionGroup: Sendable, Equatable {
  package var queries: Range<Int>
  package var memory: Range<Int>

  package init(queries: Range<Int>, memory: Range<Int>) {
    self.queries = queries
    self.memory = memory
  }

  /// One group per sentence: all its rows of `queries` attend to all its rows of `memory`.
  package static func sentences(queries: SequenceLayout, memory: SequenceLayout) -> [AttentionGroup] {
    precondition(queries.sentenceCount == memory.sentenceCount, "attention: different numbers of sentences")
    return queries.lengths.indices.map { b in
      AttentionGroup(
        queries: queries.starts[b]..<queries.starts[b] + queries.lengths[b],
        memory: memory.starts[b]..<memory.starts[b] + memory.lengths[b])
    }
  }

  /// Groups in which row k attends to sentence `sentences[k]`; adjacent rows of one sentence share a group.
  package static func rows(of sentences: [Int32], memory: SequenceLayout) -> [AttentionGroup] {
    var groups: [AttentionGroup] = []
    for (row, sentence) in sentences.enumerated() {
      if row > 0, sentences[row - 1] == sentence {
        groups[groups.count - 1].queries = groups[groups.count - 1].queries.lowerBound..<row + 1
      } else {
        let b = Int(sentence)
        let range = memory.starts[b]..<memory.starts[b] + memory.lengths[b]
        groups.append(AttentionGroup(queries: row..<row + 1, memory: range))
      }
    }
    return groups
  }
}

/// Attention weights: one matrix `[t, s]` per group and head, in the tape's memory.
package struct AttentionWeights {
  package let groups: [AttentionGroup]
  package let heads: Int
  let base: UnsafeMutablePointer<Float>
  let offsets: [Int]

  init(_ groups: [AttentionGroup], heads: Int, on tape: Tape) {
    self.groups = groups
    self.heads = heads
    var offsets: [Int] = []
    var count = 0
    for group in groups {
      offsets.append(count)
      count += heads * group.queries.count * group.memory.count
    }
    self.offsets = offsets
    base = tape.arena.floats(count)
  }

  func matrix(_ group: Int, head: Int) -> Matrix {
    let (t, s) = (groups[group].queries.count, groups[group].memory.count)
    return Matrix(base + offsets[group] + head * t * s, rows: t, columns: s)
  }

  /// Calls `body` for every query row, in order, with its weights over its own memory rows, averaged over the heads.
  /// The buffer is valid only during the call.
  package func forEachRow(_ body: (UnsafeBufferPointer<Float>) -> Void) {
    var mean: [Float] = []
    for (g, group) in groups.enumerated() {
      for t in 0..<group.queries.count {
        mean.removeAll(keepingCapacity: true)
        mean.append(contentsOf: UnsafeBufferPointer(start: matrix(g, head: 0).row(t), count: group.memory.count))
        for h in 1..<heads {
          let row = matrix(g, head: h).row(t)
          for s in mean.indices { mean[s] += row[s] }
        }
        if heads > 1 { for s in mean.indices { mean[s] /= Float(heads) } }
        mean.withUnsafeBufferPointer(body)
      }
    }
  }
}

extension Tape {
  /// Dot-product attention: P = softmax(scale · q · kᵀ), context = P · v, per head in equal blocks of columns.
  ///
  /// One head and scale 1: "dot" (keys = memory) and "general" (keys = memory · Wᵀ) of Luong et al. 2015, section 3.1.
  /// Several heads and scale 1/√width: Vaswani et al. 2017, section 3.2.
  ///
  /// - Parameters:
  ///   - queries: `[Q, A]`.
  ///   - keys: `[R, A]`.
  ///   - values: `[R, M]`.
  ///   - groups: cover all Q rows in order.
  /// - Returns: context `[Q, M]` and the weights.
  package func attend(
    queries: Tensor, keys: Tensor, values: Tensor, groups: [AttentionGroup], heads: Int = 1, scale: Float = 1
  ) -> (context: Tensor, weights: AttentionWeights) {
    precondition(
      queries.columns == keys.columns && keys.rows == values.rows && keys.columns % heads == 0
        && values.columns % heads == 0,
      "attend: queries \(queries.shape), keys \(keys.shape), values \(values.shape), \(heads) heads")
    checkGroups(groups, queries: queries, memory: keys)
    let context = tensor(rows: queries.rows, columns: values.columns)
    let weights = AttentionWeights(groups, heads: heads, on: self)
    forEachHead(groups, heads) { g, h in
      let P = weights.matrix(g, head: h)
      let q = queries.values.block(groups[g].queries, head: h, of: heads)
      let k = keys.values.block(groups[g].memory, head: h, of: heads)
      let v = values.values.block(groups[g].memory, head: h, of: heads)
      let c = context.values.block(groups[g].queries, head: h, of: heads)
      kernels.product(q, transposed: false, k, transposed: true, into: P, accumulate: false)
      if scale != 1 { kernels.scale(P.base, by: scale, count: P.count) }
      kernels.softmax(P)
      kernels.product(P, transposed: false, v, transposed: false, into: c, accumulate: false)
    }
    record { $0.attendBackward(queries, keys, values, context, weights, scale) }
    return (context, weights)
  }

  /// dv += Pᵀ·dc;  dP = dc·vᵀ;  dS = scale · softmax′(dP);  dq += dS·k;  dk += dSᵀ·q.
  private func attendBackward(
    _ queries: Tensor, _ keys: Tensor, _ values: Tensor, _ context: Tensor, _ weights: AttentionWeights, _ scale: Float
  ) {
    guard let dContext = context.gradient else { return }
    let groups = weights.groups
    let heads = weights.heads
    forEachHead(groups, heads) { g, h in
      withScratch {
        let P = weights.matrix(g, head: h)
        let dc = dContext.block(groups[g].queries, head: h, of: heads)
        let dS = scoreGradient(P, dc, values, groups[g].memory, head: h, of: heads)
        if scale != 1 { kernels.scale(dS.base, by: scale, count: dS.count) }
        if let dq = queries.gradient?.block(groups[g].queries, head: h, of: heads) {
          let k = keys.values.block(groups[g].memory, head: h, of: heads)
          kernels.product(dS, transposed: false, k, transposed: false, into: dq, accumulate: true)
        }
        if let dk = keys.gradient?.block(groups[g].memory, head: h, of: heads) {
          let q = queries.values.block(groups[g].queries, head: h, of: heads)
          kernels.product(dS, transposed: true, q, transposed: false, into: dk, accumulate: true)
        }
      }
    }
  }

  /// Adds to the gradient of the values and returns the gradient of the scores `[t, s]`, in scratch memory.
  func scoreGradient(
    _ P: Matrix, _ dc: Matrix, _ values: Tensor, _ memory: Range<Int>, head h: Int, of heads: Int
  ) -> Matrix {
    if let dv = values.gradient?.block(memory, head: h, of: heads) {
      kernels.product(P, transposed: true, dc, transposed: false, into: dv, accumulate: true)
    }
    let dP = matrix(rows: P.rows, columns: P.columns)
    let v = values.values.block(memory, head: h, of: heads)
    kernels.product(dc, transposed: false, v, transposed: true, into: dP, accumulate: false)
    let dS = matrix(rows: P.rows, columns: P.columns)
    dS.fill(0)
    kernels.softmaxBackward(y: P, dy: dP, into: dS)
    return dS
  }

  func checkGroups(_ groups: [AttentionGroup], queries: Tensor, memory: Tensor) {
    var row = 0
    for group in groups {
      precondition(
        group.queries.lowerBound == row && group.memory.upperBound <= memory.rows && !group.memory.isEmpty,
        "attend: groups do not fit queries \(queries.shape), memory \(memory.shape)")
      row = group.queries.upperBound
    }
    precondition(row == queries.rows, "attend: groups cover \(row) of \(queries.rows) query rows")
  }

  private func forEachHead(_ groups: [AttentionGroup], _ heads: Int, _ body: (Int, Int) -> Void) {
    for g in groups.indices {
      for h in 0..<heads { body(g, h) }
    }
  }
}

extension Matrix {
  /// Rows of one group, columns of one head.
  func block(_ range: Range<Int>, head h: Int, of heads: Int) -> Matrix {
    let width = columns / heads
    return rows(range).columns(h * width..<(h + 1) * width)
  }
}
