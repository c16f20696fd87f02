// The most that the processor can do: fused products on registers alone, as many chains as a product's tile has.

/// Operations done in `rounds` rounds of one product and one addition per element and chain. The result goes to `sink`, so
/// that the loop is not removed.
static double peak(long rounds, float *sink) {
  vf sum[2 * TILE_ROWS], a = v_set(0.5f), b = v_set(sink[0]);
  UNROLL for (int i = 0; i < 2 * TILE_ROWS; i++) sum[i] = v_set((float)i);
  for (long k = 0; k < rounds; k++) {
    UNROLL for (int i = 0; i < 2 * TILE_ROWS; i++) sum[i] = unit_multiply(a, b, sum[i]);
  }
  UNROLL for (int i = 1; i < 2 * TILE_ROWS; i++) sum[0] = sum[0] + sum[i];
  sink[0] = v_sum(sum[0]);
  return 2.0 * UNIT * 2 * TILE_ROWS * W * (double)rounds;
}
