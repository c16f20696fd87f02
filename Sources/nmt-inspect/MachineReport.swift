import COpenBLAS
import NMTKernels
import NMTSystem

/// Resources of this machine: cores, vector units, BLAS kernel, memory.
func machineReport() throws -> Report {
  let chosen = try InstructionSet.chosen()
  return .members([
    ("kind", .text("machine")),
    ("host", .text(Machine.hostName)),
    ("cores", .integer(Machine.coreCount)),
    ("memoryBytes", .integer(Machine.memoryBytes)),
    ("vectorUnits", .list(InstructionSet.available.map { .text($0.rawValue) })),
    ("kernelsUse", .text(chosen.rawValue)),
    ("fastPrecisions", .list(Precision.allCases.filter(chosen.accelerates).map { .text($0.rawValue) })),
    ("blas", .text(String(cString: openblas_get_config()))),
    ("blasKernel", .text(String(cString: openblas_get_corename()))),
    ("toolVersion", .text(toolVersion)),
  ])
}
