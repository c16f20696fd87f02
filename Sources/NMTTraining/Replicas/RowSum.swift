import NMTKernels
import NMTTensor

/// Whether a contribution replaces the memory's contents or is added to them.
enum Accumulation {
  case replace, add
}

/// A worker's rows of one dense gradient during summation, with their squares if known.
struct RowSum {
  /// Σ g² of the rows. Products compute it as a by-product; any other contribution makes it stale.
  enum Squares {
    case known(Double)
    case stale
  }

  private let rows: Matrix
  /// Row range within the whole parameter.
  private let range: Range<Int>
  /// How the next contribution enters: `replace` until there has been one.
  private var accumulation: Accumulation
  private(set) var squares: Squares
  private let kernels: any Kernels

  init(
    _ gradient: Matrix, _ range: Range<Int>, accumulation: Accumulation, squares: Squares, kernels: any Kernels
  ) {
    rows = gradient.rows(range)
    self.range = range
    self.accumulation = accumulation
    self.squares = squares
    self.kernels = kernels
  }

  /// Adds another replica's gradient of the whole parameter.
  mutating func add(_ gradient: Matrix) {
    let (part, count) = (gradient.rows(range).base, range.count * gradient.columns)
    switch accumulation {
    case .replace: rows.base.update(from: part, count: count)
    case .add: kernels.add(part, scaledBy: 1, to: rows.base, count: count)
    }
    (accumulation, squares) = (.add, .stale)
  }

  /// Adds the products of a weight's uses; without any, rows without contributions become zero.
  mutating func add(_ uses: [WeightUse]) {
    guard !uses.isEmpty || accumulation == .replace else { return }
    let own = uses.map { WeightUse(x: $0.x, dy: $0.dy.columns(range)) }
    squares = .known(kernels.weightGradient(own, into: rows, accumulate: accumulation == .add))
    accumulation = .add
  }

  /// Adds the gradient of rows taken from a table.
  mutating func add(_ use: TableUse) {
    for k in 0..<use.dy.rows where range.contains(Int(use.ids[k])) {
      kernels.add(use.dy.row(k), scaledBy: 1, to: rows.row(Int(use.ids[k]) - range.lowerBound), count: rows.columns)
    }
    squares = .stale
  }
}
