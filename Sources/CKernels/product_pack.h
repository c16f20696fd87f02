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

/// Part `i` of `count` that share `whole` as evenly as can be: a last tile of one or two rows would wait for its few
/// chains, a last block of little depth would read and write C for little.
static INLINE long even_share(long whole, long count, long i) { return whole / count + (i < whole % count); }

static INLINE long tile_count(long rows) { return (rows + TILE_ROWS - 1) / TILE_ROWS; }

/// Floats from one packed tile of A to the next. Whole vectors are stored, upwards in depth: what runs over the rows is
/// overwritten by the next store, and after the last one there is room.
static INLINE long tile_step(long depth) { return TILE_ROWS * depth + W; }

/// Tiles of `rows` rows of A, `depth` deep. `transposed`: `a` holds Aᵀ, whose rows are read once from end to end.
static void pack_left(const float *a, long stride, int transposed, long rows, long depth, float *to) {
  long count = tile_count(rows), step = tile_step(depth);
  if (!transposed) {
    for (long i = 0; i < count; i++, to += step) {
      long height = even_share(rows, count, i);
      pack_transposed(a, stride, height, depth, to, TILE_ROWS);
      a += height * stride;
    }
    return;
  }
  for (long k = 0; k < depth; k++, a += stride, to += TILE_ROWS) {
    // Every row begins a page of its own, which no hardware prefetcher crosses.
    for (long i = 0; i < rows; i += 16) __builtin_prefetch(a + 16 * stride + i);
    for (long i = 0, first = 0; i < count; i++) {
      long height = even_share(rows, count, i);
      v_store(to + i * step, v_take(a + first, v_lanes(height)));
      first += height;
    }
  }
}

static void pack(ck_matrix weight, int transposed, float *packed) {
  long k = transposed ? weight.columns : weight.rows, n = transposed ? weight.rows : weight.columns;
  pack_right(weight.base, weight.stride, transposed, k, n, packed, k * PANEL);
}
