public import NMTSearch
import NMTSystem
import NMTText

extension Translator {
  /// One translation a line, in order. Blank lines come back as they are.
  public func translate(_ lines: [String]) throws -> [Translation] {
    try translate(lines.map { TranslationInput($0) })
  }

  /// One translation a line under its constraints. Those of a line that is translated in pieces are for its first piece;
  /// what is excluded is so in all.
  public func translate(_ lines: [TranslationInput]) throws -> [Translation] {
    let readings = mapParallel(count: lines.count, threads: options.threads) { self.readings(of: lines[$0]) }
      .flatMap { $0 }
    let sources = mapParallel(count: readings.count, threads: options.threads) { index in
      splitter.line(readings[index].text).named(readings[index].input.text)
    }
    let constraints = try zip(readings, sources).map { try self.constraints(of: $0, $1) }
    let found = try guardedSearch(sources.flatMap { $0.pieces.map(\.tokens) }, constraints.flatMap { $0 })
    let ends = sources.reduce(into: [0]) { $0.append($0.last! + $1.pieces.count) }
    let translations = mapParallel(count: readings.count, threads: options.threads) { index in
      translation(
        of: sources[index], found[ends[index]..<ends[index + 1]], readings[index], constraints[index])
    }
    return chosen(translations, readings)
  }

  /// One translation a line, where a line may have several readings, which follow each other.
  private func chosen(_ translations: [Translation], _ readings: [LineReading]) -> [Translation] {
    var chosen: [Translation] = []
    for (index, translation) in translations.enumerated() {
      if !readings[index].isSecond {
        chosen.append(translation)
      } else if !isBetter(chosen.last!, than: translation, readings[index - 1]) {
        chosen[chosen.count - 1] = translation
      }
    }
    return chosen
  }
}
