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
  /// Completed share, 0…1, if reported instead of a total.
  private var share: Double?

  package private(set) var count = 0

  /// - Parameters:
  /// - label: name of the work: `"reading"`.
  /// - unit: counted units, in the plural: `"lines"`.
  /// - total: expected number of units, if known; allows showing share and remaining time.
  /// - interval: seconds between two lines; by default 0.2 where a line can be redrawn and 10 elsewhere.
  /// - isQuiet: whether to print nothing.
  package init(_ label: String, unit: String, total: Int? = nil, interval: Double? = nil, isQuiet: Bool = false) {
    self.label = label
    self.unit = unit
    self.total = total
    self.isQuiet = isQuiet
    self.interval = interval ?? (Progress.allowsEscapes ? 0.2 : 10)
    last = start
  }

  /// Progress of a tool that writes its results to `output` (`"-"`: stdout), shown only on a terminal other than one
  /// that receives the results.
  package convenience init(_ label: String, unit: String, output: String, isQuiet: Bool) {
    let isShown = !isQuiet && isatty(2) == 1 && (output != "-" || isatty(1) != 1)
    self.init(label, unit: unit, isQuiet: !isShown)
  }

  /// Units per second since the start.
  package var rate: Double {
    let elapsed = SystemClock.monotonic.seconds - start
    return elapsed > 0 ? Double(count) / elapsed : 0
  }

  /// Estimated seconds until the end, if known.
  package var remainingSeconds: Double? {
    if let share, share > 0 { return (SystemClock.monotonic.seconds - start) * (1 - share) / share }
    guard let total, count > 0, rate > 0 else { return nil }
    return Double(max(0, total - count)) / rate
  }

  /// Counts units and prints a line once per interval.
  ///
  /// - Parameter share: completed share, 0…1; provides the remaining time if the total is not known.
  package func advance(by step: Int = 1, share: Double? = nil, detail: @autoclosure () -> String = "") {
    count += step
    self.share = share
    guard !isQuiet else { return }
    let time = SystemClock.monotonic.seconds
    guard time - last >= interval else { return }
    last = time
    show(line(detail: detail()), isLast: false)
  }

  /// Prints the closing line, with the total time.
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

  /// On a terminal a line overwrites the previous one: carriage return, text, clear to the end of the line. NO_COLOR or
  /// a dumb terminal suppress the escape sequence.
  private func show(_ text: String, isLast: Bool) {
    guard Progress.allowsEscapes else { return writeMessage(text) }
    let bytes = Array("\r\(text)\u{1B}[K\(isLast ? "\n" : "")".utf8)
    _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  }

  /// Whether colors and cursor movements may be sent to stderr (https://no-color.org).
  package static let allowsEscapes: Bool = {
    let environment = ProcessInfo.processInfo.environment
    return isatty(2) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }()
}

/// Formats `1234567` as `"1,234,567"`, in every locale.
package func formatCount(_ count: Int) -> String {
  var digits = Array(String(count.magnitude))
  for position in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: position) }
  return (count < 0 ? "-" : "") + String(digits)
}

/// Formats seconds: `3725` as `"1 h 02 min"`, `65` as `"1 min 05 s"`, `4.25` as `"4.2 s"`.
package func formatDuration(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0 else { return "unknown" }
  if seconds < 59.95 { return String(format: "%.1f s", seconds) }
  let whole = Int(min(seconds, 1e15).rounded())
  if whole < 3600 { return String(format: "%ld min %02ld s", whole / 60, whole % 60) }
  return String(format: "%ld h %02ld min", whole / 3600, whole % 3600 / 60)
}
