// Re-exports the types that a translating application names, so that it imports only this module.
@_exported public import NMTKernels
@_exported public import NMTModelStore
@_exported public import NMTSearch
@_exported public import NMTSystem
@_exported public import NMTText
