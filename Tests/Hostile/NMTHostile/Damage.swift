import NMTSystem

/// One way to damage a subject's file.
package struct Damage: Sendable {
  package enum Content: Sendable {
    case bytes([UInt8])
    /// What is no regular file, or one with nothing behind its first bytes.
    case device, fifo, directory, sparse
  }

  package let name: String
  package let content: Content
  /// Whether the checksums are made to fit afterwards.
  package var isSealed = false

  init(_ name: String, _ bytes: [UInt8], isSealed: Bool = false) {
    self.name = name
    content = .bytes(bytes)
    self.isSealed = isSealed
  }

  private init(_ name: String, _ content: Content) {
    self.name = name
    self.content = content
  }

  /// Calls `body` with every `every`-th damage to a subject's file, the same ones for the same seed.
  ///
  /// - Parameter payloadFlips: how many random changes behind the header.
  package static func forEach(
    of subject: HostileSubject, others: [HostileSubject], every: Int, payloadFlips: Int, seed: UInt64,
    _ body: (Damage) throws -> Void
  ) rethrows {
    var number = 0
    func offer(_ damage: @autoclosure () -> Damage) throws {
      number += 1
      if (number - 1) % every == 0 { try body(damage()) }
    }
    let good = subject.good
    for place in subject.header { try offer(Damage("cut at \(place)", Array(good[..<place]))) }
    for seals in subject.seal == nil ? [false] : [false, true] {
      for bit in subject.header.lowerBound * 8..<subject.header.upperBound * 8 {
        try offer(Damage("bit \(bit)\(seals ? ", sealed" : "")", flipped(good, bit), isSealed: seals))
      }
      for place in stride(from: subject.header.lowerBound, to: subject.header.upperBound, by: 4) {
        for extreme in extremes where place + extreme.count <= good.count {
          var bytes = good
          bytes.replaceSubrange(place..<place + extreme.count, with: extreme)
          try offer(Damage("\(extreme) at \(place)\(seals ? ", sealed" : "")", bytes, isSealed: seals))
        }
      }
    }
    var generator = SplitMix64(seed: seed)
    for _ in 0..<payloadFlips where good.count > subject.header.upperBound {
      let places = (0...generator.next(upTo: 7)).map { _ in
        generator.next(in: subject.header.upperBound * 8..<good.count * 8)
      }
      let changed = places.reduce(good, flipped)
      try offer(Damage("bits \(places)", changed))
      if subject.seal != nil { try offer(Damage("bits \(places), sealed", changed, isSealed: true)) }
    }
    // These are few and unlike each other: all of them, always.
    for damage in odd(subject, others) { try body(damage) }
    if let json = subject.json {
      for (name, text) in JSONDamage.all(json.text) {
        try offer(Damage("JSON: \(name)", json.wrap(text), isSealed: subject.seal != nil))
      }
    }
  }

  private static let extremes: [[UInt8]] = [
    [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80], [UInt8](UInt64.max),
    [UInt8](UInt64(Int64.max)),
    [UInt8](UInt64(1) << 63), [UInt8](UInt64(1) << 40), [0, 0, 0, 0],
  ]

  private static func flipped(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
    var bytes = bytes
    bytes[bit / 8] ^= 1 << (bit % 8)
    return bytes
  }

  /// Whole files that are something else.
  private static func odd(_ subject: HostileSubject, _ others: [HostileSubject]) -> [Damage] {
    let good = subject.good
    var all = [
      Damage("one byte more", good + [0]), Damage("twice", good + good), Damage("zeros behind", good + zeros(1 << 16)),
      Damage("zeros in front", zeros(8) + good), Damage("zeros", zeros(good.count)),
      Damage("a megabyte of zeros", zeros(1 << 20)),
      Damage("ones", [UInt8](repeating: 0xFF, count: good.count)),
      Damage("line feeds", [UInt8](repeating: 0x0A, count: 1 << 16)),
      Damage("backwards", good.reversed()), Damage("from its middle", Array(good[(good.count / 2)...])),
      Damage("device", .device), Damage("directory", .directory), Damage("sparse", .sparse),
    ]
    if !subject.isStream { all.append(Damage("fifo", .fifo)) }
    all += others.filter { $0.name != subject.name }.map { Damage("a \($0.name) file", $0.good) }
    all += (HandMade.files + subject.handMade).map { Damage($0.name, $0.bytes) }
    if subject.seal != nil { all += subject.handMade.map { Damage("\($0.name), sealed", $0.bytes, isSealed: true) } }
    return all
  }

  private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}

extension SplitMix64 {
  mutating func next(upTo last: Int) -> Int { Int(next() % UInt64(last + 1)) }
  mutating func next(in range: Range<Int>) -> Int { range.lowerBound + next(upTo: range.count - 1) }
}
