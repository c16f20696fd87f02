import Foundation
import NMTKernels
import NMTLayers
import NMTModels
import NMTTensor
import NMTTestNumbers
import Testing

/// Cases of whole models that a script of `Scripts/goldens` computed with PyTorch.
struct GoldenModels: Decodable {
  /// The version of PyTorch that made them.
  let torch: String
  let cases: [GoldenModel]

  static let fileNames = ["models.json", "cells.json"]

  static func read(_ file: String) throws -> GoldenModels {
    try JSONDecoder().decode(GoldenModels.self, from: golden(file))
  }

  /// The cases of all files, named for the tests' output.
  static func all() throws -> [NamedGoldenModel] {
    try fileNames.flatMap { file in
      let models = try read(file)
      return models.cases.map { NamedGoldenModel(file: file, torch: models.torch, model: $0) }
    }
  }
}

/// A golden case as the tests' output names it.
struct NamedGoldenModel: CustomTestStringConvertible, Sendable {
  let file: String
  let torch: String
  let model: GoldenModel

  var testDescription: String { "\(model.name) (\(file), PyTorch \(torch))" }
}

struct GoldenParameter: Decodable {
  let shape: [Int]
  let values: [Float]
  let gradient: [Float]
}

struct GoldenModel: Decodable, Sendable {
  let name: String
  let options: ModelOptions
  let sources: [[Int32]]
  let targets: [[Int32]]
  let smoothing: Float
  let loss: Double
  let nll: Double
  let parameters: [String: GoldenParameter]

  private enum CodingKeys: String, CodingKey {
    case name, options, sources, targets, smoothing, loss, nll, parameters
  }

  private struct CellNames: Decodable {
    let encoder: String
    let decoder: String
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    let cells = try container.decode(CellNames.self, forKey: .options)
    for cell in [cells.encoder, cells.decoder] where CellKind(rawValue: cell) == nil {
      throw UnknownCell(description: "golden case '\(name)': '\(cell)' is not a case of CellKind")
    }
    options = try container.decode(ModelOptions.self, forKey: .options)
    sources = try container.decode([[Int32]].self, forKey: .sources)
    targets = try container.decode([[Int32]].self, forKey: .targets)
    smoothing = try container.decode(Float.self, forKey: .smoothing)
    loss = try container.decode(Double.self, forKey: .loss)
    nll = try container.decode(Double.self, forKey: .nll)
    parameters = try container.decode([String: GoldenParameter].self, forKey: .parameters)
  }

  private struct UnknownCell: Error, CustomStringConvertible {
    let description: String
  }

  var batch: SequenceBatch { SequenceBatch(sources: sources, targets: targets) }

  /// A model with the golden's parameters; it must have exactly these.
  func model(_ kernels: any Kernels) throws -> Seq2SeqModel {
    let model = try Seq2SeqModel(options: options, seed: 1, kernels: kernels)
    #expect(Set(model.parameters.specs.map(\.path)) == Set(parameters.keys), "\(name): parameter names")
    for p in model.parameters.specs {
      let golden = try #require(parameters[p.path], "\(name): \(p.path)")
      try #require(p.shape == golden.shape, "\(name): shape of \(p.path)")
      model.parameters.matrix(p).set(golden.values)
    }
    model.parameters.weightsChanged()
    return model
  }
}
