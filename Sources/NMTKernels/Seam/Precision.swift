import NMTSystem

/// The number format of products' operands; memory, sums and everything else are fp32, except int8's weights.
///
/// In bfloat16 the operands of products with a packed weight and of weight gradients are rounded to nearest even, 8
/// significant bits, while they are packed; small products with both sides fresh (attention) stay in fp32. Every
/// instruction set supports it, but only AVX-512 BF16 gains speed by it.
///
/// In int8 packed weights are signed bytes with a scale per column (`QuantizedWeight`) and the rows that meet them are
/// quantized on the way, each by its own largest magnitude; the sums are whole numbers and exact. For translation only.
public enum Precision: String, Sendable, Codable, CaseIterable {
  /// IEEE single precision, 32 bits.
  case fp32
  /// Bfloat16, 16 bits: the exponent of fp32 with 8 significant bits.
  case bf16
  /// Signed bytes with a scale per column of the weight; only for translation.
  case int8

  /// The precisions that have a backward pass.
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
