/// Statistics of each segment of a corpus, as rows of numbers in sacreBLEU's order, for resampling.
///
/// Memory: 4 bytes × (numbers per row, rounded up to a multiple of 4) × segments.
public struct StatisticsRows: Sendable, Codable, Equatable {
  /// Numbers per segment.
  public let width: Int
  private let stride: Int
  private var values: [Float] = []
  /// Number of segments.
  public private(set) var count = 0
  /// Sum of all rows in double precision; single precision would round the mean lengths of several references.
  private(set) var sum: [Double]

  init(width: Int) {
    self.width = width
    sum = [Double](repeating: 0, count: width)
    stride = (width + 3) / 4 * 4
  }

  private enum CodingKeys: String, CodingKey { case width, stride, values, count, sum }

  /// Rejects inconsistent sizes, which would make the sums read outside the data.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    width = try container.decode(Int.self, forKey: .width)
    stride = try container.decode(Int.self, forKey: .stride)
    values = try container.decode([Float].self, forKey: .values)
    count = try container.decode(Int.self, forKey: .count)
    sum = try container.decode([Double].self, forKey: .sum)
    guard (1...4096).contains(width), stride == (width + 3) / 4 * 4, sum.count == width,
      (0...values.count).contains(count), values.count == stride * count
    else {
      throw DecodingError.dataCorruptedError(forKey: .values, in: container, debugDescription: "not rows of \(width)")
    }
  }

  mutating func append(_ row: [Double]) {
    precondition(row.count == width, "a row of \(row.count) numbers, not \(width)")
    values.append(contentsOf: row.lazy.map { Float($0) })
    for _ in width..<stride { values.append(0) }
    for index in 0..<width { sum[index] += row[index] }
    count += 1
  }

  /// The sum of `count` rows drawn with repetition, added in single precision in the order of the draws, as in NumPy.
  func resampledSum(_ generator: inout NumPyGenerator, into sum: inout [NumPyNumber]) {
    values.withUnsafeBufferPointer { values in
      withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: stride / 4) { lanes in
        lanes.initialize(repeating: .zero)
        let base = UnsafeRawPointer(values.baseAddress!)
        for _ in 0..<count {
          let row = base + generator.index(below: UInt32(count)) * stride * 4
          for lane in 0..<lanes.count {
            lanes[lane] += row.loadUnaligned(fromByteOffset: lane * 16, as: SIMD4<Float>.self)
          }
        }
        sum.removeAll(keepingCapacity: true)
        for index in 0..<width { sum.append(NumPyNumber(Double(lanes[index / 4][index % 4]), .single)) }
      }
    }
  }

  /// The rows of `self` minus those of `other`, in double precision.
  func differences(to other: StatisticsRows) -> RowDifferences {
    precondition(count == other.count && width == other.width, "rows of different corpora")
    var result = RowDifferences(width: width, count: count)
    for row in 0..<count {
      for index in 0..<width {
        result[row, index] = Double(values[row * stride + index]) - Double(other.values[row * stride + index])
      }
    }
    return result
  }
}

/// Differences between the rows of two systems.
struct RowDifferences {
  private let width: Int
  private let stride: Int
  private let count: Int
  private var values: [Double]

  init(width: Int, count: Int) {
    self.width = width
    self.count = count
    stride = (width + 1) / 2 * 2
    values = [Double](repeating: 0, count: stride * count)
  }

  subscript(row: Int, index: Int) -> Double {
    get { values[row * stride + index] }
    set { values[row * stride + index] = newValue }
  }

  /// The sum of the rows selected by coin flips.
  func pickedSum(_ generator: inout NumPyGenerator) -> [Double] {
    values.withUnsafeBufferPointer { values in
      withUnsafeTemporaryAllocation(of: SIMD2<Double>.self, capacity: stride / 2) { lanes in
        lanes.initialize(repeating: .zero)
        let base = UnsafeRawPointer(values.baseAddress!)
        for row in 0..<count where generator.bit() {
          let start = base + row * stride * 8
          for lane in 0..<lanes.count {
            lanes[lane] += start.loadUnaligned(fromByteOffset: lane * 16, as: SIMD2<Double>.self)
          }
        }
        return (0..<width).map { lanes[$0 / 2][$0 % 2] }
      }
    }
  }
}
