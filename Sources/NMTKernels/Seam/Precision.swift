import NMTSystem

/// The width of products' operands in flight; memory, sums and everything else are fp32, but for int8's weights.
///
/// In bfloat16 the operands of products with a packed weight and of weight gradients are rounded to nearest even, 8
/// significant bits, while they are packed; small products with both sides fresh (attention) stay in fp32. Every
/// instruction set has it, but only AVX-512 BF16 gains speed by it.
///
/// In int8 packed weights are signed bytes with a scale per column (`QuantizedWeight`) and the rows that meet them are
/// quantized on the way, each by its own largest magnitude; the sums are whole numbers and exact. For translation only.
public enum Precision: String, Sendable, Codable, CaseIterable {
  case fp32
  case bf16
  case int8

  /// The precisions that have a backward pass.
  package static let inTraining: [Precision] = [.fp32, .bf16]
}

/// What a user asks for by `--precision`.
public enum PrecisionChoice: String, Sendable, Codable, CaseIterable {
  /// In training `automaticInTraining` where this processor has instructions for it; in translation int8 for a model
  /// that was saved in int8; else fp32.
  case auto
  case fp32
  case bf16
  /// Only for translation.
  case int8

  /// What `auto` means in training: on Multi30k bfloat16 reaches fp32's loss and BLEU in well under two thirds of the time
  /// (`Tests/Benchmarks/README.md`, "bf16 against fp32").
  public static let automaticInTraining = Precision.bf16

  /// What this choice means in training on this processor: never `auto`.
  public func resolvedForTraining() throws -> PrecisionChoice {
    guard self != .int8 else {
      throw Failure(
        .badConfiguration, "int8 has no gradients", at: "--precision", expected: "auto, fp32 or bf16",
        remedy: "train in fp32 or bf16 and translate with --precision int8")
    }
    guard self == .auto else { return self }
    let wanted = Self.automaticInTraining
    return try wanted == .bf16 && InstructionSet.chosen().accelerates(wanted) ? .bf16 : .fp32
  }

  /// The kernels of that precision; a `Failure` where the environment asks for instructions that there are not.
  package func kernels() throws -> CPUKernels {
    try CPUKernels(precision: Precision(rawValue: rawValue) ?? .fp32)
  }
}
