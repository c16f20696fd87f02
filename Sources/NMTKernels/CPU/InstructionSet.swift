import CKernels
import Foundation
import NMTSystem

/// Vector instructions that the CPU kernels can use. Each set has every kernel; bits differ between sets.
package enum InstructionSet: String, Sendable, CaseIterable {
  /// Portable code on 128-bit vectors.
  case plain
  /// 256-bit vectors with fused multiply–add.
  case avx2
  /// 512-bit vectors.
  case avx512

  /// All sets in order of preference, best first.
  private static let byPreference: [InstructionSet] = [.avx512, .avx2, .plain]

  private var code: ck_instructions {
    switch self {
    case .plain: CK_PLAIN
    case .avx2: CK_AVX2
    case .avx512: CK_AVX512
    }
  }

  /// True if this processor has the set.
  package var isAvailable: Bool { ck_has(code) != 0 }

  /// The preferred set among those of this processor.
  package static let best: InstructionSet = byPreference.first(where: \.isAvailable) ?? .plain

  /// The sets of this processor, the preferred one last.
  package static let available: [InstructionSet] = byPreference.reversed().filter(\.isAvailable)

  /// The set named by the environment variable `TOLMACS_KERNELS`, or the best one if unset. A set that is unknown or
  /// that this processor lacks is a user error.
  package static func chosen(environment: [String: String]) throws -> InstructionSet {
    guard let word = environment["TOLMACS_KERNELS"], !word.isEmpty else { return best }
    guard let wanted = InstructionSet(rawValue: word), wanted.isAvailable else {
      let isKnown = InstructionSet(rawValue: word) != nil
      throw Failure(
        .badConfiguration,
        isKnown ? "this processor has no \(word) instructions" : "unknown instruction set \"\(word)\"",
        at: "TOLMACS_KERNELS", expected: (isKnown ? available : allCases).map(\.rawValue).joined(separator: ", "),
        remedy: "unset it to let the machine choose")
    }
    return wanted
  }

  /// Result of reading this process's environment, once.
  private static let ofThisProcess = Result { try chosen(environment: ProcessInfo.processInfo.environment) }

  /// The set that this process's environment selects.
  package static func chosen() throws -> InstructionSet { try ofThisProcess.get() }

  /// True if a precision is worth its rounding with this set. Every set has products of every precision, but without
  /// AVX-512's bfloat16 instructions, bfloat16 operands are rounded and then multiplied as fp32, which gains nothing.
  package func accelerates(_ precision: Precision) -> Bool { precision != .bf16 || ck_has_bf16(code) != 0 }

  /// fp32 or bfloat16 products, of two fresh sides or with packed weights; `int8` has those for weights in bytes.
  func products(_ precision: Precision) -> ck_products {
    precision == .bf16 ? present(ck_bf16(code)).pointee : table.pointee.fp32
  }

  /// Products with weights in bytes; every set has them.
  var int8: UnsafePointer<ck_int8_products> { present(ck_int8(code)) }

  /// The functions of this set.
  var table: UnsafePointer<ck_kernels> { present(ck_table(code)) }

  private func present<Table>(_ table: UnsafePointer<Table>?) -> UnsafePointer<Table> {
    guard let table else { preconditionFailure("this processor has no \(rawValue)") }
    return table
  }
}
