// Products with some rows of a table, chosen anew each time: the output layer for the words that a sentence may use.

/// Sums of up to `rows` rows of A times `columns` rows of the table, a vector of k at a time.
static INLINE void chosen_tile(ck_matrix a, long i, const float *const *b, const float *const *ahead, const int rows,
                               const int columns, float sums[4][4]) {
  vf sum[4][4];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int j = 0; j < columns; j++) sum[r][j] = v_zero();
  }
  EACH_VECTOR(d, l, a.columns) {
    vf right[4];
    UNROLL for (int j = 0; j < columns; j++) {
      __builtin_prefetch(ahead[j] + d);
      right[j] = v_take(b[j] + d, l);
    }
    UNROLL for (int r = 0; r < rows; r++) {
      vf left = v_take(row(a, i + r) + d, l);
      UNROLL for (int j = 0; j < columns; j++) sum[r][j] = v_fma(left, right[j], sum[r][j]);
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int j = 0; j < columns; j++) sums[r][j] = v_sum(sum[r][j]);
  }
}

/// Columns j … of C, `columns` of them. The order of each sum is the same in every tile.
static INLINE void chosen_columns(ck_matrix a, ck_matrix table, const int32_t *ids, const float *bias, ck_matrix c,
                                  long j, const int columns) {
  const float *b[4], *ahead[4];
  float sums[4][4];
  UNROLL for (int n = 0; n < columns; n++) {
    b[n] = row(table, ids[j + n]);
    ahead[n] = j + columns + n < c.columns ? row(table, ids[j + columns + n]) : b[n];
  }
  for (long i = 0; i < c.rows; i += 4) {
    int rows = c.rows - i < 4 ? (int)(c.rows - i) : 4;
    switch (rows) {
      case 4: chosen_tile(a, i, b, ahead, 4, columns, sums); break;
      case 3: chosen_tile(a, i, b, ahead, 3, columns, sums); break;
      case 2: chosen_tile(a, i, b, ahead, 2, columns, sums); break;
      default: chosen_tile(a, i, b, ahead, 1, columns, sums); break;
    }
    for (int r = 0; r < rows; r++) {
      for (int n = 0; n < columns; n++) row(c, i + r)[j + n] = sums[r][n] + bias[ids[j + n]];
    }
  }
}

static void row_products(ck_matrix a, ck_matrix table, const int32_t *ids, const float *bias, ck_matrix c) {
  long j = 0;
  for (; j + 4 <= c.columns; j += 4) chosen_columns(a, table, ids, bias, c, j, 4);
  for (; j < c.columns; j++) chosen_columns(a, table, ids, bias, c, j, 1);
}
