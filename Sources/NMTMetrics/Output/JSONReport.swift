import NMTSystem

/// Results for programs: sacreBLEU's JSON. With tables, it becomes the member "scores" of an object.
struct JSONReport {
  private let results: ScoreResults
  private let width: Int
  private let scoreOnly: Bool

  init(_ results: ScoreResults, width: Int, scoreOnly: Bool) {
    self.results = results
    self.width = width
    self.scoreOnly = scoreOnly
  }

  var lines: [String] {
    let tables = self.tables
    let scores = results.systems.count > 1 ? severalSystems : oneSystem(isMember: !tables.isEmpty)
    if tables.isEmpty { return [scores] }
    let members = [("scores", scores)] + tables
    return ["{" + members.map { "\(jsonLiteral($0)): \($1)" }.joined(separator: ",\n") + "}"]
  }

  /// Like sacreBLEU, prints a lone score with its interval, which is not valid JSON; inside an object it is therefore a
  /// string.
  private func oneSystem(isMember: Bool) -> String {
    let values = results.metrics.map { metric in
      let report = metric.reports[0]
      if !scoreOnly { return report.json(width: width) }
      let number = report.number(width: width)
      return isMember && report.comparison.interval != nil ? jsonLiteral(number) : number
    }
    return values.count == 1 ? values[0] : "[\n" + values.joined(separator: ",\n") + "\n]"
  }

  private var severalSystems: String {
    let names = results.namesWithBaseline
    let objects = names.indices.map { system in
      let members =
        [("system", jsonLiteral(names[system], isASCII: true))]
        + results.metrics.map { ($0.name, value($0.reports[system])) }
      let lines = members.map { "        \(jsonLiteral($0)): \($1)" }
      return "    {\n" + lines.joined(separator: ",\n") + "\n    }"
    }
    return "[\n" + objects.joined(separator: ",\n") + "\n]"
  }

  private func value(_ report: ScoreReport) -> String {
    guard results.isPaired else { return jsonLiteral(ScoreReport.decimal(report.value, width)) }
    let interval = report.comparison.interval
    let members = [
      ("score", report.value.description), ("p_value", JSONText.optional(report.comparison.pValue)),
      ("mean", JSONText.optional(interval?.mean)), ("ci", JSONText.optional(interval?.halfWidth)),
    ]
    let lines = members.map { "            \(jsonLiteral($0)): \($1)" }
    return "{\n" + lines.joined(separator: ",\n") + "\n        }"
  }

  // MARK: Tables

  private var tables: [(String, String)] {
    var members = [(String, String)]()
    if let ngrams = results.ngrams { members.append(("ngrams", JSONText.array(ngrams.enumerated().map(ngram)))) }
    if let lengths = results.lengths { members.append(("by_length", JSONText.array(lengths.groups.map(length)))) }
    if let frequencies = results.frequencies {
      members.append(
        (
          "by_frequency",
          JSONText.object([
            ("counted_in", jsonLiteral(frequencies.origin)),
            ("groups", JSONText.array(frequencies.groups.map(frequency))),
          ])
        ))
    }
    if !results.differences.isEmpty {
      members.append(("diff", JSONText.array(results.differences.map(difference))))
    }
    return members
  }

  private func ngram(_ system: Int, _ score: BLEUScore) -> String {
    let statistics = score.statistics
    return JSONText.object([
      ("system", jsonLiteral(results.systems[system])),
      ("precisions", JSONText.array(score.precisions.map(\.description))),
      ("matches", JSONText.array(statistics.matches.map(\.description))),
      ("totals", JSONText.array(statistics.totals.map(\.description))),
      ("brevity_penalty", score.brevityPenalty.description),
      ("hypothesis_length", statistics.hypothesisLength.description),
      ("reference_length", statistics.referenceLength.description),
    ])
  }

  /// One value per system, keyed by its name.
  private func bySystem(_ value: (Int) -> String) -> String {
    JSONText.object(results.systems.indices.map { (results.systems[$0], value($0)) })
  }

  private func length(_ group: LengthTable.Group) -> String {
    let scores = zip(results.metrics, group.scores).map { metric, scores in
      (metric.name, bySystem { scores[$0].description })
    }
    return JSONText.object([("words", jsonLiteral(group.name)), ("segments", group.segments.description)] + scores)
  }

  private func frequency(_ group: FrequencyTable.Group) -> String {
    let systems = bySystem { system in
      let accuracy = group.systems[system]
      return JSONText.object([
        ("f1", accuracy.f1.description), ("precision", accuracy.precision.description),
        ("recall", accuracy.recall.description), ("matches", accuracy.matches.description),
        ("hypothesis", accuracy.hypothesis.description), ("reference", accuracy.reference.description),
      ])
    }
    return JSONText.object([
      ("frequency", jsonLiteral(group.name)), ("types", group.types.description), ("systems", systems),
    ])
  }

  private func difference(_ difference: SystemDifferences) -> String {
    func sentences(_ list: [MovedSentence]) -> String {
      JSONText.array(
        list.map { sentence in
          JSONText.object([
            ("line", sentence.line.description), ("baseline_score", sentence.baselineScore.description),
            ("score", sentence.score.description), ("source", jsonLiteral(sentence.source)),
            ("reference", jsonLiteral(sentence.reference)), ("baseline", jsonLiteral(sentence.baseline)),
            ("hypothesis", jsonLiteral(sentence.hypothesis)),
          ])
        })
    }
    return JSONText.object([
      ("system", jsonLiteral(difference.system)), ("baseline", jsonLiteral(difference.baseline)),
      ("metric", jsonLiteral(difference.metric)), ("better", difference.counts.better.description),
      ("worse", difference.counts.worse.description), ("same", difference.counts.same.description),
      ("most_improved", sentences(difference.better)), ("most_worsened", sentences(difference.worse)),
    ])
  }
}
