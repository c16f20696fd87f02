import Foundation
import NMTKernels
import NMTModels
import NMTSystem
import NMTTraining
import Testing

/// Limits of memory and time as values.
@Suite struct ResourceTests {
  @Test func sizesAsUsersWriteThem() {
    #expect(ByteSize("512M")?.bytes == 512 << 20)
    #expect(ByteSize("4G")?.bytes == 4 << 30)
    #expect(ByteSize("1.5GiB")?.bytes == 3 << 29)
    #expect(ByteSize("4096")?.bytes == 4096)
    #expect(ByteSize("0")?.bytes == 0)
    for wrong in ["", "G", "-1G", "4GB", "4 G", "4iB", "1e3", "x", "4GG", "99999999T", "nan"] {
      #expect(ByteSize(wrong) == nil, "\(wrong)")
    }
    for text in ["512M", "4G", "3T", "1536M", "1000", "0"] { #expect(ByteSize(text)?.text == text) }
  }

  @Test func smallerBatchesKeepTheUpdate() {
    var batches = BatchingOptions()
    (batches.sentences, batches.accumulation) = (64, 2)
    let bySentences = batches.smallerOnes
    #expect(bySentences.map(\.sentences) == [64, 32, 22, 16, 11, 8, 6, 4, 3, 2, 1])
    for smaller in bySentences {
      let pairs = Double(smaller.sentences * smaller.accumulation)
      #expect(abs(pairs / 128 - 1) < 0.05, "\(smaller)")
    }
    (batches.tokens, batches.accumulation) = (4096, 1)
    let byTokens = batches.smallerOnes
    #expect(byTokens.first == batches && byTokens.last?.tokens == 1)
    #expect(
      zip(byTokens, byTokens.dropFirst()).allSatisfy { $0.tokens > $1.tokens && $0.accumulation < $1.accumulation })
  }

  @Test func automaticPrecisionIsResolved() throws {
    let taken = try PrecisionChoice.auto.resolvedForTraining()
    let isFaster = try InstructionSet.chosen().accelerates(.bf16)
    #expect(taken.rawValue == (isFaster ? PrecisionChoice.automaticInTraining : .fp32).rawValue)
    #expect(try PrecisionChoice.fp32.resolvedForTraining() == .fp32)
    #expect(try PrecisionChoice.bf16.resolvedForTraining() == .bf16)
  }

  @Test func automaticTyingFollowsTheVocabulary() throws {
    for choice in TyingChoice.allCases where choice != .auto {
      #expect(try choice.resolved(jointVocabulary: true) == choice)
    }
    #expect(try TyingChoice.auto.resolved(jointVocabulary: true) == .all)
    #expect(try TyingChoice.auto.resolved(jointVocabulary: false) == .output)
    let failure = #expect(throws: Failure.self) { try TyingChoice.all.resolved(jointVocabulary: false) }
    #expect(failure?.code == .badConfiguration && failure?.place == "--tying")
    #expect(TyingChoice.allCases.map(\.tables) == [.output, .none, .output, .all])
  }
}
