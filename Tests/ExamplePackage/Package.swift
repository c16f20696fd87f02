// swift-tools-version: 6.0
import PackageDescription

// An application that translates: how another package uses this one. `path:` stands where an application outside of this
// repository names its URL and version.
let package = Package(
  name: "example",
  dependencies: [.package(name: "tolmacs", path: "../..")],
  targets: [
    .executableTarget(name: "example", dependencies: [.product(name: "NMTTranslation", package: "tolmacs")])
  ],
  swiftLanguageModes: [.v6]
)
