// Products of rows that are quantised here and a weight that was quantised before (ck_int8_weight of ckernels.h).

static INLINE long least(long a, long b) { return a < b ? a : b; }

/// Quads that hold a depth.
static INLINE long quads(long depth) { return (depth + 3) / 4; }

static long panel_bytes(long k, long n) { return (n + QUAD_PANEL - 1) / QUAD_PANEL * QUAD_BYTES * quads(k); }

/// Bytes from one quantised row to the next: whole cache lines, and an odd number of them, so that the rows of a tile do
/// not meet in the same sets of the first cache.
static INLINE long row_bytes(long k) { return ((k + 63) / 64 | 1) * 64; }

/// Bytes of a block of quantised rows: it stays in the second cache.
#define BLOCK_BYTES (256L << 10)

/// Numbers whose largest is below this are 0: the inverse of their scale would not be a number.
#define SMALLEST 1e-30f

/// Quantises n numbers to bytes with 128 added, up to the next whole vector; returns their scale, largest magnitude
/// / 127. A number that is not finite makes the scale NaN.
static INLINE float quantise(const float *x, long n, uint8_t *to) {
  vf most = v_zero(), spoilt = v_zero();
  EACH_VECTOR(k, l, n) {
    vf value = v_take(x + k, l);
    most = v_max(most, v_abs(value));
    spoilt = v_fma(value, v_zero(), spoilt);
  }
  float largest = v_maximum(most), bad = v_sum(spoilt);
  int isZero = !(largest >= SMALLEST);
  vf inverse = v_set(bad != 0 || isZero ? 0 : 127 / largest);
  EACH_VECTOR(k, l, n) q_put(to + k, v_take(x + k, l) * inverse);
  return bad != 0 ? bad : isZero ? 0 : largest / 127;
}

/// Column j of the right-hand side goes to lane j % 32 of panel j / 32, four neighbours in depth side by side; what is
/// beyond depth or columns is 0.
static void pack_int8(ck_matrix weight, int transposed, int8_t *panels, float *scales) {
  long k = transposed ? weight.columns : weight.rows, n = transposed ? weight.rows : weight.columns;
  float *column = ck_scratch(k + row_bytes(k) / 4);
  uint8_t *bytes = (uint8_t *)(column + k);
  memset(panels, 0, panel_bytes(k, n));
  for (long j = 0; j < n; j++) {
    for (long d = 0; !transposed && d < k; d++) column[d] = row(weight, d)[j];
    scales[j] = quantise(transposed ? row(weight, j) : column, k, bytes);
    int8_t *to = panels + j / QUAD_PANEL * QUAD_BYTES * quads(k) + j % QUAD_PANEL * 4;
    for (long d = 0; d < quads(k); d++) {
      uint32_t quad;
      memcpy(&quad, bytes + 4 * d, sizeof quad);
      quad ^= 0x80808080;
      memcpy(to + d * QUAD_BYTES, &quad, sizeof quad);
    }
  }
}

/// −128 · the sum of each column, also of those that fill the last panel.
static void offsets_int8(const int8_t *panels, long k, long n, int32_t *offsets) {
  static const uint8_t ones[4] = {1, 1, 1, 1};
  static const int32_t zeros[W];
  quad_left one = q_left(ones);
  for (long j = 0; j < n; j += W) {
    const int8_t *b = panels + j / QUAD_PANEL * QUAD_BYTES * quads(k) + j % QUAD_PANEL * 4;
    vq sum = q_load(zeros);
    for (long d = 0; d < quads(k); d++) sum = q_multiply(one, q_right(b + d * QUAD_BYTES), sum);
    int32_t sums[W];
    memcpy(sums, &sum, sizeof sums);
    for (int i = 0; i < W; i++) offsets[j + i] = -128 * sums[i];
  }
}

static void lookup_int8(const ck_int8_weight *w, const int32_t *ids, ck_matrix out) {
  int8_t *bytes = (int8_t *)ck_scratch(quads(w->depth));
  for (long r = 0; r < out.rows; r++) {
    long j = ids[r];
    const int8_t *from = w->panels + j / QUAD_PANEL * QUAD_BYTES * quads(w->depth) + j % QUAD_PANEL * 4;
    for (long d = 0; d < quads(w->depth); d++) memcpy(bytes + 4 * d, from + d * QUAD_BYTES, 4);
    float *to = row(out, r), scale = w->scales[j];
    for (long d = 0; d < w->depth; d++) to[d] = (float)bytes[d] * scale;
  }
}

/// A block of quantised rows against all panels.
static void multiply_rows(const uint8_t *left, const float *rowScales, const ck_int8_weight *w, ck_matrix c,
                          int accumulate) {
  long depth = quads(w->depth), panelStep = QUAD_BYTES * depth, step = row_bytes(w->depth), j = 0;
  quad_work t = {.depth = depth, .a = left, .rowStep = step, .panelStep = panelStep, .cStride = c.stride,
                 .rowScales = rowScales, .accumulate = accumulate, .ahead = w->panels};
  if (c.rows <= QUAD_WIDE_ROWS) {
    long together = quadWidePanels[c.rows - 1] * QUAD_PANEL;
    for (; j + together <= c.columns; j += together) {
      t.b = w->panels + j / QUAD_PANEL * panelStep;
      t.offsets = w->offsets + j;
      t.scales = w->scales + j;
      t.c = c.base + j;
      t.columns = together;
      quadWide[c.rows - 1](&t);
    }
  }
  long tiles = (c.rows + QUAD_ROWS - 1) / QUAD_ROWS;
  for (; j < c.columns; j += STRIP * W) {
    const int8_t *panel = w->panels + j / QUAD_PANEL * panelStep;
    t.b = panel + j % QUAD_PANEL * 4;
    t.offsets = w->offsets + j;
    t.scales = w->scales + j;
    t.columns = c.columns - j;
    for (long i = 0, first = 0; i < tiles; i++) {
      long height = c.rows / tiles + (i < c.rows % tiles);
      t.a = left + first * step;
      t.rowScales = rowScales + first;
      t.c = c.base + first * c.stride + j;
      // The first two tiles fetch half of the next panel each, a single one all of it.
      t.aheadStep = tiles == 1 ? QUAD_BYTES : i < 2 ? QUAD_BYTES / 2 : 0;
      t.ahead = panel + panelStep + (i < 2 ? i * t.aheadStep * depth : 0);
      quadTiles[height - 1](&t);
      first += height;
    }
  }
}

static void product_int8(ck_matrix a, const ck_int8_weight *w, ck_matrix c, int accumulate) {
  long step = row_bytes(w->depth), most = BLOCK_BYTES / step / QUAD_ROWS * QUAD_ROWS;
  if (most < QUAD_ROWS) most = QUAD_ROWS;
  long blocks = (c.rows + most - 1) / most;
  for (long i = 0, first = 0; i < blocks; i++) {
    long rows = c.rows / blocks + (i < c.rows % blocks);
    uint8_t *left = (uint8_t *)ck_scratch(rows * (step / 4 + 1));
    float *rowScales = (float *)(left + rows * step);
    for (long r = 0; r < rows; r++) rowScales[r] = quantise(row(a, first + r), w->depth, left + r * step);
    ck_matrix part = {row(c, first), rows, c.columns, c.stride};
    multiply_rows(left, rowScales, w, part, accumulate);
    first += rows;
  }
}

/// Operations done in `rounds` rounds of one product and one addition per byte and chain, on registers alone. The result
/// goes to `sink`, so that the loop is not removed.
static double peak_int8(long rounds, float *sink) {
  static const int32_t zeros[W];
  uint8_t left[4] = {1, 2, 3, 4};
  int8_t right[4 * W];
  for (int i = 0; i < 4 * W; i++) right[i] = (int8_t)(sink[0] + (float)i);
  vq sum[STRIP * QUAD_ROWS];
  quad_left a = q_left(left);
  quad_right b = q_right(right);
  UNROLL for (int i = 0; i < STRIP * QUAD_ROWS; i++) sum[i] = q_load(zeros);
  for (long k = 0; k < rounds; k++) {
    UNROLL for (int i = 0; i < STRIP * QUAD_ROWS; i++) {
      q_unknown(&b);
      sum[i] = q_multiply(a, b, sum[i]);
    }
  }
  vf total = v_zero();
  UNROLL for (int i = 0; i < STRIP * QUAD_ROWS; i++) total = total + q_float(sum[i]);
  sink[0] = v_sum(total);
  return 2.0 * 4 * STRIP * QUAD_ROWS * W * (double)rounds;
}

#define INT8_TABLE(title) \
  { \
    .name = title, .panelBytes = panel_bytes, .pack = pack_int8, .offsets = offsets_int8, .lookup = lookup_int8, \
    .product = product_int8, .rowProducts = row_products_int8, .peak = peak_int8, \
  }
