import CICU

/// Full Unicode case mappings (Unicode 15, section 3.13), which may change the length (ß → SS) and depend on context (Σ
/// → ς at a word's end) and language (Turkish I → ı).
public enum CaseMapping: String, Codable, Sendable, CaseIterable {
  /// Lower case.
  case lower
  /// Upper case.
  case upper
  /// Case folding for caseless comparison; only Turkish and Azeri differ by language.
  case fold
}

/// Maps the case of a text by the rules of a language: `caseMap("I", .lower, locale: "tr")` is `"ı"`.
public func caseMap(_ text: String, _ mapping: CaseMapping, locale: String = "") -> String {
  caseMap(UTF16Text(text), mapping, locale: locale).string
}

func caseMap(_ text: UTF16Text, _ mapping: CaseMapping, locale: String) -> UTF16Text {
  text.transformed("case mapping") { source, count, out, capacity, code in
    switch mapping {
    case .lower: cicu_to_lower(source, count, locale, out, capacity, &code)
    case .upper: cicu_to_upper(source, count, locale, out, capacity, &code)
    case .fold: cicu_fold_case(source, count, ["tr", "az"].contains(locale.prefix(2)), out, capacity, &code)
    }
  }
}
