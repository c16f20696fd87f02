// swift-tools-version: 6.0
import PackageDescription

// The fuzzer has libFuzzer's `main`: it is built by Scripts/fuzz.sh alone.
let fuzzing: [Target] =
  Context.environment["TOLMACS_FUZZ"] == nil
  ? [] : [.executableTarget(name: "nmt-fuzz", dependencies: ["NMTHostile"], path: "Tests/Hostile/nmt-fuzz")]

// The modules from low to high: an importer stands below what it imports, and the build refuses an import that is not
// declared here. Words are the left column (CICU … NMTMetrics), numbers the right one (COpenBLAS … NMTModels); they meet
// in NMTTranslation and NMTTraining.
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "tolmacs",
  products: [
    .library(name: "NMTText", targets: ["NMTText"]),
    .library(name: "NMTMetrics", targets: ["NMTMetrics"]),
    .library(
      name: "NMTTranslation",
      targets: ["NMTTranslation", "NMTSearch", "NMTModelStore", "NMTModels", "NMTKernels", "NMTText", "NMTSystem"]),
    .library(
      name: "NMTTraining",
      targets: ["NMTTraining", "NMTModels", "NMTLayers", "NMTTensor", "NMTKernels", "NMTSystem"]),
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
    // The operating system: files, processes, threads; below both columns.
    .target(name: "CSystem"),
    .target(name: "NMTSystem", dependencies: ["CSystem"]),

    // What both columns use: settings of tools as one table, and charts.
    .target(name: "NMTSettings", dependencies: ["NMTSystem"]),
    .target(name: "NMTCharts"),

    // Words.
    .target(
      name: "CICU",
      linkerSettings: [.linkedLibrary("icui18n"), .linkedLibrary("icuuc"), .linkedLibrary("icudata")]),
    .target(
      name: "CSentencePiece", linkerSettings: [.linkedLibrary("sentencepiece"), .linkedLibrary("sentencepiece_train")]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "NMTText", dependencies: ["CICU", "CSentencePiece", "CZlib", "NMTSettings", "NMTSystem"]),
    .target(name: "NMTCorpus", dependencies: ["CZlib", "NMTSettings", "NMTSystem", "NMTText"]),
    .target(name: "NMTMetrics", dependencies: ["NMTCharts", "NMTSettings", "NMTSystem", "NMTText"]),

    // Numbers.
    .target(name: "COpenBLAS", linkerSettings: [.linkedLibrary("openblas")]),
    .target(name: "CKernels", cSettings: [.headerSearchPath(".")]),
    .target(name: "NMTKernels", dependencies: ["CKernels", "NMTSystem"]),
    .target(name: "NMTTensor", dependencies: ["NMTKernels", "NMTSystem"]),
    .target(name: "NMTLayers", dependencies: ["NMTKernels", "NMTTensor"]),
    .target(name: "NMTModels", dependencies: ["NMTKernels", "NMTLayers", "NMTSettings", "NMTSystem", "NMTTensor"]),
    .target(name: "NMTTagging", dependencies: ["NMTKernels", "NMTLayers", "NMTSettings", "NMTTensor"]),

    // Where words and numbers meet.
    .target(
      name: "NMTModelStore",
      dependencies: ["NMTKernels", "NMTLayers", "NMTModels", "NMTSettings", "NMTSystem", "NMTTensor", "NMTText"]),
    .target(name: "NMTSearch", dependencies: ["NMTKernels", "NMTModels", "NMTSettings", "NMTSystem", "NMTText"]),
    .target(
      name: "NMTTranslation",
      dependencies: [
        "NMTCharts", "NMTKernels", "NMTModelStore", "NMTModels", "NMTSearch", "NMTSettings", "NMTSystem", "NMTText",
      ]),
    .target(
      name: "NMTTraining",
      dependencies: [
        "NMTCharts", "NMTCorpus", "NMTKernels", "NMTLayers", "NMTMetrics", "NMTModelStore", "NMTModels", "NMTSearch",
        "NMTSettings", "NMTSystem", "NMTTensor", "NMTText", "NMTTranslation",
      ]),

    // The seminar's experiments on the layers.
    .target(
      name: "NMTStudy",
      dependencies: [
        "NMTCharts", "NMTKernels", "NMTLayers", "NMTMetrics", "NMTModels", "NMTSystem", "NMTTagging", "NMTTensor",
      ]),

    // The tools: parse, call one library function, print, exit code.
    .target(name: "NMTToolCommand", dependencies: ["NMTSettings", "NMTSystem", argumentParser, "Yams"]),
    .executableTarget(
      name: "nmt-preprocess", dependencies: ["NMTCorpus", "NMTSettings", "NMTSystem", "NMTText", "NMTToolCommand"]),
    .executableTarget(
      name: "nmt-train",
      dependencies: ["NMTSystem", "NMTToolCommand", "NMTTraining"]),
    .executableTarget(
      name: "nmt-translate",
      dependencies: ["NMTMetrics", "NMTSystem", "NMTText", "NMTToolCommand", "NMTTranslation"]),
    .executableTarget(
      name: "nmt-score",
      dependencies: ["NMTCorpus", "NMTMetrics", "NMTSettings", "NMTSystem", "NMTText", "NMTToolCommand"]),
    .executableTarget(
      name: "nmt-inspect",
      dependencies: [
        "COpenBLAS", "NMTCharts", "NMTCorpus", "NMTKernels", "NMTModelStore", "NMTModels", "NMTSettings", "NMTSystem",
        "NMTTensor",
        "NMTText", "NMTToolCommand", "NMTTraining", "NMTTranslation",
      ]),
    .executableTarget(name: "nmt-study", dependencies: ["NMTSettings", "NMTStudy", "NMTSystem", "NMTToolCommand"]),
    .executableTarget(
      name: "nmt-benchmark",
      dependencies: [
        "COpenBLAS", "NMTCorpus", "NMTKernels", "NMTModelStore", "NMTModels", "NMTSearch", "NMTSystem", "NMTTensor",
        "NMTText", "NMTToolCommand", "NMTTraining", "NMTTranslation", argumentParser,
      ], path: "Tests/Benchmarks/nmt-benchmark"),

    // Files from elsewhere, damaged in every way, and what each loader makes of them.
    .target(
      name: "NMTHostile",
      dependencies: [
        "CZlib", "NMTCorpus", "NMTMetrics", "NMTModelStore", "NMTModels", "NMTSearch", "NMTSettings", "NMTSystem",
        "NMTTestModels", "NMTText", "NMTToolCommand", "NMTTraining", "NMTTranslation",
      ], path: "Tests/Hostile/NMTHostile"),
    .executableTarget(
      name: "nmt-damage", dependencies: ["NMTHostile", "NMTSystem", "NMTText", "NMTToolCommand", argumentParser],
      path: "Tests/Hostile/nmt-damage"),

    // Tests: one target for each module, and the tools run as processes.
    .target(name: "NMTTestSupport", dependencies: ["NMTSettings", "NMTSystem"], path: "Tests/NMTTestSupport"),
    .target(
      name: "NMTTestNumbers", dependencies: ["NMTKernels", "NMTSystem", "NMTTensor"], path: "Tests/NMTTestNumbers"),
    .target(
      name: "NMTTestModels", dependencies: ["NMTModelStore", "NMTModels", "NMTTensor", "NMTText"],
      path: "Tests/NMTTestModels"),
    .testTarget(name: "NMTSettingsTests", dependencies: ["NMTSettings", "NMTSystem", "NMTTestSupport"]),
    .testTarget(name: "NMTSystemTests", dependencies: ["NMTSystem", "NMTTestSupport"]),
    .testTarget(name: "NMTChartsTests", dependencies: ["NMTCharts"]),
    .testTarget(name: "NMTTextTests", dependencies: ["NMTSystem", "NMTTestSupport", "NMTText"]),
    .testTarget(name: "NMTCorpusTests", dependencies: ["NMTCorpus", "NMTSystem", "NMTTestSupport", "NMTText"]),
    .testTarget(
      name: "NMTMetricsTests", dependencies: ["NMTMetrics", "NMTSystem", "NMTTestSupport", "NMTText"],
      resources: [.copy("Goldens")]),
    .testTarget(name: "NMTKernelsTests", dependencies: ["CKernels", "NMTKernels", "NMTSystem"]),
    .testTarget(
      name: "NMTTensorTests", dependencies: ["NMTKernels", "NMTLayers", "NMTSystem", "NMTTensor", "NMTTestNumbers"]),
    .testTarget(
      name: "NMTLayersTests", dependencies: ["NMTKernels", "NMTLayers", "NMTModels", "NMTTensor", "NMTTestNumbers"]),
    .testTarget(
      name: "NMTModelsTests",
      dependencies: ["NMTKernels", "NMTLayers", "NMTModels", "NMTSystem", "NMTTensor", "NMTTestNumbers"],
      resources: [.copy("Goldens")]),
    .testTarget(
      name: "NMTModelStoreTests",
      dependencies: [
        "NMTKernels", "NMTLayers", "NMTModelStore", "NMTModels", "NMTSystem", "NMTTensor", "NMTTestSupport",
      ]),
    .testTarget(
      name: "NMTTaggingTests",
      dependencies: ["NMTKernels", "NMTLayers", "NMTModels", "NMTSystem", "NMTTagging", "NMTTensor", "NMTTestNumbers"]),
    .testTarget(
      name: "NMTSearchTests", dependencies: ["NMTKernels", "NMTSearch", "NMTSystem", "NMTTestModels", "NMTText"]),
    .testTarget(
      name: "NMTTranslationTests",
      dependencies: [
        "NMTKernels", "NMTLayers", "NMTModelStore", "NMTModels", "NMTSearch", "NMTSettings", "NMTSystem", "NMTTensor",
        "NMTTestModels", "NMTTestSupport", "NMTText", "NMTTranslation",
      ]),
    .testTarget(
      name: "NMTTrainingTests",
      dependencies: [
        "NMTCorpus", "NMTKernels", "NMTModels", "NMTSettings", "NMTSystem", "NMTTensor", "NMTTestSupport", "NMTText",
        "NMTTraining",
      ]),
    .testTarget(name: "NMTStudyTests", dependencies: ["NMTCharts", "NMTStudy", "NMTSystem", "NMTTestSupport"]),
    .testTarget(
      name: "NMTToolCommandTests", dependencies: ["NMTSettings", "NMTSystem", "NMTTestSupport", "NMTToolCommand"]),
    .testTarget(
      name: "ToolTests",
      dependencies: [
        "NMTCorpus", "NMTKernels", "NMTLayers", "NMTMetrics", "NMTModelStore", "NMTModels", "NMTSystem", "NMTTensor",
        "NMTTestModels", "NMTTestSupport", "NMTText", "NMTTraining", "NMTTranslation", "nmt-inspect", "nmt-preprocess",
        "nmt-score", "nmt-study", "nmt-train", "nmt-translate",
      ]),
    .testTarget(
      name: "ReliabilityTests",
      dependencies: [
        "NMTCorpus", "NMTModelStore", "NMTModels", "NMTSystem", "NMTTestModels", "NMTTestSupport", "NMTText",
        "NMTTraining", "nmt-damage", "nmt-inspect", "nmt-preprocess", "nmt-score", "nmt-train", "nmt-translate",
      ]),
  ] + fuzzing,
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11,
  cxxLanguageStandard: .cxx17
)

// Existentials are spelt `any`, members need the import of their module, and imports are internal unless a signature shows
// them.
for target in package.targets where !target.name.hasPrefix("C") {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ]
}

// Scripts/test.sh MODULE: its tests and what they stand on, nothing else.
if let module = Context.environment["TOLMACS_MODULE"] {
  let targets = Dictionary(uniqueKeysWithValues: package.targets.map { ($0.name, $0) })
  var kept: Set<String> = []
  func keep(_ name: String) {
    guard let target = targets[name], kept.insert(name).inserted else { return }
    for case .byNameItem(let lower, _) in target.dependencies { keep(lower) }
  }
  keep(module + "Tests")
  package.targets.removeAll { !kept.contains($0.name) }
  package.products = []
}
