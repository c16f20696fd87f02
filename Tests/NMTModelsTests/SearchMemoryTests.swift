import NMTKernels
import NMTLayers
import NMTModels
import Testing

/// The memory that a search asks for beforehand is what it then takes, and not much less.
@Suite struct SearchMemoryTests {
  @Test(arguments: CellKind.ofEncoders, [AttentionKind.general, .multiHead, .none, .additive])
  func theForecastHolds(cell: CellKind, attention: AttentionKind) throws {
    var options = ModelOptions(sourceVocabulary: 50, targetVocabulary: 700)
    (options.embedding, options.encoderWidth, options.decoderWidth) = (32, 48, 48)
    (options.encoder, options.decoder, options.attention) = (cell, cell, attention)
    (options.encoderLayers, options.decoderLayers, options.tying) = (2, 2, .none)
    options.inputFeeding = attention == .general
    let model = try Seq2SeqModel(options: options, seed: 3)
    let memory = SearchMemory(model)
    for (lengths, beam) in [([3], 1), ([40, 2, 17, 60], 5), ([1, 1, 1, 1, 1, 1, 1, 1], 12), ([200], 2)] {
      let sources = lengths.map { [Int32](repeating: 7, count: $0) }
      let workspace = Workspace(model)
      let encoded = model.encode(sources: sources, in: workspace)
      let rows = lengths.indices.flatMap { [Int](repeating: $0, count: beam) }
      var state = model.startState(encoded).selecting(rows: rows)
      for _ in 0..<3 {
        _ = model.step(
          tokens: [Int32](repeating: 9, count: rows.count), state: &state, encoded: encoded, workspace: workspace)
      }
      let size = (positions: lengths.reduce(0) { $0 + $1 + 1 }, rows: rows.count, longest: lengths.max()! + 1)
      let forecast = memory.workspaceBytes(positions: size.positions, rows: size.rows, longest: size.longest)
      #expect(workspace.peakBytes <= forecast, "\(cell) \(attention) \(lengths): \(workspace.peakBytes), \(forecast)")
      #expect(forecast < 4 * workspace.peakBytes + (1 << 20), "\(cell) \(attention) \(lengths)")
    }
  }
}
