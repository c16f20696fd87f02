// Kernels over n floats; Kernels.swift gives each its equation.

static void add(const float *x, float alpha, float *y, long n) {
  vf a = v_set(alpha);
  EACH_VECTOR(k, l, n) v_put(y + k, v_fma(a, v_take(x + k, l), v_take(y + k, l)), l);
}

static void scale(float *y, float alpha, long n) {
  vf a = v_set(alpha);
  EACH_VECTOR(k, l, n) v_put(y + k, a * v_take(y + k, l), l);
}

static void multiply(const float *a, const float *b, float *y, long n, int accumulate) {
  if (accumulate) {
    EACH_VECTOR(k, l, n) v_put(y + k, v_fma(v_take(a + k, l), v_take(b + k, l), v_take(y + k, l)), l);
  } else {
    EACH_VECTOR(k, l, n) v_put(y + k, v_take(a + k, l) * v_take(b + k, l), l);
  }
}

static void exp_each(const float *x, float *y, long n) {
  EACH_VECTOR(k, l, n) v_put(y + k, v_exp(v_take(x + k, l)), l);
}

static void tanh_each(const float *x, float *y, long n) {
  EACH_VECTOR(k, l, n) v_put(y + k, v_tanh(v_take(x + k, l)), l);
}

static void sigmoid_each(const float *x, float *y, long n) {
  EACH_VECTOR(k, l, n) v_put(y + k, v_sigmoid(v_take(x + k, l)), l);
}

/// The slopes of tanh and of the logistic function, from their values.
static INLINE vf v_tanh_slope(vf y) { return v_fnma(y, y, v_set(1)); }
static INLINE vf v_sigmoid_slope(vf y) { return v_fnma(y, y, y); }

static void tanh_backward(const float *y, const float *dy, float *dx, long n) {
  EACH_VECTOR(k, l, n) {
    v_put(dx + k, v_fma(v_take(dy + k, l), v_tanh_slope(v_take(y + k, l)), v_take(dx + k, l)), l);
  }
}

static void sigmoid_backward(const float *y, const float *dy, float *dx, long n) {
  EACH_VECTOR(k, l, n) {
    v_put(dx + k, v_fma(v_take(dy + k, l), v_sigmoid_slope(v_take(y + k, l)), v_take(dx + k, l)), l);
  }
}
