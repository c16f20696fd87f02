// Packing: B in panels of PANEL columns, [depth][PANEL] each, zero where there is no column; A in tiles of TILE_ROWS
// rows, [depth][TILE_ROWS] each. Both are then read from first to last without a gap. Depth counts elements here.

static INLINE long least(long a, long b) { return a < b ? a : b; }

/// Units of 32 bits that hold a depth.
static INLINE long units(long depth) { return (depth + UNIT - 1) / UNIT; }

static long packed_floats(long k, long n) { return (n + PANEL - 1) / PANEL * PANEL * units(k); }

/// Units that packing fetches ahead.
#define PACK_AHEAD (4 * W)

/// Rows that packing of rows as they lie fetches ahead.
#define RIGHT_AHEAD 8

/// Where packed panels go: into the caches, as they are read at once, or past them into memory.
enum { NEAR, FAR };

static INLINE void put_packed(float *to, vf x, const int place) {
  if (place == FAR) {
    v_stream(to, x);
  } else {
    v_store(to, x);
  }
}

/// W columns of a panel from W rows of a matrix that holds them transposed.
static INLINE void pack_transposed(const float *from, long stride, long rows, long depth, float *to, long step,
                                   const int place) {
  for (long u = 0; u < units(depth); u += W) {
    vf r[W];
    // So many short streams are more than the hardware follows: each row is fetched ahead, at its end the next tile's.
    long past = u + PACK_AHEAD < units(depth) ? 0 : least(rows, W) * stride - units(depth) * UNIT;
    UNROLL for (int i = 0; i < W; i++) {
      __builtin_prefetch(from + i * stride + (u + PACK_AHEAD) * UNIT + past);
      if (UNIT > 1) __builtin_prefetch(from + i * stride + (u + PACK_AHEAD) * UNIT + W + past);
    }
    UNROLL for (int i = 0; i < W; i++) {
      r[i] = i < rows ? unit_row(from + i * stride + u * UNIT, depth - u * UNIT) : v_zero();
    }
    v_transpose(r);
    long count = least(W, units(depth) - u);
    for (long i = 0; i < count; i++) put_packed(to + (u + i) * step, r[i], place);
  }
}

/// Depth `k` rows and `n` columns of B into panels `panelStep` floats apart. `transposed`: `b` holds Bᵀ.
static INLINE void pack_panels(const float *b, long stride, int transposed, long k, long n, float *to, long panelStep,
                               const int place) {
  for (long j = 0; j < n; j += PANEL, to += panelStep) {
    if (transposed) {
      pack_transposed(b + j * stride, stride, n - j, k, to, PANEL, place);
      pack_transposed(b + (j + W) * stride, stride, n - j - W, k, to + W, PANEL, place);
      continue;
    }
    lanes low = v_lanes(n - j), high = v_lanes(n - j - W);
    const float *from = b + j;
    float *panel = to;
    for (long left = k; left > 0; left -= UNIT, from += UNIT * stride, panel += PANEL) {
      UNROLL for (int u = 0; u < UNIT; u++) {
        __builtin_prefetch(from + (RIGHT_AHEAD + u) * stride);
        __builtin_prefetch(from + (RIGHT_AHEAD + u) * stride + W);
      }
      put_packed(panel, unit_columns(from, stride, left, low), place);
      put_packed(panel + W, unit_columns(from + W, stride, left, high), place);
    }
  }
}

/// The same for a product that follows.
static void pack_right(const float *b, long stride, int transposed, long k, long n, float *to, long panelStep) {
  pack_panels(b, stride, transposed, k, n, to, panelStep, NEAR);
}

/// Part `i` of `count` that share `whole` as evenly as can be: a last tile of one or two rows would wait for its few
/// chains, a last block of little depth would read and write C for little.
static INLINE long even_share(long whole, long count, long i) { return whole / count + (i < whole % count); }

static INLINE long tile_count(long rows) { return (rows + TILE_ROWS - 1) / TILE_ROWS; }

/// Units from one packed tile of A to the next. Whole vectors are stored, upwards in depth: what runs over the rows is
/// overwritten by the next store, and after the last one there is room.
static INLINE long tile_step(long depth) { return TILE_ROWS * units(depth) + W; }

/// Tiles of `rows` rows of A, `depth` deep, `step` units from tile to tile. `transposed`: `a` holds Aᵀ, whose rows are
/// read once from end to end.
static void pack_left(const float *a, long stride, int transposed, long rows, long depth, float *to, long step) {
  long count = tile_count(rows);
  if (!transposed) {
    for (long i = 0; i < count; i++, to += step) {
      long height = even_share(rows, count, i);
      pack_transposed(a, stride, height, depth, to, TILE_ROWS, NEAR);
      a += height * stride;
    }
    return;
  }
  for (long left = depth; left > 0; left -= UNIT, a += UNIT * stride, to += TILE_ROWS) {
    // Every row begins a page of its own, which no hardware prefetcher crosses.
    for (long i = 0; i < rows; i += 16) {
      UNROLL for (int u = 0; u < UNIT; u++) __builtin_prefetch(a + (16 + u) * stride + i);
    }
    for (long i = 0, first = 0; i < count; i++) {
      long height = even_share(rows, count, i);
      v_store(to + i * step, unit_columns(a + first, stride, left, v_lanes(height)));
      first += height;
    }
  }
}

/// Rows of A as they lie, converted, `units(depth)` apart.
static void pack_rows(ck_matrix a, float *to) {
  for (long r = 0; r < a.rows; r++, to += units(a.columns)) {
    for (long u = 0; u < units(a.columns); u += W) {
      v_put(to + u, unit_row(row(a, r) + u * UNIT, a.columns - u * UNIT), v_lanes(units(a.columns) - u));
    }
  }
}

/// A weight's panels are read when all others have been packed: they need not be fetched to be overwritten.
static void pack(ck_matrix weight, int transposed, long first, long rows, float *packed) {
  const float *from = row(weight, first);
  long panelStep = units(transposed ? weight.columns : weight.rows) * PANEL;
  if (transposed) {
    pack_panels(from, weight.stride, 1, weight.columns, rows, packed + first / PANEL * panelStep, panelStep, FAR);
  } else {
    pack_panels(from, weight.stride, 0, rows, weight.columns, packed + first / UNIT * PANEL, panelStep, FAR);
  }
  v_stream_end();
}
