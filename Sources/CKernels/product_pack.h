// Packing: B in panels of PANEL columns, [depth][PANEL] each, zero where there is no column; A in tiles of TILE_ROWS
// rows, [depth][TILE_ROWS] each. Both are then read from first to last without a gap.

static long packed_floats(long k, long n) { return (n + PANEL - 1) / PANEL * PANEL * k; }

/// W columns of a panel from W rows of a matrix that holds them transposed.
static INLINE void pack_transposed(const float *from, long stride, long rows, long depth, float *to, long step) {
  for (long k = 0; k < depth; k += W) {
    vf r[W];
    lanes l = v_lanes(depth - k);
    UNROLL for (int i = 0; i < W; i++) r[i] = i < rows ? v_take(from + i * stride + k, l) : v_zero();
    v_transpose(r);
    long count = depth - k < W ? depth - k : W;
    for (long i = 0; i < count; i++) v_store(to + (k + i) * step, r[i]);
  }
}

/// Depth `k` rows and `n` columns of B into panels `panelStep` floats apart. `transposed`: `b` holds Bᵀ.
static void pack_right(const float *b, long stride, int transposed, long k, long n, float *to, long panelStep) {
  for (long j = 0; j < n; j += PANEL, to += panelStep) {
    if (transposed) {
      pack_transposed(b + j * stride, stride, n - j, k, to, PANEL);
      pack_transposed(b + (j + W) * stride, stride, n - j - W, k, to + W, PANEL);
    } else {
      lanes low = v_lanes(n - j), high = v_lanes(n - j - W);
      for (long i = 0; i < k; i++) {
        v_store(to + i * PANEL, v_take(b + i * stride + j, low));
        v_store(to + i * PANEL + W, v_take(b + i * stride + j + W, high));
      }
    }
  }
}

/// One tile of A: `rows` ≤ TILE_ROWS rows, `depth` deep. Whole vectors are stored, upwards: what runs over is
/// overwritten by the next store, and the buffer ends W floats later.
static void pack_left(const float *a, long stride, int transposed, long rows, long depth, float *to) {
  if (!transposed) {
    pack_transposed(a, stride, rows, depth, to, TILE_ROWS);
    return;
  }
  lanes l = v_lanes(rows);
  for (long k = 0; k < depth; k++) v_store(to + k * TILE_ROWS, v_take(a + k * stride, l));
}

static void pack(ck_matrix weight, int transposed, float *packed) {
  long k = transposed ? weight.columns : weight.rows, n = transposed ? weight.rows : weight.columns;
  pack_right(weight.base, weight.stride, transposed, k, n, packed, k * PANEL);
}
