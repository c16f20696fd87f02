package import NMTSettings

/// Options for updating weights from gradients.
public struct OptimizerOptions: Codable, Sendable, Equatable {
  /// Update rules.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Adam (Kingma & Ba 2015) with decoupled weight decay (Loshchilov & Hutter 2019).
    case adam
    /// Stochastic gradient descent with momentum (Polyak 1964; Sutskever et al. 2013).
    case sgd
  }
  /// Update rule; default `adam`.
  public var kind = Kind.adam
  /// Adam's β₁: share of the old first moment kept.
  public var beta1 = 0.9
  /// Adam's β₂: share of the old second moment kept.
  public var beta2 = 0.999
  /// Adam's ε, added to the root of the second moment; between 0 and 1, default 1e-8.
  public var epsilon = 1e-8
  /// Decoupled weight decay of Adam, times the learning rate; 0 for none.
  public var weightDecay = 0.0
  /// Momentum of `sgd`.
  public var momentum = 0.9
  /// Largest global norm of the gradient (Pascanu et al. 2013); 0 for no clipping.
  public var clipNorm = 1.0
  /// Largest magnitude of a gradient element, after the norm is clipped (Mikolov 2012, section 3.2.2); 0 for no limit.
  public var clipValue = 0.0
  /// ε of label smoothing (Szegedy et al. 2016, section 7).
  public var labelSmoothing = 0.1

  /// Options with their defaults: Adam with label smoothing of 0.1 and clipping at a norm of 1.
  public init() {}
}

extension OptimizerOptions: CheckedOptions {
  package static let rules: [OptionRule<OptimizerOptions>] = [
    .range(\.beta1, 0..<1),
    .range(\.beta2, 0..<1),
    .range(\.epsilon, .between(0, 1)),
    .range(\.weightDecay, 0...),
    .range(\.momentum, 0..<1),
    .range(\.clipNorm, 0...),
    .range(\.clipValue, 0...),
    .range(\.labelSmoothing, 0..<1),
  ]
}
