/// What an update spends its time on.
package enum WorkKind: Int, Sendable, CaseIterable {
  /// Products with packed weights, forward and for the gradient of their input.
  case products
  /// Products with both sides fresh that make the gradients of weights.
  case weightGradients
  /// Scores, softmax, contexts and their gradients.
  case attention
  /// The recurrent cell's own arithmetic.
  case gates
  /// Softmax over the vocabulary, cross-entropy and its gradient.
  case loss
  case dropout
  case normalization
  /// Bias, gather, scatter, sums of rows, elementwise arithmetic.
  case elements
  /// Clearing and copying inside ops, the tape itself, making batches of ids.
  case bookkeeping
  /// Sum over replicas and norm of the gradient.
  case reduction
  case optimizer
  /// Weights into the form that products read.
  case packing
  /// Until the slowest replica has come.
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

/// Seconds by kind of work. One belongs to one thread.
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

  /// Lines of kind and share, largest first; kinds that took nothing are left out.
  package var table: [(kind: WorkKind, share: Double)] {
    WorkKind.allCases.filter { self[$0] > 0 }.map { ($0, self[$0] / total) }.sorted { $0.share > $1.share }
  }
}
