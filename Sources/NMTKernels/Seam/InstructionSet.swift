import CKernels
import Foundation
import NMTSystem

/// Which vector instructions the CPU kernels use; each is complete and gives its own bits.
public enum InstructionSet: String, Sendable, CaseIterable {
  /// Portable code on 128-bit vectors.
  case plain
  /// 256-bit vectors with fused multiply–add.
  case avx2
  /// 512-bit vectors.
  case avx512

  private var code: ck_instructions {
    switch self {
    case .plain: CK_PLAIN
    case .avx2: CK_AVX2
    case .avx512: CK_AVX512
    }
  }

  /// The best set that this processor has.
  public static let best: InstructionSet = allCases.last { ck_table($0.code) != nil } ?? .plain

  /// Sets that this processor has, the slowest first.
  public static let available: [InstructionSet] = allCases.filter { ck_table($0.code) != nil }

  /// What `TOLMACS_KERNELS` asks for, else the best. A set that this processor lacks falls to its best, with a message;
  /// an unknown word is the user's error.
  public static func chosen(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> InstructionSet {
    guard let word = environment["TOLMACS_KERNELS"], !word.isEmpty else { return best }
    guard let wanted = InstructionSet(rawValue: word) else {
      throw Failure(
        .badConfiguration, "unknown instruction set \"\(word)\"", at: "TOLMACS_KERNELS",
        expected: allCases.map(\.rawValue).joined(separator: ", "), remedy: "unset it to let the machine choose")
    }
    if available.contains(wanted) { return wanted }
    writeMessage("TOLMACS_KERNELS: this processor has no \(wanted.rawValue); using \(best.rawValue)")
    return best
  }

  /// Whether that precision is worth its rounding here; there are products of every one. bfloat16 needs AVX-512's own
  /// instructions; without them its operands are rounded and then multiplied as fp32 numbers, which gains nothing.
  public func accelerates(_ precision: Precision) -> Bool { precision != .bf16 || ck_has_bf16(code) != 0 }

  /// Products with both sides fresh, and with packed weights other than int8's: those are in `int8`.
  func products(_ precision: Precision) -> ck_products? {
    guard let table = ck_table(code) else { return nil }
    return precision == .bf16 ? ck_bf16(code).pointee : table.pointee.fp32
  }

  /// Products with weights in bytes: every set has them.
  var int8: UnsafePointer<ck_int8_products> { ck_int8(code) }

  /// The functions of this set.
  var table: UnsafePointer<ck_kernels> {
    guard let table = ck_table(code) else { preconditionFailure("this processor has no \(rawValue)") }
    return table
  }
}
