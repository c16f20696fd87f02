/// Properties of scalars that the tokenizers need, one 32-bit word each, in pages of 256 created on first use.
///
/// The properties are those of the Swift library's Unicode (16.0 in Swift 6.3). sacreBLEU takes punctuation, symbols
/// and numbers from Python's `regex` package, which adopts Unicode versions sooner; `newerRanges` adds the difference.
/// Python's lower case follows the interpreter's version (14.0 in Python 3.11, 16.0 in 3.14): scores can differ only
/// for texts with one of about fifty capital letters added in between (Garay, Beria Erfe, a few Latin ones).
final class ScalarTable {
  struct Properties {
    let bits: UInt32

    /// General category N*.
    var isNumber: Bool { bits & 1 << 21 != 0 }
    /// General category P*.
    var isPunctuation: Bool { bits & 1 << 22 != 0 }
    /// General category S*.
    var isSymbol: Bool { bits & 1 << 23 != 0 }
    /// White space by Python's definition.
    var isWhiteSpace: Bool { bits & 1 << 24 != 0 }
    var isCased: Bool { bits & 1 << 25 != 0 }
    var isCaseIgnorable: Bool { bits & 1 << 26 != 0 }
    /// The lower-case scalar; 0 if there are several.
    var lowercase: UInt32 { bits & 0x1FFFFF }
  }

  private let pages: UnsafeMutablePointer<UnsafeMutablePointer<UInt32>?>
  private static let pageCount = 0x110000 >> 8

  init() {
    pages = .allocate(capacity: ScalarTable.pageCount)
    pages.initialize(repeating: nil, count: ScalarTable.pageCount)
  }

  deinit {
    for page in 0..<ScalarTable.pageCount { pages[page]?.deallocate() }
    pages.deallocate()
  }

  /// Properties of a scalar, which is at most 0x10FFFF.
  @inline(__always)
  subscript(scalar: UInt32) -> Properties {
    let page = Int(scalar >> 8)
    let entries = pages[page] ?? makePage(page)
    return Properties(bits: entries[Int(scalar & 0xFF)])
  }

  @inline(never)
  private func makePage(_ page: Int) -> UnsafeMutablePointer<UInt32> {
    let entries = UnsafeMutablePointer<UInt32>.allocate(capacity: 256)
    for offset in 0..<256 { entries[offset] = ScalarTable.bits(UInt32(page << 8 | offset)) }
    pages[page] = entries
    return entries
  }

  private static func bits(_ value: UInt32) -> UInt32 {
    guard let scalar = Unicode.Scalar(value) else { return value }
    let properties = scalar.properties
    let mapping = properties.lowercaseMapping.unicodeScalars
    var bits = mapping.count == 1 ? mapping.first!.value : 0
    switch properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: bits |= 1 << 21
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      bits |= 1 << 22
    case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: bits |= 1 << 23
    case .unassigned:
      for (range, kind) in newerRanges where range.contains(value) { bits |= 1 << kind }
    default: break
    }
    if UTF8Scalars.isWhiteSpace(value) { bits |= 1 << 24 }
    if properties.isCased { bits |= 1 << 25 }
    if properties.isCaseIgnorable { bits |= 1 << 26 }
    return bits
  }

  /// Numbers (21), punctuation (22) and symbols (23) known to `regex` 2026.11 but not to Unicode 16.0.
  private static let newerRanges: [(ClosedRange<UInt32>, kind: UInt32)] = [
    (0x20C2...0x20C4, 23), (0x2E60...0x2E63, 22), (0x10EC9...0x10ECA, 23), (0x1246F...0x1246F, 21),
    (0x12475...0x1247F, 21), (0x12550...0x12686, 21), (0x1CED2...0x1CED4, 23), (0x1CEDD...0x1CEDF, 23),
    (0x1CEF1...0x1CEFD, 23), (0x1D1EB...0x1D1FF, 23), (0x1D253...0x1D25A, 23), (0x1D25D...0x1D25E, 23),
    (0x1D260...0x1D27F, 23), (0x1DB00...0x1DB1C, 23), (0x1F1AE...0x1F1AE, 23), (0x1F6D9...0x1F6D9, 23),
    (0x1F7DA...0x1F7DB, 23), (0x1F7F1...0x1F7FF, 23), (0x1FA8B...0x1FA8D, 23), (0x1FACC...0x1FACC, 23),
    (0x1FADD...0x1FADD, 23), (0x1FAEB...0x1FAEB, 23), (0x1FAF9...0x1FAFA, 23),
  ]
}
