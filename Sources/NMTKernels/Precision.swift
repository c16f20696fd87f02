import NMTSystem

/// The width of products' operands in flight; memory, sums and everything else are fp32 in both.
///
/// In bfloat16 the operands of products with a packed weight and of weight gradients are rounded to nearest even, 8
/// significant bits, while they are packed; small products with both sides fresh (attention) stay in fp32.
public enum Precision: String, Sendable, Codable, CaseIterable {
  case fp32
  case bf16
}

/// What a user asks for by `--precision`.
public enum PrecisionChoice: String, Sendable, Codable, CaseIterable {
  /// fp32: bfloat16 becomes the automatic choice only where it is measured to cost no quality.
  case auto
  case fp32
  case bf16

  /// The kernels of that precision; a `Failure` where this processor has none.
  public func kernels() throws -> CPUKernels {
    let precision: Precision = self == .bf16 ? .bf16 : .fp32
    let instructions = try InstructionSet.chosen()
    guard instructions.supports(precision) else {
      throw Failure(
        .badConfiguration, "\(instructions.rawValue) has no \(rawValue) products", at: "--precision",
        expected: "a processor with AVX-512 BF16", remedy: "use --precision fp32")
    }
    return CPUKernels(precision: precision, instructions: instructions)
  }
}
