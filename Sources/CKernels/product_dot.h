// Products with both sides fresh.

/// Up to `rows` × `columns` sums of A's rows times B's rows, a vector of k at a time: nothing needs to be packed.
static INLINE void dot_tile(const float *a, long aStride, const float *b, long bStride, long k, float *c, long cStride,
                            int accumulate, const int rows, const int columns) {
  vf sum[4][4];
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int j = 0; j < columns; j++) sum[i][j] = v_zero();
  }
  EACH_VECTOR(d, l, k) {
    vf right[4];
    UNROLL for (int j = 0; j < columns; j++) right[j] = v_take(b + j * bStride + d, l);
    UNROLL for (int i = 0; i < rows; i++) {
      vf left = v_take(a + i * aStride + d, l);
      UNROLL for (int j = 0; j < columns; j++) sum[i][j] = v_fma(left, right[j], sum[i][j]);
    }
  }
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int j = 0; j < columns; j++) {
      float *out = c + i * cStride + j;
      *out = (accumulate ? *out : 0) + v_sum(sum[i][j]);
    }
  }
}

/// Rows `i` … of C, `rows` of them, all columns.
static INLINE void dot_rows(ck_matrix a, ck_matrix b, ck_matrix c, int accumulate, long i, const int rows) {
  long j = 0;
  for (; j + 4 <= c.columns; j += 4) {
    dot_tile(row(a, i), a.stride, row(b, j), b.stride, a.columns, row(c, i) + j, c.stride, accumulate, rows, 4);
  }
  for (; j < c.columns; j++) {
    dot_tile(row(a, i), a.stride, row(b, j), b.stride, a.columns, row(c, i) + j, c.stride, accumulate, rows, 1);
  }
}

/// C = A · Bᵀ for few columns, as attention's scores: the order of each sum is the same in every tile.
static void product_of_rows(ck_matrix a, ck_matrix b, ck_matrix c, int accumulate) {
  long i = 0;
  for (; i + 4 <= c.rows; i += 4) dot_rows(a, b, c, accumulate, i, 4);
  for (; i < c.rows; i++) dot_rows(a, b, c, accumulate, i, 1);
}

/// Both sides fresh: C with B packed a block at a time.
static void product_blocked(ck_matrix a, int ta, ck_matrix b, int tb, ck_matrix c, int accumulate) {
  long k = ta ? a.rows : a.columns, blocks = block_count(k);
  float *left = ck_scratch(LEFT_FLOATS + BLOCK_DEPTH * BLOCK_COLUMNS), *right = left + LEFT_FLOATS;
  for (long j = 0; j < c.columns; j += BLOCK_COLUMNS) {
    ck_matrix part = {c.base + j, c.rows, least(BLOCK_COLUMNS, c.columns - j), c.stride};
    for (long i = 0, from = 0; i < blocks; i++) {
      long depth = block_depth(k, blocks, i, from);
      const float *start = tb ? row(b, j) + from : row(b, from) + j;
      pack_right(start, b.stride, tb, depth, part.columns, right, units(depth) * PANEL);
      right_side panels = {right, PANEL, units(depth) * PANEL, 0};
      multiply_depth(a, ta, panels, from, depth, part, !i && !accumulate, left);
      from += depth;
    }
  }
}

/// Columns of C below which A · Bᵀ goes by rows. It decides how a sum is ordered, so it must not look at C's rows.
#define FEW_COLUMNS 256

static void product(ck_matrix a, int ta, ck_matrix b, int tb, ck_matrix c, int accumulate) {
  long k = ta ? a.rows : a.columns;
  if (k == 0 && !accumulate) clear(c);
  if (k == 0 || c.rows == 0 || c.columns == 0) return;
  if (!ta && tb && c.columns < FEW_COLUMNS) {
    product_of_rows(a, b, c, accumulate);
  } else if (!tb && c.rows <= 2 * TILE_ROWS) {
    // B's elements are used once or twice: they are read in place.
    right_side inPlace = {b.base, b.stride, PANEL, 1};
    multiply_depth(a, ta, inPlace, 0, k, c, !accumulate, 0);
  } else {
    product_blocked(a, ta, b, tb, c, accumulate);
  }
}
