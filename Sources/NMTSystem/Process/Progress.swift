import Foundation

/// Progress lines on stderr: redrawn in place on a terminal, else one line per interval; never on stdout.
package final class Progress {
  private let label: String
  private let unit: String
  private let total: Int?
  private let isQuiet: Bool
  private let interval: Double
  private let start = SystemClock.monotonic.seconds
  private var last: Double
  /// How much is done, 0…1, where that is told instead of a total.
  private var share: Double?

  package private(set) var count = 0

  /// - Parameters:
  ///   - label: what is done: `"reading"`.
  ///   - unit: what is counted, in the plural: `"lines"`.
  ///   - total: how many there will be, if that is known; gives the share and the time left.
  ///   - interval: seconds between two lines; unless given 0.2 where a line can be redrawn and 10 elsewhere.
  ///   - isQuiet: says nothing at all.
  package init(_ label: String, unit: String, total: Int? = nil, interval: Double? = nil, isQuiet: Bool = false) {
    self.label = label
    self.unit = unit
    self.total = total
    self.isQuiet = isQuiet
    self.interval = interval ?? (Progress.allowsEscapes ? 0.2 : 10)
    last = start
  }

  /// Progress of a tool that writes its results to `output` (`"-"`: stdout), shown only on a terminal, and not on one that
  /// receives the results.
  package convenience init(_ label: String, unit: String, output: String, isQuiet: Bool) {
    let isShown = !isQuiet && isatty(2) == 1 && (output != "-" || isatty(1) != 1)
    self.init(label, unit: unit, isQuiet: !isShown)
  }

  /// Units a second since the start.
  package var rate: Double {
    let elapsed = SystemClock.monotonic.seconds - start
    return elapsed > 0 ? Double(count) / elapsed : 0
  }

  /// Seconds until the end, if that can be told.
  package var remainingSeconds: Double? {
    if let share, share > 0 { return (SystemClock.monotonic.seconds - start) * (1 - share) / share }
    guard let total, count > 0, rate > 0 else { return nil }
    return Double(max(0, total - count)) / rate
  }

  /// Counts on and, when an interval has passed, says so.
  ///
  /// - Parameter share: how much is done, 0…1; gives the time left where the total is not known.
  package func advance(by step: Int = 1, share: Double? = nil, detail: @autoclosure () -> String = "") {
    count += step
    self.share = share
    guard !isQuiet else { return }
    let time = SystemClock.monotonic.seconds
    guard time - last >= interval else { return }
    last = time
    show(line(detail: detail()), isLast: false)
  }

  /// The closing line, with the time that it all took.
  package func finish(detail: String = "") {
    guard !isQuiet else { return }
    let duration = formatDuration(SystemClock.monotonic.seconds - start)
    show(
      "\(label): \(formatCount(count)) \(unit) in \(duration), \(formatCount(Int(rate)))/s" + after(detail),
      isLast: true)
  }

  private func line(detail: String) -> String {
    var text = "\(label): \(formatCount(count))"
    if let total, total > 0 { text += " of \(formatCount(total)) (\(100 * count / total) %)" }
    text += " \(unit)"
    if let share { text += " (\(Int(100 * share)) %)" }
    text += ", \(formatCount(Int(rate)))/s"
    if let remainingSeconds { text += ", \(formatDuration(remainingSeconds)) left" }
    return text + after(detail)
  }

  private func after(_ detail: String) -> String { detail.isEmpty ? "" : ", \(detail)" }

  /// On a terminal the line is drawn over the one before: return, text, clear to the end of the line; the escape
  /// sequence is left out where NO_COLOR or a dumb terminal ask for plain text.
  private func show(_ text: String, isLast: Bool) {
    guard Progress.allowsEscapes else { return writeMessage(text) }
    let bytes = Array("\r\(text)\u{1B}[K\(isLast ? "\n" : "")".utf8)
    _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  }

  /// Whether stderr may be sent colors and cursor movements (https://no-color.org).
  package static let allowsEscapes: Bool = {
    let environment = ProcessInfo.processInfo.environment
    return isatty(2) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }()
}

/// `1234567` → `"1,234,567"`, in every locale.
package func formatCount(_ count: Int) -> String {
  var digits = Array(String(count.magnitude))
  for position in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: position) }
  return (count < 0 ? "-" : "") + String(digits)
}

/// `3725` seconds → `"1 h 02 min"`; `65` → `"1 min 05 s"`; `4.25` → `"4.2 s"`.
package func formatDuration(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0 else { return "unknown" }
  if seconds < 59.95 { return String(format: "%.1f s", seconds) }
  let whole = Int(min(seconds, 1e15).rounded())
  if whole < 3600 { return String(format: "%ld min %02ld s", whole / 60, whole % 60) }
  return String(format: "%ld h %02ld min", whole / 3600, whole % 3600 / 60)
}
