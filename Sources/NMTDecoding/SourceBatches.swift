/// Cuts pieces into batches of similar length, longest first, so that little is computed for a few long ones and the
/// threads run out of work together.
///
/// Returns indices into `lengths`. A batch's sentences times its longest length stays within `tokens` (a single longer
/// piece is a batch of its own); for few pieces batches are made small enough that every thread gets one.
func sourceBatches(lengths: [Int], tokens: Int, threads: Int) -> [[Int]] {
  let total = lengths.reduce(0) { $0 + $1 + 1 }
  let limit = min(tokens, (total + threads - 1) / max(threads, 1))
  let order = lengths.indices.sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
  var batches: [[Int]] = []
  var batch: [Int] = []
  for index in order {
    let longest = batch.first.map { lengths[$0] + 1 } ?? 0
    if !batch.isEmpty, (batch.count + 1) * longest > limit {
      batches.append(batch)
      batch = []
    }
    batch.append(index)
  }
  if !batch.isEmpty { batches.append(batch) }
  return batches
}
