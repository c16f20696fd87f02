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
    #expect(try InstructionSet.standard == InstructionSet.chosen())
    #expect(CPUKernels().instructions == .standard)
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
}
