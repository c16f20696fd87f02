// The gated unit of WaveNet, forward and backward (gatedUnit of CellKernels.swift).

/// x [N, 2H] becomes its activations tanh(a), σ(b).
static void gated_unit(ck_matrix x, ck_matrix y) {
  long H = y.columns;
  for (long j = 0; j < y.rows; j++) {
    float *in = row(x, j), *out = row(y, j);
    EACH_VECTOR(k, l, H) {
      vf a = v_tanh(v_take(in + k, l)), b = v_sigmoid(v_take(in + H + k, l));
      v_put(in + k, a, l);
      v_put(in + H + k, b, l);
      v_put(out + k, a * b, l);
    }
  }
}

static void gated_unit_backward(ck_matrix activations, ck_matrix dy, ck_matrix dx) {
  long H = dy.columns;
  for (long j = 0; j < dy.rows; j++) {
    const float *in = row(activations, j), *dout = row(dy, j);
    float *din = row(dx, j);
    EACH_VECTOR(k, l, H) {
      vf a = v_take(in + k, l), b = v_take(in + H + k, l), d = v_take(dout + k, l);
      v_put(din + k, v_fma(d * b, v_tanh_slope(a), v_take(din + k, l)), l);
      v_put(din + H + k, v_fma(d * a, v_sigmoid_slope(b), v_take(din + H + k, l)), l);
    }
  }
}
