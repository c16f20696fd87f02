// int8 products with some columns of a weight, chosen anew each time, where each column stands for itself
// (ck_int8_columns): the output layer for the words that a sentence may use. Sums are exact, so that their order is free.

/// Rows of A side by side in registers; with four columns four times as many sums.
#define CHOSEN_ROWS (QUAD_ROWS / 2)

/// Sums of `rows` quantised rows at `left` times four columns, written to `sums` and the rows behind it.
static INLINE void chosen_quads(const uint8_t *left, long step, const int8_t *const *b, const int8_t *const *ahead,
                                int32_t *sums, long sumStep, const int rows) {
  static const int32_t zeros[W];
  vq sum[CHOSEN_ROWS][4];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int j = 0; j < 4; j++) sum[r][j] = q_load(zeros);
  }
  for (long d = 0; d < step; d += 4 * W) {
    quad_right right[4];
    UNROLL for (int j = 0; j < 4; j++) {
      __builtin_prefetch(ahead[j] + d);
      right[j] = q_right(b[j] + d);
    }
    UNROLL for (int r = 0; r < rows; r++) {
      quad_left quads = q_lefts(left + r * step + d);
      UNROLL for (int j = 0; j < 4; j++) sum[r][j] = q_multiply(quads, right[j], sum[r][j]);
    }
  }
  UNROLL for (int r = 0; r < rows; r++) q_totals(sum[r], sums + r * sumStep);
}

#define CHOSEN_QUADS(rows) \
  static void chosen_quads_##rows(const uint8_t *left, long step, const int8_t *const *b, const int8_t *const *ahead, \
                                  int32_t *sums, long sumStep) { \
    chosen_quads(left, step, b, ahead, sums, sumStep, rows); \
  }
typedef void (*chosen_function)(const uint8_t *, long, const int8_t *const *, const int8_t *const *, int32_t *, long);

CHOSEN_QUADS(1) CHOSEN_QUADS(2)
#if CHOSEN_ROWS > 2
CHOSEN_QUADS(3) CHOSEN_QUADS(4) CHOSEN_QUADS(5) CHOSEN_QUADS(6)
#endif

/// chosenQuads[rows − 1].
static const chosen_function chosenQuads[CHOSEN_ROWS] = {
    chosen_quads_1, chosen_quads_2,
#if CHOSEN_ROWS > 2
    chosen_quads_3, chosen_quads_4, chosen_quads_5, chosen_quads_6,
#endif
};

/// What the columns' sums start from, their scales and biases, side by side.
typedef struct {
  int32_t *offsets;
  float *scales, *bias;
} chosen_terms;

/// C [rows, n] = (sum + offset) · column's scale · row's scale + bias.
static void finish_chosen(int32_t *sums, long sumStep, const chosen_terms *of, const float *rowScales, ck_matrix c) {
  for (long r = 0; r < c.rows; r++) {
    float *to = row(c, r);
    int32_t *from = sums + r * sumStep;
    for (long j = 0; j < c.columns; j++) from[j] += of->offsets[j];
    EACH_VECTOR(j, l, c.columns) {
      vf value = q_float(q_load(from + j)) * v_take(of->scales + j, l) * v_set(rowScales[r]);
      v_put(to + j, value + v_take(of->bias + j, l), l);
    }
  }
}

static void row_products_int8(ck_matrix a, const ck_int8_weight *w, const int8_t *rows, long stride,
                              const int32_t *ids, const float *bias, ck_matrix c) {
  if (c.columns == 0) return;
  // Whole vectors, so that nothing is read beyond.
  long n = (c.columns + 15) / 16 * 16, step = stride;
  for (long first = 0; first < c.rows; first += CHOSEN_ROWS) {
    long count = least(CHOSEN_ROWS, c.rows - first);
    uint8_t *left = (uint8_t *)ck_scratch(CHOSEN_ROWS * (step / 4 + n + 1) + 3 * n);
    int32_t *sums = (int32_t *)(left + CHOSEN_ROWS * step);
    chosen_terms of = {sums + CHOSEN_ROWS * n, (float *)(sums + CHOSEN_ROWS * n) + n,
                         (float *)(sums + CHOSEN_ROWS * n) + 2 * n};
    float *rowScales = of.bias + n;
    for (long r = 0; r < count; r++) rowScales[r] = quantise(row(a, first + r), w->depth, left + r * step);
    for (long j = 0; j < c.columns; j++) {
      of.offsets[j] = w->offsets[ids[j]];
      of.scales[j] = w->scales[ids[j]];
      of.bias[j] = bias[ids[j]];
    }
    for (long j = 0; j < c.columns; j += 4) {
      const int8_t *b[4], *ahead[4];
      // Beyond the last column the last one again: its sums are not used.
      for (long i = 0; i < 4; i++) {
        b[i] = rows + ids[least(j + i, c.columns - 1)] * stride;
        ahead[i] = rows + ids[least(j + 4 + i, c.columns - 1)] * stride;
      }
      chosenQuads[count - 1](left, step, b, ahead, sums + j, n);
    }
    ck_matrix part = {row(c, first), count, c.columns, c.stride};
    finish_chosen(sums, n, &of, rowScales, part);
  }
}
