import CICU
import NMTSettings

/// Unicode normalization forms (UAX #15) offered by a text pipeline.
public enum UnicodeForm: String, Codable, Sendable, CaseIterable {
  /// Characters stay as they are written.
  case none
  /// Canonical composition: only canonically equivalent text becomes the same bytes. The default, since it loses
  /// nothing that a reader or a cased score could see.
  case nfc
  /// Compatibility composition: also ﬁ → fi, ① → 1, full-width → ASCII, ² → 2. Loses visible distinctions.
  case nfkc

  func apply(_ text: UTF16Text) -> UTF16Text {
    switch self {
    case .none: text
    case .nfc: normalized(text, to: cicu_nfc)
    case .nfkc: normalized(text, to: cicu_nfkc)
    }
  }
}

extension UnicodeForm: SettingValue {}

/// Canonical composition of a text.
public func nfc(_ text: String) -> String { normalized(UTF16Text(text), to: cicu_nfc).string }

/// Canonical decomposition of a text.
public func nfd(_ text: String) -> String { normalized(UTF16Text(text), to: cicu_nfd).string }

/// Compatibility composition of a text.
public func nfkc(_ text: String) -> String { normalized(UTF16Text(text), to: cicu_nfkc).string }

/// Compatibility decomposition of a text.
public func nfkd(_ text: String) -> String { normalized(UTF16Text(text), to: cicu_nfkd).string }

/// Skips text that is already in the form, as most is: ICU checks that quickly.
private func normalized(_ text: UTF16Text, to form: cicu_form) -> UTF16Text {
  var code = cicu_code(cicu_ok)
  let prefix = cicu_normalized_prefix(form, text, Int32(text.count), &code)
  if code == cicu_ok, Int(prefix) == text.count { return text }
  return text.transformed("normalization") { source, count, out, capacity, code in
    cicu_normalize(form, source, count, out, capacity, &code)
  }
}
