import NMTCharts
import NMTSystem

/// Example sentences as cards: those whose scores differ most.
struct HTMLSentences {
  private let differences: [SystemDifferences]
  private let number: (Double) -> String

  init(_ differences: [SystemDifferences], number: @escaping (Double) -> String) {
    self.differences = differences
    self.number = number
  }

  var sections: String {
    differences.enumerated().map { index, difference in
      let counts = difference.counts
      return """
        <h2>\(HTML.letter(index + 1))against \(HTML.letter(0))sentence by sentence</h2>
        <p class="soft">\(escapedMarkup(difference.metric)) of single sentences: \(formatCount(counts.better)) better,
        \(formatCount(counts.worse)) worse, \(formatCount(counts.same)) the same.</p>
        \(cards("Most improved", difference.better))
        \(cards("Most degraded", difference.worse))
        """
    }.joined(separator: "\n")
  }

  private func cards(_ title: String, _ sentences: [MovedSentence]) -> String {
    sentences.isEmpty ? "" : "<h3>\(title)</h3>\n" + sentences.map(card).joined(separator: "\n")
  }

  private func card(_ sentence: MovedSentence) -> String {
    let words = WordDifference(sentence.baseline, sentence.hypothesis)
    var entries = [("Reference", escapedMarkup(sentence.reference))]
    if !sentence.source.isEmpty { entries.insert(("Source", escapedMarkup(sentence.source)), at: 0) }
    entries.append(("Baseline", marked(words.old, "del")))
    entries.append(("System", marked(words.new, "ins")))
    let list = entries.map { "<dt>\($0)</dt><dd dir=\"auto\">\($1)</dd>" }.joined(separator: "\n")
    return """
      <div class="card"><strong>Line \(sentence.line)</strong>
      <span class="soft">\(number(sentence.baselineScore)) → \(number(sentence.score))</span>
      <dl>
      \(list)
      </dl></div>
      """
  }

  private func marked(_ runs: [WordDifference.Run], _ tag: String) -> String {
    runs.map { $0.isCommon ? escapedMarkup($0.text) : "<\(tag)>\(escapedMarkup($0.text))</\(tag)>" }.joined(
      separator: " ")
  }
}
