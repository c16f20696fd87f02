// swift-tools-version: 6.0
import PackageDescription

// Applications that translate: how another package uses this one. `path:` stands where an application outside of this
// repository names its URL and a branch or version.
let translation = Target.Dependency.product(name: "NMTTranslation", package: "tolmacs")

let package = Package(
  name: "example",
  dependencies: [.package(name: "tolmacs", path: "../..")],
  targets: [
    .executableTarget(name: "hello", dependencies: [translation]),
    // A command-line tool, an asynchronous stream, many callers at once, an editor.
    .executableTarget(name: "translate-file", dependencies: [translation]),
    .executableTarget(name: "translate-stream", dependencies: [translation]),
    .executableTarget(name: "translate-many", dependencies: [translation]),
    .executableTarget(name: "complete", dependencies: [translation]),
    // What the library promises its host process, checked and measured from outside.
    .executableTarget(name: "check-guest", dependencies: [translation]),
    .executableTarget(name: "check-memory", dependencies: [translation]),
  ],
  swiftLanguageModes: [.v6]
)
