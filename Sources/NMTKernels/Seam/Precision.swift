import NMTSystem

/// The number format of product operands; memory, sums and everything else are fp32, except for int8 weights.
///
/// In bfloat16, the operands of products with packed weights and of weight gradients are rounded to 8 significant bits,
/// to nearest even, while packing; small products of two fresh sides (attention) stay in fp32. Every instruction set
/// supports it, but only AVX-512 BF16 makes it faster.
///
/// In int8, packed weights are signed bytes with one scale per column (`QuantizedWeight`). The rows multiplied by them
/// are quantized on the fly, each by its own largest magnitude; the sums are exact integers. For translation only.
public enum Precision: String, Sendable, Codable, CaseIterable {
  /// IEEE single precision, 32 bits.
  case fp32
  /// Bfloat16, 16 bits: the exponent of fp32 with 8 significant bits.
  case bf16
  /// Signed bytes with one scale per column of the weight; for translation only.
  case int8

  /// The precisions with a backward pass.
  package static let inTraining: [Precision] = [.fp32, .bf16]
}

/// The precision that a user asks for with `--precision`.
public enum PrecisionChoice: String, Sendable, Codable, CaseIterable {
  /// In training `automaticInTraining` if the processor accelerates it; in translation int8 for a model saved in int8;
  /// otherwise fp32.
  case auto
  /// Single precision.
  case fp32
  /// Bfloat16 operands of products.
  case bf16
  /// Signed bytes, for translation only.
  case int8

  /// Meaning of `auto` in training. On Multi30k, bfloat16 reaches fp32's loss and BLEU in well under two thirds of the
  /// time (`Tests/Benchmarks/README.md`, "bf16 against fp32").
  public static let automaticInTraining = Precision.bf16

  /// Meaning of this choice in training on this processor: never `auto`.
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

  /// Kernels of this precision; throws a `Failure` if the environment names instructions that are unavailable.
  package func kernels() throws -> CPUKernels {
    try CPUKernels(precision: Precision(rawValue: rawValue) ?? .fp32)
  }
}
