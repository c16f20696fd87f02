/// The width of products' operands; sums are fp32 in both.
public enum Precision: String, Sendable, Codable, CaseIterable {
  case fp32
  case bf16
}
