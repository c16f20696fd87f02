/// A growable buffer of plain values without the checks of `Array`, for the inner loops of the counters.
///
/// The owner keeps indices within `count`; debug builds check them. Element types must not be private: when files are
/// compiled one by one (debug builds, and release builds after a change), Swift 6.3 omits a private type's symbol and
/// the compiler crashes.
struct Store<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 64) {
    self.capacity = max(1, capacity)
    base = .allocate(capacity: self.capacity)
  }

  init(repeating element: Element, count: Int) {
    self.init(capacity: count)
    base.initialize(repeating: element, count: count)
    self.count = count
  }

  deinit { base.deallocate() }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(index >= 0 && index < count)
      return base[index]
    }
    @inline(__always) set {
      assert(index >= 0 && index < count)
      base[index] = newValue
    }
  }

  /// The elements; valid until the next change of the store.
  var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

  mutating func removeAll() { count = 0 }

  /// Sets the contents to `newCount` copies of `element`.
  mutating func resize(to newCount: Int, _ element: Element) {
    if newCount > capacity { grow(to: newCount) }
    base.update(repeating: element, count: newCount)
    count = newCount
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow(to: count + 1) }
    base[count] = element
    count += 1
  }

  mutating func append(contentsOf other: UnsafeBufferPointer<Element>) {
    guard let source = other.baseAddress, !other.isEmpty else { return }
    if count + other.count > capacity { grow(to: count + other.count) }
    (base + count).update(from: source, count: other.count)
    count += other.count
  }

  private mutating func grow(to needed: Int) {
    let newCapacity = max(needed, capacity * 2)
    let newBase = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
    newBase.update(from: base, count: count)
    base.deallocate()
    base = newBase
    capacity = newCapacity
  }
}
