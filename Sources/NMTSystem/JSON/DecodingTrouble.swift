extension DecodingError {
  /// The problem of a JSON text, as a phrase after its name: `"lacks the key a.b"`, `"has an invalid value for a.b"`.
  package var trouble: String {
    func path(_ context: Context, _ last: [any CodingKey] = []) -> String {
      (context.codingPath + last).map(\.stringValue).joined(separator: ".")
    }
    return switch self {
    case .dataCorrupted(let context) where context.codingPath.isEmpty: "is not valid JSON"
    case .keyNotFound(let key, let context): "lacks the key \(path(context, [key]))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context): "has an invalid value for \(path(context))"
    case .dataCorrupted(let context): "has an invalid value for \(path(context)): \(context.debugDescription)"
    @unknown default: "cannot be read"
    }
  }
}
