import ArgumentParser
import NMTCorpus

extension InvalidPairPolicy: ExpressibleByArgument {}

struct FilterFlags: ParsableArguments {
  @Option(help: "Most subwords of a side.")
  var maxLength = PairFilters().maximumLength

  @Option(help: "Most subwords of the longer side for one of the shorter; 0 for no limit.")
  var maxRatio = PairFilters().maximumRatio

  @Flag(help: "Drop pairs whose sides are the same text.")
  var dropIdentical = false

  @Flag(help: "Keep pairs that came before.")
  var keepDuplicates = false

  @Option(help: "Most pairs remembered to find duplicates, 11 to 22 bytes of memory each.")
  var duplicateCapacity = PairFilters().duplicateCapacity

  @Option(help: "Least share of a side's letters in the script of its language, 0 to 1; 0 is off.")
  var minScriptShare = PairFilters().minimumScriptShare

  @Option(help: "Script of the source side, such as Latn. (default: that of --source-language)")
  var sourceScript = ""

  @Option(help: "Script of the target side. (default: that of --target-language)")
  var targetScript = ""

  @Option(name: .customLong("invalid-utf8"), help: "What to do with text that is not UTF-8: replace, fail or drop.")
  var invalidUTF8 = PairFilters().invalidUTF8

  func filters() -> PairFilters {
    var filters = PairFilters()
    filters.maximumLength = maxLength
    filters.maximumRatio = maxRatio
    filters.dropsIdenticalSides = dropIdentical
    filters.keepsDuplicates = keepDuplicates
    filters.duplicateCapacity = duplicateCapacity
    filters.minimumScriptShare = minScriptShare
    filters.sourceScript = sourceScript
    filters.targetScript = targetScript
    filters.invalidUTF8 = invalidUTF8
    return filters
  }
}
