import Foundation

/// `curves.svg`: loss, validation loss, BLEU and learning rate of a training over its updates, or losses and BLEU of
/// several trainings together.
package enum CurvesSVG {
  /// The picture of one log as UTF-8.
  package static func picture(_ entries: [LogEntry]) -> [UInt8] {
    let training = entries.filter { $0.kind == .training }
    let validation = entries.filter { $0.kind == .validation }
    let panels = [
      CurvesPanel(
        "Loss a target token",
        [
          curve("training (smoothed labels)", 0, training) { $0.loss },
          curve("validation", 1, validation) { $0.loss },
        ]),
      CurvesPanel(
        "Validation BLEU",
        [
          curve("newest weights", 0, validation) { $0.bleu },
          curve("averaged weights", 1, validation) { $0.averagedBLEU },
        ]),
      CurvesPanel("Learning rate", [curve("", 0, training) { $0.learningRate }]),
    ]
    return CurvesPicture(panels: panels, last: lastUpdate(entries)).svg
  }

  /// Largest number of trainings in one picture, limited by the number of colors.
  package static let mostRuns = CurvesPicture.colorCount

  /// The picture of several trainings, one color each, as UTF-8. Uses the averaged weights of a validation if there are
  /// any, since those are saved.
  ///
  /// - Parameter logs: paths of `log.jsonl`, at most `mostRuns`, with the names to show.
  package static func comparison(_ logs: [(name: String, path: String)]) throws -> [UInt8] {
    precondition(logs.count <= mostRuns, "CurvesSVG: \(logs.count) trainings")
    let runs = try logs.map { (name: $0.name, entries: try TrainingLog.read($0.path)) }
    func panel(_ title: String, _ kind: LogEntry.Kind, _ value: (LogEntry) -> Double?) -> CurvesPanel {
      CurvesPanel(
        title,
        runs.enumerated().map { number, run in
          curve("", number, run.entries.filter { $0.kind == kind }, value)
        })
    }
    let panels = [
      panel("Training loss a target token (smoothed labels)", .training) { $0.loss },
      panel("Validation loss a target token", .validation) { $0.averagedLoss ?? $0.loss },
      panel("Validation BLEU", .validation) { $0.averagedBLEU ?? $0.bleu },
    ]
    return CurvesPicture(panels: panels, last: lastUpdate(runs.flatMap(\.entries)), legend: runs.map(\.name)).svg
  }

  /// The last update, limited to what an axis can count, since a log may be untrusted.
  private static func lastUpdate(_ entries: [LogEntry]) -> Double {
    Double(min(max(1, entries.map(\.update).max() ?? 1), 1 << 53))
  }

  private static func curve(
    _ name: String, _ color: Int, _ entries: [LogEntry], _ value: (LogEntry) -> Double?
  ) -> CurvesPanel.Curve {
    let points = entries.compactMap { entry in
      value(entry).flatMap { $0.isFinite ? (x: Double(entry.update), y: $0) : nil }
    }
    return CurvesPanel.Curve(name: name, color: color, points: points)
  }
}
