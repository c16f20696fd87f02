// Kernels that walk the rows of a matrix; Kernels.swift gives each its equation.

static void add_bias(const float *bias, ck_matrix c) {
  for (long r = 0; r < c.rows; r++) {
    float *y = row(c, r);
    EACH_VECTOR(k, l, c.columns) v_put(y + k, v_take(y + k, l) + v_take(bias + k, l), l);
  }
}

/// Four vectors of columns at a time, the rows in order.
static void sum_rows(ck_matrix c, float *sum) {
  for (long k = 0; k < c.columns; k += 4 * W) {
    lanes l[4];
    vf total[4];
    for (int i = 0; i < 4; i++) {
      l[i] = v_lanes(c.columns - k - i * W);
      total[i] = v_take(sum + k + i * W, l[i]);
    }
    for (long r = 0; r < c.rows; r++) {
      for (int i = 0; i < 4; i++) total[i] = total[i] + v_take(row(c, r) + k + i * W, l[i]);
    }
    for (int i = 0; i < 4; i++) v_put(sum + k + i * W, total[i], l[i]);
  }
}

static void gather(ck_matrix table, const int32_t *ids, ck_matrix out) {
  for (long r = 0; r < out.rows; r++) memcpy(row(out, r), row(table, ids[r]), out.columns * sizeof(float));
}

static void scatter_add(ck_matrix rows, const int32_t *ids, ck_matrix table) {
  for (long r = 0; r < rows.rows; r++) {
    float *x = row(rows, r), *y = row(table, ids[r]);
    EACH_VECTOR(k, l, rows.columns) v_put(y + k, v_take(y + k, l) + v_take(x + k, l), l);
  }
}

/// The largest of n floats; a NaN may be passed over, but then it reappears in the sum of exponentials.
static INLINE float maximum(const float *x, long n) {
  vf lowest = v_set(-INFINITY), most = lowest;
  EACH_VECTOR(k, l, n) most = v_max(most, v_inside(v_take(x + k, l), lowest, l));
  return v_maximum(most);
}

/// Σ exp(x − shift) over n floats; the exponentials go to `y` unless it is null.
static INLINE float sum_of_exponentials(const float *x, float shift, float *y, long n) {
  vf sum = v_zero(), s = v_set(shift);
  EACH_VECTOR(k, l, n) {
    vf e = v_exp(v_take(x + k, l) - s);
    if (y) v_put(y + k, e, l);
    sum = sum + v_inside(e, v_zero(), l);
  }
  return v_sum(sum);
}

static void softmax(ck_matrix x) {
  for (long r = 0; r < x.rows; r++) {
    float *y = row(x, r);
    float sum = sum_of_exponentials(y, maximum(y, x.columns), y, x.columns);
    scale(y, 1 / sum, x.columns);
  }
}

static void log_softmax(ck_matrix x) {
  for (long r = 0; r < x.rows; r++) {
    float *y = row(x, r), most = maximum(y, x.columns);
    // Maximum and logarithm are taken off one after the other: their sum would lose bits where the maximum is large.
    vf m = v_set(most), s = v_set(logf(sum_of_exponentials(y, most, 0, x.columns)));
    EACH_VECTOR(k, l, x.columns) v_put(y + k, (v_take(y + k, l) - m) - s, l);
  }
}

static void softmax_backward(ck_matrix y, ck_matrix dy, ck_matrix dx) {
  for (long r = 0; r < y.rows; r++) {
    float *p = row(y, r), *dp = row(dy, r), *d = row(dx, r);
    vf dot = v_zero();
    EACH_VECTOR(k, l, y.columns) dot = v_fma(v_take(p + k, l), v_take(dp + k, l), dot);
    vf total = v_set(v_sum(dot));
    EACH_VECTOR(k, l, y.columns) {
      v_put(d + k, v_fma(v_take(p + k, l), v_take(dp + k, l) - total, v_take(d + k, l)), l);
    }
  }
}
