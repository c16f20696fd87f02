import NMTSettings

/// One call of nmt-inspect as a value.
struct InspectCommandOptions: Sendable {
  var directories: [String] = []
  var json = false
  var isMachine = false
  /// Directory to create for the model with int8 weights.
  var quantized: String?
  /// Data directory with the shortlist for a quantized model; nil for the model's own shortlist.
  var shortlist: String?
  var isAttention = false
  var isCurves = false
  var isGradients = false
  var source: String?
  var target: String?
  var output = "-"

  /// Action of a call.
  enum Mode: Equatable {
    case report
    case machine
    case curves
    case attention
    case gradients
  }

  var mode: Mode {
    if isCurves { return .curves }
    if isAttention { return .attention }
    if isGradients { return .gradients }
    return isMachine ? .machine : .report
  }
}

extension InspectCommandOptions: SettingRequest {
  static let sections = [
    SettingSection<InspectCommandOptions>(
      "Report",
      [
        ToolSetting(
          list: "directory", \.directories,
          "model, data or checkpoint directory, or a checkpoint file; several with --curves", kind: .directory,
          takes: .loose),
        ToolSetting("json", \.json, "write one line of JSON"),
        ToolSetting("machine", \.isMachine, "report the machine instead: cores, vector units, BLAS kernel, memory"),
        ToolSetting("output", \.output, "file to write; - is stdout", kind: .file),
      ]),
    SettingSection(
      "Quantization",
      [
        ToolSetting(
          "quantize", \.quantized, "write the model with int8 weights, a quarter of the size, to this new directory",
          aliases: ["quantise"], kind: .directory),
        ToolSetting(
          "shortlist", \.shortlist,
          "with --quantize: data directory whose shortlist to use; default: the model's own", kind: .directory),
      ]),
    SettingSection(
      "Pictures",
      [
        ToolSetting("attention", \.isAttention, "draw the attention of one translation as SVG; needs --source"),
        ToolSetting("curves", \.isCurves, "draw the training curves of model directories together as SVG"),
        ToolSetting(
          "gradients", \.isGradients, "draw how far the loss of the last word reaches back as SVG; needs --source"),
        ToolSetting("source", \.source, "sentence whose translation to draw"),
        ToolSetting("target", \.target, "translation to draw; default: the model's own"),
      ]),
  ]

  static let rules =
    oneModeAtATime + [
      .relation(\.shortlist, "without \(\.quantized)", expected: "\(\.quantized) DIR \(\.shortlist) DATA") {
        $0.shortlist == nil || $0.quantized != nil
      }
    ]

  private static var oneModeAtATime: [OptionRule<InspectCommandOptions>] {
    let modes: [any KeyPath<InspectCommandOptions, Bool> & Sendable] = [
      \.isMachine, \.isAttention, \.isCurves, \.isGradients,
    ]
    return modes.indices.flatMap { n in
      [
        OptionRule.relation(\.quantized, "together with \(modes[n])", expected: "one of them") {
          $0.quantized == nil || !$0[keyPath: modes[n]]
        }
      ]
        + modes[..<n].map { other in
          .relation(modes[n], "together with \(other)", expected: "one of them") {
            !$0[keyPath: modes[n]] || !$0[keyPath: other]
          }
        }
    }
  }
}
