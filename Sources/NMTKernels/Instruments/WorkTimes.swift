/// What an update spends its time on.
package enum WorkKind: Int, Sendable, CaseIterable {
  /// Products with packed weights, forward and for the gradient of their input.
  case products
  /// Products of two fresh sides that compute weight gradients.
  case weightGradients
  /// Scores, softmax, contexts and their gradients.
  case attention
  /// The recurrent cell's own arithmetic.
  case gates
  /// Softmax over the vocabulary, cross-entropy and its gradient.
  case loss
  case dropout
  case normalization
  /// Bias, gather, scatter, row sums, elementwise arithmetic.
  case elements
  /// Clearing and copying inside ops, the tape itself, building batches of ids.
  case bookkeeping
  /// Sum over replicas and gradient norm.
  case reduction
  case optimizer
  /// Conversion of weights into the form that products read.
  case packing
  /// Waiting for the slowest replica.
  case waiting

  package var label: String {
    switch self {
    case .products: "products"
    case .weightGradients: "weight gradients"
    case .attention: "attention"
    case .gates: "gates"
    case .loss: "loss"
    case .dropout: "dropout"
    case .normalization: "normalization"
    case .elements: "rows and elements"
    case .bookkeeping: "bookkeeping"
    case .reduction: "reduction"
    case .optimizer: "optimizer"
    case .packing: "packing"
    case .waiting: "waiting"
    }
  }
}

/// Seconds by kind of work. Each instance belongs to one thread.
package struct WorkTimes: Sendable {
  private var seconds = [Double](repeating: 0, count: WorkKind.allCases.count)

  package init() {}

  package subscript(kind: WorkKind) -> Double {
    get { seconds[kind.rawValue] }
    set { seconds[kind.rawValue] = newValue }
  }

  package var total: Double { seconds.reduce(0, +) }

  package static func += (left: inout WorkTimes, right: WorkTimes) {
    for kind in WorkKind.allCases { left[kind] += right[kind] }
  }

  /// Kinds and their shares, largest first, without kinds that took no time.
  package var table: [(kind: WorkKind, share: Double)] {
    WorkKind.allCases.filter { self[$0] > 0 }.map { ($0, self[$0] / total) }.sorted { $0.share > $1.share }
  }
}
