// swift-tools-version: 6.0
import PackageDescription

// The fuzzer has libFuzzer's `main`: it is built by Scripts/fuzz.sh alone.
let fuzzing: [Target] =
  Context.environment["TOLMACS_FUZZ"] == nil
  ? [] : [.executableTarget(name: "nmt-fuzz", dependencies: ["NMTHostile"], path: "Tests/Hostile/nmt-fuzz")]

// The modules from low to high; an importer always stands below what it imports.
// Words are the left column (CICU … NMTMetrics), numbers the right one (COpenBLAS … NMTModels); they meet in
// NMTDecoding and NMTTraining. README, "Architecture", says the same in one screen.
let package = Package(
  name: "tolmacs",
  products: [
    .library(name: "NMTText", targets: ["NMTText"]),
    .library(name: "NMTMetrics", targets: ["NMTMetrics"]),
    .library(name: "NMTDecoding", targets: ["NMTDecoding"]),
    .library(name: "NMTTraining", targets: ["NMTTraining"]),
    .executable(name: "nmt-preprocess", targets: ["nmt-preprocess"]),
    .executable(name: "nmt-train", targets: ["nmt-train"]),
    .executable(name: "nmt-translate", targets: ["nmt-translate"]),
    .executable(name: "nmt-score", targets: ["nmt-score"]),
    .executable(name: "nmt-inspect", targets: ["nmt-inspect"]),
    .executable(name: "nmt-study", targets: ["nmt-study"]),
    .executable(name: "nmt-benchmark", targets: ["nmt-benchmark"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    // The operating system's side, below both columns: failures with exit codes, durable saves, locks, signals.
    .target(name: "CSHA256"),
    .target(name: "CAllocator"),
    .target(name: "NMTSystem", dependencies: ["CSHA256", "CAllocator"]),

    // Words.
    .target(
      name: "CICU",
      linkerSettings: [.linkedLibrary("icui18n"), .linkedLibrary("icuuc"), .linkedLibrary("icudata")]),
    .target(
      name: "CSentencePiece", linkerSettings: [.linkedLibrary("sentencepiece"), .linkedLibrary("sentencepiece_train")]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "NMTText", dependencies: ["NMTSystem", "CICU", "CSentencePiece", "CZlib"]),
    .target(name: "NMTCorpus", dependencies: ["NMTText", "NMTSystem", "CZlib"]),
    .target(name: "NMTMetrics", dependencies: ["NMTText", "NMTSystem"]),

    // Numbers.
    .target(name: "COpenBLAS", linkerSettings: [.linkedLibrary("openblas")]),
    .target(name: "CKernels", cSettings: [.headerSearchPath(".")]),
    .target(name: "NMTKernels", dependencies: ["NMTSystem", "COpenBLAS", "CKernels"]),
    .target(name: "NMTTensor", dependencies: ["NMTKernels", "NMTSystem"]),
    .target(name: "NMTLayers", dependencies: ["NMTTensor"]),
    .target(name: "NMTModels", dependencies: ["NMTLayers", "NMTSystem"]),

    // Where they meet.
    .target(name: "NMTDecoding", dependencies: ["NMTModels", "NMTText"]),
    .target(name: "NMTTraining", dependencies: ["NMTDecoding", "NMTCorpus", "NMTMetrics"]),

    // Settings from YAML, for the tools alone.
    .target(name: "NMTConfigFile", dependencies: ["NMTSystem", "Yams"]),

    // Flags for the tools: what --help and --version say goes where all output goes.
    .target(
      name: "NMTToolCommand",
      dependencies: ["NMTSystem", .product(name: "ArgumentParser", package: "swift-argument-parser")]),

    // The seminar's experiments on the layers.
    .target(name: "NMTStudy", dependencies: ["NMTModels", "NMTMetrics"]),

    // The tools: parse, call one library function, print, exit code.
    .executableTarget(
      name: "nmt-preprocess",
      dependencies: ["NMTCorpus", "NMTToolCommand", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .executableTarget(
      name: "nmt-train",
      dependencies: [
        "NMTTraining", "NMTConfigFile", "NMTToolCommand",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "nmt-translate",
      dependencies: [
        "NMTDecoding", "NMTMetrics", "NMTConfigFile", "NMTToolCommand",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "nmt-score",
      dependencies: [
        "NMTMetrics", "NMTCorpus", "NMTToolCommand",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "nmt-inspect",
      dependencies: [
        "NMTTraining", "NMTToolCommand", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "nmt-study",
      dependencies: ["NMTStudy", "NMTToolCommand", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .executableTarget(
      name: "nmt-benchmark",
      dependencies: [
        "NMTTraining", "NMTModels", "NMTCorpus", "NMTKernels", "COpenBLAS", "NMTToolCommand",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Benchmarks/nmt-benchmark"),

    // Files from elsewhere, damaged in every way, and what each loader makes of them.
    .target(
      name: "NMTHostile", dependencies: ["NMTTestModels", "NMTTraining", "NMTConfigFile", "CZlib"],
      path: "Tests/Hostile/NMTHostile"),
    .executableTarget(
      name: "nmt-damage",
      dependencies: [
        "NMTHostile", "NMTToolCommand", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Hostile/nmt-damage"),

    // Tests: one target a module, plus the tools run as processes.
    .target(name: "NMTTestSupport", dependencies: ["NMTSystem"], path: "Tests/NMTTestSupport"),
    .target(
      name: "NMTTestModels", dependencies: ["NMTDecoding"], path: "Tests/NMTTestModels"),
    .testTarget(name: "NMTSystemTests", dependencies: ["NMTSystem", "NMTTestSupport"]),
    .testTarget(name: "NMTTextTests", dependencies: ["NMTText", "NMTTestSupport"]),
    .testTarget(name: "NMTCorpusTests", dependencies: ["NMTCorpus", "NMTTestSupport"]),
    .testTarget(
      name: "NMTMetricsTests", dependencies: ["NMTMetrics", "NMTText", "NMTSystem", "NMTTestSupport"],
      resources: [.copy("Goldens")]),
    .testTarget(name: "NMTKernelsTests", dependencies: ["NMTKernels", "CKernels", "NMTTestSupport"]),
    .testTarget(
      name: "NMTModelsTests", dependencies: ["NMTModels", "NMTLayers", "NMTTensor", "NMTTestSupport"],
      resources: [.copy("Goldens")]),
    .testTarget(name: "NMTDecodingTests", dependencies: ["NMTDecoding", "NMTTestSupport", "NMTTestModels"]),
    .testTarget(name: "NMTStudyTests", dependencies: ["NMTStudy", "NMTTestSupport"]),
    .testTarget(name: "NMTTrainingTests", dependencies: ["NMTTraining", "NMTTestSupport"]),
    .testTarget(
      name: "ToolTests",
      dependencies: [
        "NMTTestSupport", "NMTTestModels", "NMTKernels", "NMTCorpus", "NMTMetrics", "nmt-preprocess", "nmt-train",
        "nmt-translate",
        "nmt-score", "nmt-inspect", "nmt-study",
      ]),
    .testTarget(
      name: "ReliabilityTests",
      dependencies: [
        "NMTTestSupport", "NMTTestModels", "NMTKernels", "NMTCorpus", "NMTTraining", "nmt-preprocess", "nmt-train",
        "nmt-translate", "nmt-score", "nmt-inspect", "nmt-damage",
      ]),
  ] + fuzzing,
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11,
  cxxLanguageStandard: .cxx17
)
