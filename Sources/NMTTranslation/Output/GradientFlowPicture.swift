package import NMTCharts
package import NMTModels

extension GradientFlow {
  /// A chart with one curve per layer over the positions of its sentence.
  package var chart: LineChart {
    LineChart(
      "Gradient of the last word's loss for the states before it", x: "position in the sentence", y: "|∂loss/∂h|",
      isLogY: true,
      series: layers.map { layer in
        LineChart.Series(layer.path, layer.norms.enumerated().map { (x: Double($0 + 1), y: $1) })
      })
  }
}
