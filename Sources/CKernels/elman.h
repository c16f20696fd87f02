// One Elman step, forward and backward (ElmanStep of CellKernels.swift).

static void elman(const ck_elman *step) {
  for (long j = 0; j < step->rows; j++) {
    const float *x = row(step->input, j);
    float *hidden = row(step->hidden, j);
    EACH_VECTOR(k, l, step->width) {
      vf a = v_plus(v_take(x + k, l), step->bias, k, l);
      v_put(hidden + k, step->rectified ? v_max(v_zero(), a) : v_tanh(a), l);
    }
  }
}

/// The slope comes from the activation's own value: 1 − h², or 1 where h > 0.
static void elman_backward(const ck_elman *step, ck_matrix dHidden, ck_matrix dGates, float *dBias) {
  for (long j = 0; j < step->rows; j++) {
    const float *hidden = row(step->hidden, j), *dh = row(dHidden, j);
    float *dGate = row(dGates, j);
    EACH_VECTOR(k, l, step->width) {
      vf h = v_take(hidden + k, l), d = v_take(dh + k, l);
      d = step->rectified ? v_if_negative(v_zero() - h, d, v_zero()) : d * v_tanh_slope(h);
      v_put(dGate + k, d, l);
      if (dBias) v_put(dBias + k, v_take(dBias + k, l) + d, l);
    }
  }
}
