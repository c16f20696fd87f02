/// The width of products' operands in flight; memory, sums and everything else are fp32 in both.
///
/// In bfloat16 the operands of products with a packed weight and of weight gradients are rounded to nearest even, 8
/// significant bits, while they are packed; small products with both sides fresh (attention) stay in fp32.
public enum Precision: String, Sendable, Codable, CaseIterable {
  case fp32
  case bf16
}
