// The gates of one GRU step, forward and backward (GRUStep of CellKernels.swift), in the order (r, z, n).

static void gru(const ck_gru *step) {
  long H = step->width;
  for (long j = 0; j < step->rows; j++) {
    const float *x = row(step->input, j), *b = step->bias, *previous = row(step->previous, j);
    float *gates = row(step->gates, j), *recurrent = row(step->recurrent, j), *hidden = row(step->hidden, j);
    EACH_VECTOR(k, l, H) {
      vf r = v_sigmoid(v_plus(v_take(x + k, l), b, k, l) + v_take(recurrent + k, l));
      vf z = v_sigmoid(v_plus(v_take(x + H + k, l), b, H + k, l) + v_take(recurrent + H + k, l));
      vf q = v_plus(v_take(recurrent + 2 * H + k, l), step->recurrentBias, k, l);
      vf n = v_tanh(v_fma(r, q, v_plus(v_take(x + 2 * H + k, l), b, 2 * H + k, l)));
      v_put(gates + k, r, l);
      v_put(gates + H + k, z, l);
      v_put(gates + 2 * H + k, n, l);
      v_put(recurrent + 2 * H + k, q, l);
      v_put(hidden + k, v_fma(z, v_take(previous + k, l) - n, n), l);
    }
  }
}

/// With h = n + z·(h′ − n):  dn = dh·(1 − z), dz = dh·(h′ − n), each times its activation's slope;  dq = dn·r, dr = dn·q
/// times its slope;  the previous state gets dh·z beside what comes through the recurrent product. `dGates` may be the
/// gates' own memory and `dRecurrent` that of the products.
static void gru_backward(const ck_gru *step, ck_matrix dHidden, ck_matrix dGates, ck_matrix dRecurrent, float *dBias,
                         float *dRecurrentBias) {
  long H = step->width;
  for (long j = 0; j < step->rows; j++) {
    const float *gates = row(step->gates, j), *recurrent = row(step->recurrent, j), *previous = row(step->previous, j);
    float *dHiddenRow = row(dHidden, j), *dGate = row(dGates, j), *dProduct = row(dRecurrent, j);
    EACH_VECTOR(k, l, H) {
      vf r = v_take(gates + k, l), z = v_take(gates + H + k, l), n = v_take(gates + 2 * H + k, l);
      vf q = v_take(recurrent + 2 * H + k, l), dh = v_take(dHiddenRow + k, l);
      vf dn = v_fnma(dh, z, dh) * v_tanh_slope(n);
      vf d[3] = {dn * q * v_sigmoid_slope(r), dh * (v_take(previous + k, l) - n) * v_sigmoid_slope(z), dn};
      vf dq = dn * r;
      UNROLL for (int g = 0; g < 3; g++) {
        v_put(dGate + g * H + k, d[g], l);
        v_put(dProduct + g * H + k, g < 2 ? d[g] : dq, l);
        if (dBias) v_put(dBias + g * H + k, v_take(dBias + g * H + k, l) + d[g], l);
      }
      if (dRecurrentBias) v_put(dRecurrentBias + k, v_take(dRecurrentBias + k, l) + dq, l);
      v_put(dHiddenRow + k, dh * z, l);
    }
  }
}
