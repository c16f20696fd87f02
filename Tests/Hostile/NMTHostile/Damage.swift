import NMTSystem

/// One way to damage a subject's file.
package struct Damage: Sendable {
  package enum Content: Sendable {
    case bytes([UInt8])
    /// Something other than a regular file, or a file with nothing after its first bytes.
    case device, fifo, directory, sparse
  }

  /// Required outcome of loading the file.
  package enum Verdict: Sendable {
    /// Must be refused unless checksums are recomputed; then refused or safe to use.
    case noticed
    /// May be refused or be safe to use.
    case borne
    /// Must be refused, even with correct checksums.
    case refused
  }

  package let name: String
  package let content: Content
  /// True to recompute checksums after the damage.
  package var isSealed = false
  package var verdict = Verdict.noticed

  init(_ name: String, _ bytes: [UInt8], isSealed: Bool = false, verdict: Verdict = .noticed) {
    self.name = name
    content = .bytes(bytes)
    self.isSealed = isSealed
    self.verdict = verdict
  }

  private init(_ name: String, _ content: Content) {
    self.name = name
    self.content = content
  }

  /// Calls `body` with every `every`-th damage to a subject's file, always the same for a seed, and with all those that
  /// are few or cheap.
  ///
  /// - Parameter payloadFlips: number of random changes after the header.
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
    for bit in bitsAlwaysFlipped(subject) { try body(Damage("bit \(bit)", flipped(good, bit))) }
    for place in subject.header { try offer(Damage("cut at \(place)", Array(good[..<place]))) }
    for seals in subject.seal == nil ? [false] : [false, true] {
      for bit in headerBits(subject) where seals || !subject.flipsWholeHeader {
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
    // These are few and different from each other, so all are always used.
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

  private static func headerBits(_ subject: HostileSubject) -> Range<Int> {
    subject.header.lowerBound * 8..<subject.header.upperBound * 8
  }

  private static func bitsAlwaysFlipped(_ subject: HostileSubject) -> [Int] {
    let header = subject.flipsWholeHeader ? Array(headerBits(subject)) : []
    let rest = subject.flipStride.map {
      Array(stride(from: subject.header.upperBound * 8, to: subject.good.count * 8, by: $0))
    }
    return header + (rest ?? [])
  }

  private static func flipped(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
    var bytes = bytes
    bytes[bit / 8] ^= 1 << (bit % 8)
    return bytes
  }

  /// Complete files of another kind.
  private static func odd(_ subject: HostileSubject, _ others: [HostileSubject]) -> [Damage] {
    let good = subject.good
    var all = [
      Damage("one byte more", good + [0]), Damage("one byte less", good.dropLast()), Damage("twice", good + good),
      Damage("zeros behind", good + zeros(1 << 16)),
      Damage("zeros in front", zeros(8) + good), Damage("zeros", zeros(good.count)),
      Damage("a megabyte of zeros", zeros(1 << 20)),
      Damage("ones", [UInt8](repeating: 0xFF, count: good.count)),
      Damage("line feeds", [UInt8](repeating: 0x0A, count: 1 << 16)),
      Damage("backwards", good.reversed()), Damage("from its middle", Array(good[(good.count / 2)...])),
      Damage("device", .device), Damage("directory", .directory), Damage("sparse", .sparse),
    ]
    if !subject.isStream { all.append(Damage("fifo", .fifo)) }
    all += others.filter { $0.name != subject.name }.map { Damage("a \($0.name) file", $0.good) }
    for isSealed in subject.seal == nil ? [false] : [false, true] {
      let suffix = isSealed ? ", sealed" : ""
      func made(_ file: (name: String, bytes: [UInt8]), _ verdict: Verdict) -> Damage {
        Damage(file.name + suffix, file.bytes, isSealed: isSealed, verdict: verdict)
      }
      all += ((isSealed ? [] : HandMade.files) + subject.handMade).map { made($0, .noticed) }
      all += subject.kept.map { made($0, .borne) } + subject.refused.map { made($0, .refused) }
    }
    return all
  }

  private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}

extension SplitMix64 {
  mutating func next(upTo last: Int) -> Int { Int(next() % UInt64(last + 1)) }
  mutating func next(in range: Range<Int>) -> Int { range.lowerBound + next(upTo: range.count - 1) }
}
