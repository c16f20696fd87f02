// What an application names when it translates: it imports this module alone.
@_exported public import NMTKernels
@_exported public import NMTModelStore
@_exported public import NMTSearch
@_exported public import NMTSystem
@_exported public import NMTText
