import CKernels
import NMTKernels
import NMTSystem
import Testing

struct InstructionSetTests {
  @Test func plainIsAlwaysThereAndBestIsLast() {
    #expect(InstructionSet.available.first == .plain)
    #expect(InstructionSet.available.last == InstructionSet.best)
    for set in InstructionSet.allCases { #expect(set.isAvailable == InstructionSet.available.contains(set)) }
  }

  @Test func kernelsUseTheChosenSet() throws {
    #expect(try CPUKernels().instructions == InstructionSet.chosen())
  }

  @Test func theVariableForcesOne() throws {
    #expect(try InstructionSet.chosen(environment: [:]) == .best)
    #expect(try InstructionSet.chosen(environment: ["TOLMACS_KERNELS": ""]) == .best)
    for set in InstructionSet.available {
      #expect(try InstructionSet.chosen(environment: ["TOLMACS_KERNELS": set.rawValue]) == set)
    }
  }

  @Test func anUnknownWordIsToldWithTheKnownOnes() {
    #expect(
      throws: Failure(
        .badConfiguration, "unknown instruction set \"sse9\"", at: "TOLMACS_KERNELS", expected: "plain, avx2, avx512",
        remedy: "unset it to let the machine choose")
    ) {
      try InstructionSet.chosen(environment: ["TOLMACS_KERNELS": "sse9"])
    }
  }

  /// A kernel without its line in a table of CKernels would be a null function.
  @Test func noTableHasAGap() throws {
    func words<Table>(_ table: UnsafePointer<Table>?) throws -> [UInt] {
      let bytes = UnsafeRawBufferPointer(start: try #require(table), count: MemoryLayout<Table>.size)
      return Array(bytes.bindMemory(to: UInt.self))
    }
    for set in [CK_PLAIN, CK_AVX2, CK_AVX512] {
      guard ck_has(set) != 0 else {
        #expect(ck_table(set) == nil && ck_bf16(set) == nil && ck_int8(set) == nil)
        continue
      }
      // The first word of a table holds the set's number, which may be 0.
      let all = try words(ck_table(set)).dropFirst() + words(ck_bf16(set)) + words(ck_int8(set))
      #expect(all.allSatisfy { $0 != 0 }, "a function of set \(set.rawValue) is missing")
    }
  }
}
